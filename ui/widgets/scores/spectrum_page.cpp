#include "ui/widgets/scores/spectrum_page.h"

#include "ui/models/scored_text_model.h"
#include "ui/state/document/document.h"
#include "ui/widgets/inspector/hint_page.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/scores/examples_field.h"
#include "ui/widgets/scores/score_status.h"
#include "ui/widgets/scores/scored_list.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

SpectrumPage::SpectrumPage(Document &document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_places(document),
      m_low(new ExamplesField(document, tr("From"), u"spectrumLow"_s, tr("sad, unhappy"))),
      m_high(new ExamplesField(document, tr("To"), u"spectrumHigh"_s, tr("happy, joyful"))),
      m_colour(new QPushButton(tr("&Colour the map by it"))),
      m_separation(makeLabel({}, LabelKind::Secondary)),
      m_list(new ScoredList(document, tr("Texts by their place on the spectrum"))),
      m_content(new HintPage(m_list)),
      m_status(new ScoreStatus(m_places, tr("&Try again")))
{
    setFocusProxy(m_low->typed());
    m_list->setObjectName(u"spectrumList"_s);
    m_colour->setObjectName(u"spectrumColour"_s);
    m_colour->setAutoDefault(false);
    auto *grid = new QGridLayout;
    const auto addEnd = [grid](int row, const QString &name, ExamplesField *field) {
        auto *label = new QLabel(name);
        label->setBuddy(field->typed());
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
    };
    addEnd(0, tr("F&rom"), m_low);
    addEnd(1, tr("&To"), m_high);
    grid->setColumnStretch(1, 1);
    auto *row = new QHBoxLayout;
    row->addWidget(m_separation, 1);
    row->addWidget(m_colour);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addLayout(grid);
    column->addLayout(row);
    column->addWidget(m_status);
    column->addWidget(m_content, 1);
    connect(m_low, &ExamplesField::changed, this, &SpectrumPage::readEnds);
    connect(m_high, &ExamplesField::changed, this, &SpectrumPage::readEnds);
    connect(m_colour, &QPushButton::clicked, this, &SpectrumPage::colourMap);
    connect(&document, &Document::scoreQuestionsChanged, this, &SpectrumPage::readQuestions);
    connect(&m_places, &SpectrumPlaces::changed, this, &SpectrumPage::refresh);
    connect(&document, &Document::corpusChanged, this, &SpectrumPage::refresh);
    connect(&document, &Document::viewChanged, this, &SpectrumPage::refresh);
    readQuestions();
    refresh();
}

void SpectrumPage::setActive(bool active)
{
    // Who opens this beside a map coloured by a spectrum finds that one.
    if (active && m_places.ends() == AxisRecipe{} && m_document.view().spectrum != AxisRecipe{})
        show(m_document.view().spectrum);
    m_places.setActive(active);
}

/// Those of a document that is opened again.
void SpectrumPage::readQuestions()
{
    if (m_document.scoreQuestions().spectrum != m_places.ends())
        show(m_document.scoreQuestions().spectrum);
}

void SpectrumPage::show(const AxisRecipe &ends)
{
    const AxisRecipe wanted = ends; // it may be the document's, which the fields change
    m_low->setEnd(wanted.low);
    m_high->setEnd(wanted.high);
    readEnds();
}

void SpectrumPage::readEnds()
{
    const Result<AxisEnd> low = m_low->end();
    const Result<AxisEnd> high = m_high->end();
    if (!low || !high) {
        m_status->setRemark(QString::fromStdString((low ? high : low).error().detail));
        return;
    }
    m_status->setRemark({});
    m_places.setEnds({*low, *high});
    Document::ScoreQuestions questions = m_document.scoreQuestions();
    questions.spectrum = m_places.ends();
    m_document.setScoreQuestions(questions);
    refresh();
}

void SpectrumPage::refresh()
{
    const AxisRecipe &ends = m_places.ends();
    const bool given = ends.low != AxisEnd{} && ends.high != AxisEnd{};
    const ColourChoice colour = m_document.view().colour();
    m_colour->setEnabled(given && !(colour.mode == ColourMode::Spectrum && colour.spectrum == ends));
    if (m_revision != m_places.revision()) {
        m_revision = m_places.revision();
        m_list->texts()->show(m_places.exploration(), textsOf(m_places));
    }
    const QString separation = m_places.separation();
    m_separation->setText(separation);
    if (m_list->texts()->rowCount() > 0)
        m_content->showContent();
    else if (m_document.corpus().empty())
        m_content->showHint(tr("There are no texts yet."));
    else if (!given)
        m_content->showHint(tr("Type some examples of one end and of the other, or select texts and take them. Each "
                               "text gets its place between: 0 at the average of the first, 1 at that of the others."));
    else
        m_content->showHint(m_places.problem().isEmpty() ? tr("The places are on their way.") : QString());
}

void SpectrumPage::colourMap()
{
    ColourChoice choice = m_document.view().colour();
    choice.mode = ColourMode::Spectrum;
    choice.spectrum = m_places.ends();
    m_document.setColour(choice);
}

} // namespace embedscope
