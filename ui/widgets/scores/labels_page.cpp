#include "ui/widgets/scores/labels_page.h"

#include "core/system/atomic_file.h"
#include "ui/models/label_table_model.h"
#include "ui/state/document/document.h"
#include "ui/state/error_text.h"
#include "ui/widgets/dialogs/prompts.h"
#include "ui/widgets/inspector/hint_page.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/scores/score_delegate.h"
#include "ui/widgets/scores/score_status.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kLeastTextWidth = 220;
constexpr int kScoreWidth = 100;

} // namespace

LabelsPage::LabelsPage(Document &document, Prompts &prompts, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_prompts(prompts),
      m_table(document),
      m_model(new LabelTableModel(m_table, this)),
      m_pair(new LabelPairModel(*m_model, m_table, this)),
      m_typed(new QLineEdit),
      m_groups(new QPushButton(tr("Add a &group"))),
      m_groupMenu(new QMenu(this)),
      m_bars(new QPushButton(tr("&Bars"))),
      m_heat(new QPushButton(tr("&Heat map"))),
      m_copy(new QPushButton(tr("Cop&y"))),
      m_save(new QPushButton(tr("&Save as CSV…"))),
      m_view(new QTableView),
      m_status(new ScoreStatus(m_table, tr("&Try again")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addLayout(makeEntry());
    column->addWidget(m_status);
    column->addWidget(makeTables(), 1);
    setFocusProxy(m_typed);
    connect(m_typed, &QLineEdit::editingFinished, this, [this] { ask(m_typed->text()); });
    connect(&document, &Document::scoreQuestionsChanged, this, &LabelsPage::readQuestions);
    connect(m_groupMenu, &QMenu::aboutToShow, this, &LabelsPage::addGroups);
    connect(m_copy, &QPushButton::clicked, this, &LabelsPage::copy);
    connect(m_save, &QPushButton::clicked, this, &LabelsPage::save);
    connect(&m_table, &LabelTable::changed, this, &LabelsPage::refresh);
    connect(&document, &Document::corpusChanged, this, &LabelsPage::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LabelsPage::selectionChanged);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LabelsPage::selectionChanged);
    readQuestions();
    refresh();
    selectionChanged();
}

void LabelsPage::ask(const QString &typed)
{
    m_table.setTyped(typed);
    Document::ScoreQuestions questions = m_document.scoreQuestions();
    questions.labels = typed;
    m_document.setScoreQuestions(questions);
}

/// Those of a document that is opened again.
void LabelsPage::readQuestions()
{
    const QString &labels = m_document.scoreQuestions().labels;
    if (labels == m_table.typed())
        return;
    m_typed->setText(labels);
    m_table.setTyped(labels);
}

QLayout *LabelsPage::makeEntry()
{
    auto *rows = new QVBoxLayout;
    auto *first = new QHBoxLayout;
    auto *label = new QLabel(tr("&Labels"));
    label->setBuddy(m_typed);
    m_typed->setObjectName(u"labelsTyped"_s);
    m_typed->setPlaceholderText(tr("sports, fun, productivity"));
    m_typed->setMaxLength(20000);
    m_typed->setAccessibleName(tr("Labels: words or phrases, commas between; group: before the name of a group"));
    m_groups->setObjectName(u"labelsGroups"_s);
    m_groups->setMenu(m_groupMenu);
    m_groups->setProperty("menu", true);
    first->addWidget(label);
    first->addWidget(m_typed, 1);
    first->addWidget(m_groups);
    rows->addLayout(first);

    auto *second = new QHBoxLayout;
    auto *look = new QButtonGroup(this);
    for (QPushButton *button : {m_bars, m_heat}) {
        button->setCheckable(true);
        button->setProperty("toggle", true);
        look->addButton(button);
        second->addWidget(button);
    }
    m_bars->setObjectName(u"labelsBars"_s);
    m_heat->setObjectName(u"labelsHeat"_s);
    m_bars->setToolTip(tr("A bar for each similarity, as long as it is; negative ones have none"));
    m_heat->setToolTip(tr("A colour for each similarity, from the least of the table to the greatest"));
    m_bars->setChecked(true);
    connect(m_heat, &QPushButton::toggled, this, [this] {
        m_view->viewport()->update();
        const auto tables = findChildren<QTableView *>();
        for (QTableView *table : tables)
            table->viewport()->update();
    });
    second->addStretch();
    m_copy->setObjectName(u"labelsCopy"_s);
    m_copy->setToolTip(tr("The table for a spreadsheet or an editor, as it is sorted"));
    m_save->setObjectName(u"labelsSave"_s);
    second->addWidget(m_copy);
    second->addWidget(m_save);
    rows->addLayout(second);
    for (QPushButton *button : {m_groups, m_bars, m_heat, m_copy, m_save})
        button->setAutoDefault(false);
    return rows;
}

void LabelsPage::setUpTable(QTableView &view, const QString &name)
{
    view.setAccessibleName(name);
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setEditTriggers(QAbstractItemView::NoEditTriggers);
    view.setShowGrid(false);
    view.setFrameShape(QFrame::NoFrame);
    view.setTabKeyNavigation(false);
    view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.horizontalHeader()->setDefaultSectionSize(kScoreWidth);
    view.horizontalHeader()->setHighlightSections(false);
    view.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view.verticalHeader()->setDefaultSectionSize(view.fontMetrics().height() + 14);
    view.setItemDelegate(new ScoreDelegate(
        [this](const QModelIndex &index) {
            ScoreCell cell;
            const QVariant score = index.data(LabelTableModel::ScoreRole);
            if (!score.isValid())
                return cell;
            if (m_heat->isChecked())
                cell.heat = index.data(LabelTableModel::HeatRole).toDouble();
            else
                cell.bar = index.data(LabelTableModel::BarRole).toDouble();
            cell.strong = index.data(LabelTableModel::NearestRole).toBool();
            return cell;
        },
        this));
}

QWidget *LabelsPage::makeTables()
{
    m_view->setObjectName(u"labelsTable"_s);
    setUpTable(*m_view, tr("Similarity of each text to each label"));
    m_view->setModel(m_model);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(0, Qt::AscendingOrder);
    auto *compared = new QTableView;
    compared->setObjectName(u"labelsCompared"_s);
    setUpTable(*compared, tr("Two texts label by label"));
    compared->setModel(m_pair);
    compared->setSelectionMode(QAbstractItemView::SingleSelection);
    compared->verticalHeader()->hide();
    connect(m_pair, &QAbstractItemModel::modelReset, compared, [compared] {
        if (compared->model()->columnCount() == 4)
            compared->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &LabelsPage::fitColumns,
            Qt::QueuedConnection); // once the headers are laid out
    m_comparison = new HintPage(compared);
    m_comparison->setMinimumHeight(60);
    auto *both = new QSplitter(Qt::Vertical);
    both->setChildrenCollapsible(false);
    both->addWidget(m_view);
    both->addWidget(m_comparison);
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 1);
    both->setSizes({360, 120});
    m_content = new HintPage(both);
    return m_content;
}

/// The texts have the room that the numbers leave.
void LabelsPage::fitColumns()
{
    const int labels = m_model->columnCount() - 1;
    if (labels >= 0)
        m_view->setColumnWidth(0, std::max(kLeastTextWidth, m_view->viewport()->width() - labels * kScoreWidth));
}

void LabelsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void LabelsPage::addGroups()
{
    m_groupMenu->clear();
    const QStringList groups = m_table.groups();
    const auto add = [this](const QStringList &names) {
        QString typed = m_typed->text();
        for (const QString &name : names)
            typed = LabelTable::withLabel(typed, {Label::Kind::Group, name.toStdString()});
        m_typed->setText(typed);
        ask(typed);
    };
    constexpr qsizetype kMostListed = 40;
    if (groups.size() > 1)
        m_groupMenu->addAction(tr("All %1 groups").arg(groups.size()), this, [=] { add(groups); });
    m_groupMenu->addSeparator();
    for (const QString &name : groups.mid(0, kMostListed)) {
        QString shown = name.simplified().left(60);
        m_groupMenu->addAction(shown.replace(u'&', "&&"_L1), this, [=] { add({name}); });
    }
    if (groups.size() > kMostListed)
        m_groupMenu->addAction(tr("more: type group: and the name"))->setEnabled(false);
}

void LabelsPage::refresh()
{
    const bool any = m_model->rowCount() > 0;
    const bool grouped = !m_table.groups().isEmpty();
    m_groups->setEnabled(grouped);
    m_groups->setToolTip(grouped ? tr("A group's label is the average of its texts")
                                 : tr("These texts have no groups. They come from a table: open a .csv file and choose "
                                      "its column of groups in the bar that appears."));
    for (QPushButton *button : {m_bars, m_heat, m_copy, m_save})
        button->setEnabled(any);
    QString remark = m_table.typingProblem();
    if (const QStringList missing = m_table.missingGroups(); remark.isEmpty() && !missing.isEmpty())
        remark = tr("No text is in the group “%1”.").arg(missing.join(u"”, “"_s));
    m_status->setRemark(remark);
    if (any)
        m_content->showContent();
    else if (m_document.corpus().empty())
        m_content->showHint(tr("There are no texts yet."));
    else if (m_table.typed().trimmed().isEmpty())
        m_content->showHint(tr("Type labels, commas between them: words or phrases, or groups of the texts. Each text "
                               "gets its similarity to each of them."));
    else
        m_content->showHint(m_table.isRunning() || m_document.isBusy() ? tr("The numbers are on their way.")
                                                                       : QString());
}

void LabelsPage::selectionChanged()
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::set<TextId> ids;
    for (const QModelIndex &row : rows)
        ids.insert(m_model->idAt(row.row()));
    if (!ids.empty()) {
        m_document.setFocused(m_model->idAt(m_view->currentIndex().row()));
        m_document.setSelection(ids);
    }
    if (rows.size() == 2) {
        m_pair->setTexts(m_model->idAt(rows[0].row()), m_model->idAt(rows[1].row()));
        m_comparison->showContent();
    } else {
        m_pair->setTexts({}, {});
        m_comparison->showHint(tr("Select two texts (Ctrl + click) to compare them label by label."));
    }
}

void LabelsPage::copy()
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(m_table.csv(m_model->order())));
    m_status->setRemark(tr("The table is on the clipboard."));
}

void LabelsPage::save()
{
    const QString path = m_prompts.askSaveFile(this, tr("Save the table"), tr("labels.csv"), tr("Tables (*.csv)"));
    if (path.isEmpty())
        return;
    const Status saved = writeFileAtomically(QFile::encodeName(path).toStdString(), m_table.csv(m_model->order()));
    m_status->setRemark(saved ? tr("The table is saved.") : errorText(saved.error()));
}

} // namespace embedscope
