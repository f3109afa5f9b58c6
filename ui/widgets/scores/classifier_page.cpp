#include "ui/widgets/scores/classifier_page.h"

#include "ui/models/confusion_model.h"
#include "ui/models/scored_text_model.h"
#include "ui/state/document/document.h"
#include "ui/widgets/inspector/hint_page.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/scores/score_delegate.h"
#include "ui/widgets/scores/score_status.h"
#include "ui/widgets/scores/scored_list.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kConfusionCell = 72;

} // namespace

ClassifierPage::ClassifierPage(Document &document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_learner(document),
      m_target(new QComboBox),
      m_learn(new QPushButton(tr("&Learn"))),
      m_summary(makeLabel({})),
      m_results(new QTabWidget),
      m_mistakes(new ScoredList(document, tr("The surest mistakes"))),
      m_confusion(new QTableView),
      m_guesses(new ScoredList(document, tr("Texts without it, and what they would be"))),
      m_typed(new QLineEdit),
      m_tried(makeLabel({})),
      m_status(new ScoreStatus(m_learner, tr("&Learn again")))
{
    setFocusProxy(m_target);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    auto *row = new QHBoxLayout;
    auto *label = new QLabel(tr("&What to learn"));
    label->setBuddy(m_target);
    m_target->setObjectName(u"learnTarget"_s);
    m_target->setAccessibleName(tr("What to learn"));
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    ignoreWheelUnlessFocused(m_target);
    m_learn->setObjectName(u"learnButton"_s);
    m_learn->setProperty("primary", true);
    m_learn->setAutoDefault(false);
    m_summary->setObjectName(u"learnSummary"_s);
    row->addWidget(label);
    row->addWidget(m_target);
    row->addWidget(m_learn);
    row->addStretch();
    m_content = new HintPage(makeResults());
    column->addLayout(row);
    column->addWidget(m_status);
    column->addWidget(m_content, 1);
    connect(m_target, &QComboBox::activated, this, [this] {
        const auto targets = m_learner.targets();
        const int index = m_target->currentIndex();
        if (index >= 0 && static_cast<std::size_t>(index) < targets.size())
            m_learner.setTarget(targets[static_cast<std::size_t>(index)]);
        refresh();
    });
    connect(m_learn, &QPushButton::clicked, this, [this] { m_learner.learn(); });
    connect(m_typed, &QLineEdit::returnPressed, this, [this] { m_learner.tryText(m_typed->text()); });
    connect(&m_learner, &GroupLearner::changed, this, &ClassifierPage::refresh);
    connect(&m_learner, &GroupLearner::tried, this, [this] {
        m_tried->setText(m_learner.triedText());
        m_tried->setAccessibleName(m_learner.triedText());
    });
    connect(&document, &Document::corpusChanged, this, &ClassifierPage::fillTargets);
    fillTargets();
}

QWidget *ClassifierPage::makeResults()
{
    m_mistakes->setObjectName(u"learnMistakes"_s);
    m_guesses->setObjectName(u"learnGuesses"_s);
    m_confusion->setObjectName(u"learnConfusion"_s);
    m_confusion->setAccessibleName(tr("What texts were, and what they were taken for"));
    m_confusion->setModel(new ConfusionModel(m_learner, this));
    m_confusion->setItemDelegate(new ScoreDelegate(
        [](const QModelIndex &index) {
            ScoreCell cell;
            if (const double heat = index.data(ConfusionModel::HeatRole).toDouble(); heat > 0)
                cell.heat = heat;
            cell.strong = index.data(ConfusionModel::RightRole).toBool();
            return cell;
        },
        this));
    m_confusion->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_confusion->setSelectionMode(QAbstractItemView::SingleSelection);
    m_confusion->setTabKeyNavigation(false);
    m_confusion->setFrameShape(QFrame::NoFrame);
    m_confusion->horizontalHeader()->setDefaultSectionSize(kConfusionCell);
    m_confusion->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_confusion->verticalHeader()->setDefaultSectionSize(m_confusion->fontMetrics().height() + 12);
    m_confusion->verticalHeader()->setMaximumWidth(220);
    m_results->setDocumentMode(true);
    m_results->setObjectName(u"learnResults"_s);
    m_mistakesPage = new HintPage(m_mistakes);
    m_confusionPage = new HintPage(m_confusion);
    m_guessesPage = new HintPage(m_guesses);
    m_results->addTab(m_mistakesPage, tr("&Mistakes"));
    m_results->addTab(m_confusionPage, tr("Co&nfusion"));
    m_results->addTab(m_guessesPage, tr("Texts wit&hout one"));
    m_results->addTab(makeTrial(), tr("Tr&y a text"));
    auto *all = new QWidget;
    auto *column = new QVBoxLayout(all);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_summary);
    column->addWidget(m_results, 1);
    return all;
}

QWidget *ClassifierPage::makeTrial()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 12, 0, 0);
    m_typed->setObjectName(u"learnTyped"_s);
    m_typed->setPlaceholderText(tr("Type a text, Enter"));
    m_typed->setMaxLength(20000);
    m_typed->setAccessibleName(tr("A text to be guessed; it is not added to the texts"));
    m_tried->setObjectName(u"learnTried"_s);
    column->addWidget(m_typed);
    column->addWidget(m_tried);
    column->addStretch();
    return page;
}

void ClassifierPage::setActive(bool active)
{
    m_learner.setActive(active);
    if (active)
        refresh();
}

/// Looks at every text; not at every refresh.
void ClassifierPage::fillTargets()
{
    const std::vector<LearnTarget> targets = m_learner.targets();
    const QSignalBlocker blocker(m_target);
    m_target->clear();
    for (const LearnTarget &target : targets) {
        const QString column = QString::fromStdString(target.column).simplified().left(40);
        m_target->addItem(target.kind == LearnTarget::Kind::Numbers ? tr("Number: %1").arg(column)
                          : column.isEmpty()                        ? tr("The groups")
                                                                    : tr("Group: %1").arg(column));
    }
    if (!targets.empty()) {
        const auto now =
            m_learner.target() ? std::find(targets.begin(), targets.end(), *m_learner.target()) : targets.end();
        m_target->setCurrentIndex(now == targets.end() ? 0 : static_cast<int>(now - targets.begin()));
        m_learner.setTarget(now == targets.end() ? targets.front() : *now);
    }
    refresh();
}

void ClassifierPage::refresh()
{
    const bool any = m_target->count() > 0;
    const bool learned = m_learner.groups() || m_learner.numbers();
    m_target->setEnabled(any);
    m_learn->setEnabled(any && !m_learner.isRunning() && m_document.exploration() &&
                        m_document.exploration()->size() > 0);
    m_learn->setVisible(!learned || m_learner.isRunning());
    showResults();
    if (learned && any)
        m_content->showContent();
    else if (m_document.corpus().empty())
        m_content->showHint(tr("There are no texts yet."));
    else if (!any)
        m_content->showHint(
            tr("There is nothing to learn from: these texts have neither groups nor a column of numbers. They come "
               "from a table: open a .csv file and choose its column of groups in the bar that appears. Texts "
               "whose cell is empty are the ones to be guessed."));
    else if (!m_learner.isRunning())
        m_content->showHint(tr("Learn what makes texts belong to their group, or what their number goes by. How well "
                               "that works is measured on texts that were kept aside; then it guesses the texts "
                               "without one, and what you type."));
    else
        m_content->showHint(tr("Learning, several times over: each time another part of the texts is kept aside."));
}

void ClassifierPage::showResults()
{
    if (m_revision == m_learner.revision())
        return;
    m_revision = m_learner.revision();
    m_summary->setText(m_learner.summary());
    m_mistakes->texts()->show(m_learner.exploration(), mistakesOf(m_learner));
    m_guesses->texts()->show(m_learner.exploration(), guessesOf(m_learner));
    const auto showOr = [](HintPage *page, bool any, const QString &hint) {
        if (any)
            page->showContent();
        else
            page->showHint(hint);
    };
    const bool numbers = m_learner.numbers() != nullptr;
    showOr(m_mistakesPage, m_mistakes->texts()->rowCount() > 0, tr("No mistakes among the texts that were tested."));
    showOr(m_confusionPage, m_confusion->model()->rowCount() > 0 && !numbers,
           numbers ? tr("Numbers are not confused with each other; Mistakes has those that are furthest off.")
                   : tr("No text could be tested."));
    showOr(m_guessesPage, m_guesses->texts()->rowCount() > 0,
           numbers ? tr("Every text has its number. Texts whose cell is empty would be listed here with a guess.")
                   : tr("Every text has its group. Texts whose cell is empty would be listed here with a guess."));
    if (!m_typed->text().isEmpty())
        m_learner.tryText(m_typed->text());
}

} // namespace embedscope
