#include "ui/widgets/texts/texts_panel.h"

#include "ui/models/text_filter_proxy.h"
#include "ui/models/text_list_model.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/texts/entry_line.h"
#include "ui/widgets/texts/text_delegate.h"
#include "ui/widgets/texts/text_list_view.h"
#include "ui/widgets/texts/typed_line.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kMostHeights = 400; ///< rows; more have one height
constexpr int kEdge = 16;
constexpr int kGap = 8;

} // namespace

TextsPanel::TextsPanel(Document &document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_model(new TextListModel(document, this)),
      m_proxy(new TextFilterProxy(this)),
      m_count(makeLabel({}, LabelKind::Secondary)),
      m_seenFrom(new ElidedLabel),
      m_find(new QLineEdit),
      m_sort(new QComboBox),
      m_list(new TextListView),
      m_nothingFound(makeLabel({}, LabelKind::Secondary)),
      m_entry(new EntryLine),
      m_hint(makeLabel({}, LabelKind::Secondary)),
      m_typed(new TypedLine(document))
{
    setObjectName(u"textsPanel"_s);
    m_proxy->setSourceModel(m_model);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 12, 0, 12);
    column->setSpacing(6);
    auto *heading = m_heading = new QHBoxLayout;
    heading->setContentsMargins(kEdge, 0, kEdge, 0);
    heading->setSpacing(kGap);
    QLabel *title = makeLabel(tr("Texts"), LabelKind::Heading);
    m_count->setWordWrap(false);
    m_seenFrom->setForegroundRole(QPalette::PlaceholderText);
    m_seenFrom->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    heading->addWidget(title);
    heading->addWidget(m_count);
    heading->addWidget(m_seenFrom, 1);
    column->addLayout(heading);

    auto *tools = m_tools = new QHBoxLayout;
    tools->setContentsMargins(kEdge, 0, kEdge, 4);
    tools->setSpacing(kGap);
    m_find->setPlaceholderText(tr("Find"));
    m_find->setClearButtonEnabled(true);
    m_find->setAcceptDrops(false);
    m_find->setAccessibleName(tr("Find texts"));
    m_find->setToolTip(tr("Shows only the texts that contain this (Ctrl+F)"));
    m_find->setObjectName(u"findLine"_s);
    m_sort->addItem(tr("As typed"));
    m_sort->addItem(tr("Most similar"));
    m_sort->addItem(tr("A–Z"));
    m_sort->setAccessibleName(tr("Order of the texts"));
    m_sort->setToolTip(m_sort->accessibleName());
    ignoreWheelUnlessFocused(m_sort);
    m_sort->setObjectName(u"sortBox"_s);
    tools->addWidget(m_find, 1);
    tools->addWidget(m_sort);
    column->addLayout(tools);

    m_delegate = new TextDelegate([this](const QModelIndex &index) { return rowOf(index); }, this);
    letShrink(m_list);
    m_list->setModel(m_proxy);
    m_list->setItemDelegate(m_delegate);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setMouseTracking(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAcceptDrops(false);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Texts"));
    m_list->setAccessibleDescription(tr("Each text with its similarity to the one that is compared"));
    m_list->setObjectName(u"textList"_s);
    m_list->installEventFilter(this);
    m_find->installEventFilter(this);
    column->addWidget(m_list, 1);
    m_nothingFound->setContentsMargins(16, 0, 16, 0);
    m_nothingFound->hide();
    column->addWidget(m_nothingFound);

    auto *bottom = new QHBoxLayout;
    bottom->setContentsMargins(12, 0, 12, 0);
    m_entry->setPlaceholderText(tr("Type a sentence, Enter adds it"));
    m_entry->setAccessibleName(tr("New text"));
    m_entry->setObjectName(u"entryLine"_s);
    m_entry->setMinimumHeight(36);
    bottom->addWidget(m_entry);
    column->addLayout(bottom);
    // One place for both, so that the list keeps its height.
    auto *below = new QStackedWidget;
    below->addWidget(m_hint);
    below->addWidget(m_typed);
    below->setContentsMargins(16, 0, 16, 0);
    connect(m_typed, &TypedLine::said, below, [below](bool something) { below->setCurrentIndex(something ? 1 : 0); });
    column->addWidget(below);

    connect(m_delegate, &TextDelegate::pinClicked, this, [this](TextId id) { m_document.setAnchor(id); });
    connect(m_entry, &QLineEdit::returnPressed, this, [this] {
        const QString text = m_entry->text();
        if (text.trimmed().isEmpty())
            return;
        m_entry->clear();
        m_document.addTexts({text});
        m_list->scrollToBottom();
    });
    connect(m_entry, &EntryLine::linesPasted, this, &TextsPanel::linesPasted);
    connect(m_typed, &TypedLine::rested, m_entry, &QWidget::setAccessibleDescription);
    connect(m_entry, &QLineEdit::textChanged, this, [this](const QString &text) { m_document.setDraft(text); });
    const auto showDraft = [this] {
        if (m_entry->text() != m_document.draft())
            m_entry->setText(m_document.draft());
    };
    connect(&document, &Document::draftChanged, this, showDraft);
    showDraft();
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy->setFind(text);
        selectionFromDocument();
        refreshHeading();
    });
    connect(m_sort, &QComboBox::activated, this,
            [this](int index) { m_proxy->setOrder(static_cast<TextFilterProxy::Order>(index)); });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TextsPanel::selectionToDocument);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (!m_syncing && current.isValid())
            m_document.setFocused(rowOf(current).id);
    });
    connect(m_list, &QListView::entered, this,
            [this](const QModelIndex &index) { m_document.setHovered(rowOf(index).id); });
    connect(m_list, &TextListView::nothingBegins, this, [this](const QString &typed) {
        Q_EMIT said(tr("No text begins with “%1”; %2 finds it anywhere.")
                        .arg(typed.left(40), QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    });
    connect(m_list, &QListView::viewportEntered, this, [this] { m_document.setHovered({}); });
    connect(m_list, &QWidget::customContextMenuRequested, this, &TextsPanel::showMenu);
    connect(&document, &Document::viewChanged, this, [this] {
        selectionFromDocument();
        refreshHeading();
    });
    connect(&document, &Document::corpusChanged, this, [this] {
        selectionFromDocument();
        refreshHeading();
    });
    refreshHeading();
}

QListView *TextsPanel::list() const
{
    return m_list;
}

TextRow TextsPanel::rowOf(const QModelIndex &index) const
{
    TextRow row;
    row.id = TextId{index.data(TextListModel::IdRole).toULongLong()};
    row.text = index.data(Qt::EditRole).toString();
    const QVariant similarity = index.data(TextListModel::SimilarityRole);
    if (similarity.isValid())
        row.similarity = similarity.toDouble();
    row.isAnchor = index.data(TextListModel::IsAnchorRole).toBool();
    row.isMostSimilar = index.data(TextListModel::IsMostSimilarRole).toBool();
    row.problem = index.data(TextListModel::ReasonRole).toString();
    row.cut = index.data(TextListModel::CutRole).toString();
    if (m_markOf)
        row.mark = m_markOf(row.id);
    return row;
}

void TextsPanel::setMarks(MarkOf markOf)
{
    m_markOf = std::move(markOf);
}

void TextsPanel::followTyped(TypedQuery *typed)
{
    m_typed->follow(typed);
}

void TextsPanel::repaintMarks()
{
    m_list->viewport()->update();
}

/// A list view lays all its rows out anew whenever one changes, and asks each for its height: in a long list all have
/// the same one, asked for once.
void TextsPanel::chooseRowHeights()
{
    const bool uniform = m_model->rowCount() > kMostHeights;
    if (uniform == m_list->uniformItemSizes())
        return;
    m_delegate->setUniform(uniform);
    m_list->setUniformItemSizes(uniform);
}

void TextsPanel::refreshHeading()
{
    chooseRowHeights();
    const std::size_t count = m_document.corpus().size();
    const int listed = m_proxy->rowCount();
    m_count->setText(m_find->text().isEmpty() ? QString::number(count) : tr("%1 of %2").arg(listed).arg(count));
    const auto anchor = m_document.positionOf(m_document.anchorId());
    QString from;
    if (anchor && *anchor == 0)
        from = tr("similarity to the first");
    else if (anchor)
        from = tr("similarity to number %1").arg(*anchor + 1);
    m_seenFrom->setFullText(from);
    const bool nothing = count > 0 && listed == 0;
    m_nothingFound->setVisible(nothing);
    if (nothing)
        m_nothingFound->setText(tr("No text contains “%1”.").arg(m_find->text().left(60)));
}

void TextsPanel::selectionToDocument()
{
    if (m_syncing)
        return;
    m_syncing = true;
    std::set<TextId> selection;
    for (const QModelIndex &index : m_list->selectionModel()->selectedIndexes())
        selection.insert(rowOf(index).id);
    m_document.setSelection(selection);
    m_syncing = false;
}

void TextsPanel::selectionFromDocument()
{
    if (m_syncing)
        return;
    const std::set<TextId> &wanted = m_document.view().selection;
    std::set<TextId> have;
    for (const QModelIndex &index : m_list->selectionModel()->selectedIndexes())
        have.insert(rowOf(index).id);
    if (have == wanted)
        return;
    m_syncing = true;
    QItemSelection selection;
    QModelIndex first;
    if (!wanted.empty()) {
        for (int row = 0; row < m_proxy->rowCount(); ++row) {
            const QModelIndex index = m_proxy->index(row, 0);
            if (wanted.count(rowOf(index).id)) {
                selection.append(QItemSelectionRange(index));
                if (!first.isValid())
                    first = index;
            }
        }
    }
    m_list->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (first.isValid()) {
        m_list->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
        m_list->scrollTo(first);
    }
    m_syncing = false;
}

void TextsPanel::removeSelected()
{
    const std::set<TextId> &selection = m_document.view().selection;
    if (!selection.empty())
        m_document.removeTexts(std::vector<TextId>(selection.begin(), selection.end()));
}

void TextsPanel::editSelected()
{
    const QModelIndexList selected = m_list->selectionModel()->selectedIndexes();
    if (selected.size() != 1)
        return;
    m_list->setFocus(Qt::ShortcutFocusReason);
    m_list->scrollTo(selected.front());
    m_list->edit(selected.front());
}

void TextsPanel::focusEntry()
{
    m_entry->setFocus(Qt::ShortcutFocusReason);
}

void TextsPanel::focusFind()
{
    show();
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

QString TextsPanel::clipboardText()
{
    return QApplication::clipboard()->text();
}

void TextsPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isLow = isShort(*this);
    m_hint->setText(isLow ? QString() : tr("Paste many lines, or drop .txt .csv .jsonl anywhere"));
    m_typed->setLines(isLow ? 1 : 2);
    placeFind();
}

/// Beside the order, where both have room; else in the heading, whose words about the order's numbers give way.
void TextsPanel::placeFind()
{
    constexpr int kLeastLetters = 10; // of what is looked for
    const int find = kLeastLetters * m_find->fontMetrics().averageCharWidth() + 2 * kGap;
    const bool beside = find + kGap + m_sort->sizeHint().width() <= width() - 2 * kEdge;
    QHBoxLayout *wanted = beside ? m_tools : m_heading;
    if (wanted->indexOf(m_find) >= 0)
        return;
    (beside ? m_heading : m_tools)->removeWidget(m_find);
    wanted->insertWidget(beside ? 0 : wanted->count(), m_find, 1);
    m_seenFrom->setVisible(beside);
}

bool TextsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Backspace && m_list->isSearching())
            return true; // a letter less of what is looked for, not a text
        if (key->matches(QKeySequence::Delete) || key->key() == Qt::Key_Backspace) {
            removeSelected();
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            QStringList lines;
            for (const Text &text : m_document.corpus().texts)
                if (m_document.view().selection.count(text.id))
                    lines += QString::fromStdString(text.text);
            if (!lines.isEmpty())
                QApplication::clipboard()->setText(lines.join(u'\n'));
            return true;
        }
    }
    if (watched == m_find && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        if (m_find->text().isEmpty())
            m_list->setFocus(Qt::ShortcutFocusReason);
        else
            m_find->clear();
        return true;
    }
    if (watched == m_list && event->type() == QEvent::Leave)
        m_document.setHovered({});
    return QWidget::eventFilter(watched, event);
}

void TextsPanel::showMenu(const QPoint &at)
{
    const QModelIndex index = m_list->indexAt(at);
    if (!index.isValid())
        return;
    const TextId id = rowOf(index).id;
    QMenu menu(this);
    menu.addAction(tr("&Compare with the Others"), this, [this, id] { m_document.setAnchor(id); });
    menu.addAction(tr("&Edit"), this, [this, index = QPersistentModelIndex(index)] { m_list->edit(index); });
    menu.addAction(tr("&Delete"), this, [this] { removeSelected(); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

void TextsPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
}

} // namespace embedscope
