#include "ui/widgets/bars/spectrum_field.h"

#include "core/explore/axes/axis_notation.h"
#include "ui/state/document/document.h"
#include "ui/widgets/look/look.h"

#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

/// The typed examples in the notation that is typed; empty for none at either end.
QString typedEnds(const AxisRecipe &ends)
{
    if (ends.low.phrases.empty() && ends.high.phrases.empty())
        return {};
    return QString::fromStdString(formatPhrases(ends.low.phrases) + " .. " + formatPhrases(ends.high.phrases));
}

} // namespace

SpectrumField::SpectrumField(Document &document, QWidget *parent) : QLineEdit(parent), m_document(document)
{
    setObjectName(u"colourSpectrum"_s);
    setPlaceholderText(tr("sad, unhappy .. happy, joyful"));
    setMaxLength(8000);
    setMinimumWidth(260);
    connect(this, &QLineEdit::editingFinished, this, &SpectrumField::take);
    connect(this, &QLineEdit::textEdited, this, [this] { tell({}); });
    connect(&document, &Document::viewChanged, this, &SpectrumField::refresh);
    connect(&document, &Document::corpusChanged, this, [this] { tell(m_problem); });
    refresh();
}

void SpectrumField::take()
{
    const QString typed = text().trimmed();
    const AxisRecipe &now = m_document.view().spectrum;
    if (typed == typedEnds(now))
        return; // Enter, or passing through: texts that were chosen stay
    AxisRecipe ends;
    if (!typed.isEmpty()) {
        Result<AxisRecipe> parsed = parseAxis(typed.toStdString());
        if (!parsed) {
            QString why = QString::fromStdString(parsed.error().detail);
            why[0] = why[0].toUpper();
            tell(why + u'.');
            if (isVisible())
                QToolTip::showText(mapToGlobal(QPoint(0, height())), plainToolTip(m_problem), this);
            return;
        }
        ends = *std::move(parsed);
    }
    tell({});
    ColourChoice choice = m_document.view().colour();
    choice.mode = ColourMode::Spectrum;
    choice.spectrum = ends;
    m_document.setColour(choice);
}

/// What was typed and not entered is taken back.
void SpectrumField::keyPressEvent(QKeyEvent *event)
{
    const QString ends = typedEnds(m_document.view().spectrum);
    if (event->key() == Qt::Key_Escape && text().trimmed() != ends) {
        setText(ends);
        tell({});
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void SpectrumField::refresh()
{
    const AxisRecipe &now = m_document.view().spectrum;
    if (now == m_shown)
        return;
    m_shown = now;
    if (const auto typed = parseAxis(text().trimmed().toStdString()); !typed || *typed != now)
        setText(typedEnds(now));
    setCursorPosition(0); // its beginning is seen
    tell({});
}

void SpectrumField::tell(const QString &problem)
{
    if (problem.isEmpty() && !m_problem.isEmpty() && isVisible())
        QToolTip::hideText(); // it is no longer true
    m_problem = problem;
    const AxisRecipe &ends = m_document.view().spectrum;
    const auto there = [this](const AxisEnd &end) { // a text that was deleted is no example
        return std::count_if(end.texts.begin(), end.texts.end(),
                             [this](TextId id) { return m_document.positionOf(id).has_value(); });
    };
    const auto texts = there(ends.low) + there(ends.high);
    QString about =
        tr("Examples of one end, two dots, examples of the other, commas between. Each text's colour is its place "
           "between them: 0 at the average of the first, 1 at that of the others.");
    if (texts > 0)
        about += u'\n' + counted(static_cast<qsizetype>(texts), tr("%n text of the map is an example, too."),
                                 tr("%n texts of the map are examples, too."));
    const bool first = ends.low.phrases.empty() && there(ends.low) == 0;
    const bool second = ends.high.phrases.empty() && there(ends.high) == 0;
    if (first != second)
        about += u'\n' + (first ? tr("The first end has no examples.") : tr("The second end has no examples."));
    setToolTip(plainToolTip(problem.isEmpty() ? about : problem));
    setAccessibleDescription(problem.isEmpty() ? about : problem);
}

} // namespace embedscope
