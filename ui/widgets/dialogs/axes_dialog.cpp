#include "ui/widgets/dialogs/axes_dialog.h"

#include "core/explore/axes/axis_notation.h"
#include "ui/state/axis_sides.h"
#include "ui/widgets/look/look.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

AxesDialog::AxesDialog(Document &document, QWidget *parent)
    : QDialog(parent),
      m_document(document),
      m_found(makeLabel({}, LabelKind::Secondary)),
      m_missing(makeLabel({}, LabelKind::Body)),
      m_problem(makeLabel({}, LabelKind::Body)),
      m_draw(new QPushButton(tr("&Draw the map")))
{
    setWindowTitle(tr("Meaning axes"));
    setObjectName(u"axesDialog"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(
        makeLabel(tr("An axis goes from the average of some examples to the average of others. Type words or "
                     "phrases, commas between them, or select texts on the map and take those."),
                  LabelKind::Secondary));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    addEnd(grid, 0, tr("&Left"), u"axisLeft"_s, tr("sad, unhappy"));
    addEnd(grid, 1, tr("&Right"), u"axisRight"_s, tr("happy, joyful"));
    addEnd(grid, 2, tr("&Below"), u"axisBelow"_s, tr("nothing: what else the texts differ in"));
    addEnd(grid, 3, tr("&Above"), u"axisAbove"_s, tr("nothing: what else the texts differ in"));
    column->addLayout(grid);
    m_found->setObjectName(u"axesFound"_s);
    column->addWidget(m_found);
    m_missing->setObjectName(u"axesMissing"_s);
    column->addWidget(m_missing);
    m_problem->setObjectName(u"axesProblem"_s);
    m_problem->hide();
    column->addWidget(m_problem);
    column->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_draw->setObjectName(u"axesDraw"_s);
    m_draw->setProperty("primary", true);
    buttons->addButton(m_draw, QDialogButtonBox::ActionRole);
    column->addWidget(buttons);
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(button == m_draw);
    m_draw->setDefault(true); // Enter in any line; only once it is in its dialog
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_draw, &QPushButton::clicked, this, &AxesDialog::draw);
    connect(&document, &Document::viewChanged, this, &AxesDialog::refresh);
    connect(&document, &Document::corpusChanged, this, &AxesDialog::refresh);
    connect(&document, &Document::explorationChanged, this, &AxesDialog::refresh);
    connect(&document, &Document::recipeChanged, this, &AxesDialog::readRecipe);
    connect(&document, &Document::contentReplaced, this, &AxesDialog::beginAnew);
    readRecipe();
    resize(560, sizeHint().height());
}

void AxesDialog::addEnd(QGridLayout *grid, int row, const QString &name, const QString &object, const QString &example)
{
    End &end = m_ends[static_cast<std::size_t>(row)];
    end.phrases = new QLineEdit;
    end.phrases->setObjectName(object);
    end.phrases->setPlaceholderText(example);
    end.phrases->setMaxLength(4000);
    auto *label = new QLabel(name);
    label->setBuddy(end.phrases);
    QString plain = name;
    plain.remove(u'&');
    end.phrases->setAccessibleName(tr("%1: words or phrases, commas between").arg(plain));
    end.take = new QPushButton(tr("Take the selected"));
    end.take->setObjectName(object + u"Take"_s);
    end.take->setToolTip(tr("The selected texts become examples of this end"));
    end.take->setAccessibleName(tr("%1: take the selected texts").arg(plain));
    end.texts = makeLabel({}, LabelKind::Secondary);
    end.texts->setWordWrap(false);
    end.clear = new QToolButton;
    end.clear->setText(u"\u00d7"_s);
    end.clear->setAutoRaise(true);
    end.clear->setToolTip(tr("Without these texts"));
    end.clear->setAccessibleName(tr("%1: without the taken texts").arg(plain));
    grid->addWidget(label, row, 0);
    grid->addWidget(end.phrases, row, 1);
    grid->addWidget(end.take, row, 2);
    grid->addWidget(end.texts, row, 3);
    grid->addWidget(end.clear, row, 4);
    connect(end.phrases, &QLineEdit::textChanged, this, &AxesDialog::refresh);
    const auto at = static_cast<std::size_t>(row);
    connect(end.take, &QPushButton::clicked, this, [this, at] {
        const std::set<TextId> &selected = m_document.view().selection;
        m_ends[at].ids.assign(selected.begin(), selected.end());
        refresh();
    });
    connect(end.clear, &QToolButton::clicked, this, [this, at] {
        m_ends[at].ids.clear();
        refresh();
    });
}

/// Only axes that were not drawn before: another setting of the recipe takes nothing away that is typed.
void AxesDialog::readRecipe()
{
    const auto *axes = std::get_if<AxesRecipe>(&m_document.recipe().projection);
    const std::optional<AxesRecipe> now = axes ? std::optional(*axes) : std::nullopt;
    if (std::exchange(m_drawn, now) != now && now)
        setAxes(*now);
    refresh();
}

/// What was typed was of other texts.
void AxesDialog::beginAnew()
{
    m_drawn.reset();
    m_problem->hide();
    setAxes({});
    readRecipe();
}

void AxesDialog::setAxes(const AxesRecipe &axes)
{
    const AxisEnd *ends[] = {&axes.x.low, &axes.x.high, &axes.y.low, &axes.y.high};
    for (std::size_t i = 0; i < m_ends.size(); ++i) {
        const QString words = QString::fromStdString(formatPhrases(ends[i]->phrases));
        // What somebody types is left alone where it means the same.
        const auto typed = parsePhrases(m_ends[i].phrases->text().toStdString());
        if (!typed || *typed != ends[i]->phrases)
            m_ends[i].phrases->setText(words);
        m_ends[i].ids = ends[i]->texts;
    }
    refresh();
}

void AxesDialog::refresh()
{
    const bool any = !m_document.view().selection.empty();
    AxesRecipe given;
    AxisEnd *ends[] = {&given.x.low, &given.x.high, &given.y.low, &given.y.high};
    for (std::size_t i = 0; i < m_ends.size(); ++i) {
        End &end = m_ends[i];
        std::erase_if(end.ids, [this](TextId id) { return !m_document.positionOf(id); });
        end.take->setEnabled(any);
        const auto count = static_cast<qsizetype>(end.ids.size());
        end.texts->setText(count == 0 ? QString() : counted(count, tr("and %n text"), tr("and %n texts")));
        end.clear->setVisible(count > 0);
        ends[i]->texts = end.ids;
        if (const QString words = end.phrases->text().trimmed(); !words.isEmpty())
            ends[i]->phrases = {words.toStdString()}; // whether they can be read is told when they are drawn
    }
    const QString missing = missingExamples(given);
    m_missing->setText(missing);
    m_missing->setVisible(!missing.isEmpty());
    m_draw->setEnabled(missing.isEmpty());
    m_draw->setToolTip(missing.isEmpty() ? tr("Draws the map on these axes") : missing);
    m_draw->setAccessibleDescription(m_draw->toolTip());
    const QString found = foundText();
    m_found->setText(found);
    m_found->setVisible(!found.isEmpty());
}

/// How well the axes that are drawn tell their own examples apart.
QString AxesDialog::foundText() const
{
    const ExplorationPtr exploration = m_document.exploration();
    if (!exploration || !exploration->map)
        return {};
    QStringList lines;
    for (std::size_t i = 0; i < exploration->map->axes.size(); ++i) {
        const AxisStage &axis = exploration->map->axes[i];
        const QString name = i == 0 ? tr("Left to right") : tr("Below to above");
        if (!axis.separation) {
            if (axis.share)
                lines +=
                    tr("%1: what else the texts differ in, %2% of it.").arg(name).arg(std::lround(*axis.share * 100));
        } else if (axis.separation->heldOut) {
            lines += tr("%1: %2% of its examples' pairs lie in the right order on an axis made without them (50% is "
                        "chance).")
                         .arg(name)
                         .arg(std::lround(*axis.separation->heldOut * 100));
        } else {
            lines += tr("%1: one example an end; how well it separates others cannot be told from it.").arg(name);
        }
    }
    return lines.join(u'\n');
}

void AxesDialog::focusEnd(AxisSide side)
{
    m_ends[static_cast<std::size_t>(side)].phrases->setFocus();
}

QString AxesDialog::problem() const
{
    return m_problem->isHidden() ? QString() : m_problem->text();
}

Result<AxesRecipe> AxesDialog::axes() const
{
    AxesRecipe axes;
    if (const auto *now = std::get_if<AxesRecipe>(&m_document.recipe().projection))
        axes.orthogonal = now->orthogonal;
    AxisEnd *ends[] = {&axes.x.low, &axes.x.high, &axes.y.low, &axes.y.high};
    for (std::size_t i = 0; i < m_ends.size(); ++i) {
        ends[i]->texts = m_ends[i].ids;
        const std::string words = m_ends[i].phrases->text().trimmed().toStdString();
        if (words.empty())
            continue;
        Result<std::vector<std::string>> phrases = parsePhrases(words);
        if (!phrases) {
            m_ends[i].phrases->setFocus();
            return std::move(phrases).error();
        }
        ends[i]->phrases = std::move(*phrases);
    }
    return axes;
}

bool AxesDialog::draw()
{
    const Result<AxesRecipe> found = axes();
    m_problem->setVisible(!found);
    if (!found) {
        m_problem->setText(QString::fromStdString(found.error().detail));
        return false;
    }
    Recipe recipe = m_document.recipe();
    recipe.projection = *found;
    m_document.setRecipe(recipe, tr("Map: meaning axes"));
    return true;
}

} // namespace embedscope
