#include "ui/models/text_list_model.h"

#include "ui/models/number_text.h"
#include "ui/state/document/document.h"
#include "ui/state/error_text.h"

#include <QMetaEnum>

#include <algorithm>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace embedscope {

namespace {

constexpr std::size_t kShortList = 200;
constexpr qint64 kLongListMs = 700;

} // namespace

TextListModel::TextListModel(Document &document, QObject *parent) : QAbstractListModel(parent), m_document(document)
{
    connect(&document, &Document::corpusChanged, this, &TextListModel::followTexts);
    connect(&document, &Document::vectorsChanged, this, &TextListModel::refreshSoon);
    connect(&document, &Document::explorationChanged, this, &TextListModel::refresh);
    connect(&document, &Document::recipeChanged, this, &TextListModel::refresh);
    connect(&document, &Document::viewChanged, this, &TextListModel::refresh);
    // Why a text has no vector changes when the work ends.
    connect(&document, &Document::workCancelled, this, &TextListModel::refresh);
    connect(&document, &Document::workFailed, this, &TextListModel::refresh);
    connect(&document, &Document::sendQuestionChanged, this, &TextListModel::refresh);
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &TextListModel::refresh);
    for (const Text &text : document.corpus().texts) {
        Item item;
        item.id = text.id;
        m_items.push_back(std::move(item));
    }
    refresh();
}

int TextListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant TextListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Item &item = m_items[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return item.text;
    case IdRole:
        return static_cast<qulonglong>(item.id.value);
    case SimilarityRole:
        return item.similarity ? QVariant(*item.similarity) : QVariant();
    case SimilarityTextRole:
        return item.vector ? similarityText(item.similarity) : QString();
    case RankRole:
        return item.rank;
    case IsAnchorRole:
        return item.anchor;
    case IsMostSimilarRole:
        return item.mostSimilar;
    case ClusterRole:
        return item.cluster;
    case GroupRole:
        return item.group;
    case StateRole:
        return static_cast<int>(item.state);
    case ReasonRole:
        return item.reason;
    case TokensRole:
        return item.vector ? static_cast<int>(item.vector->tokens) : 0;
    case FullTokensRole:
        return item.vector ? static_cast<int>(item.vector->fullTokens) : 0;
    case TruncatedRole:
        return item.vector && item.vector->truncated;
    case CutRole:
        return item.vector ? cutText(*item.vector) : QString();
    case PositionRole:
        return index.row();
    case Qt::AccessibleTextRole: {
        if (!item.reason.isEmpty())
            return tr("%1, %2", "text, why it has no vector").arg(item.text, item.reason);
        if (!item.vector)
            return item.text;
        const QString cut = cutText(*item.vector);
        const QString text = tr("%1, similarity %2").arg(item.text, similarityText(item.similarity));
        return cut.isEmpty() ? text : text + QStringLiteral(", ") + cut;
    }
    default:
        return {};
    }
}

bool TextListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    m_document.editText(idAt(index), value.toString());
    return true;
}

Qt::ItemFlags TextListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsEditable | Qt::ItemNeverHasChildren;
}

QHash<int, QByteArray> TextListModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    const QMetaEnum roles = QMetaEnum::fromType<Role>();
    for (int i = 0; i < roles.keyCount(); ++i)
        names.insert(roles.value(i), roles.key(i));
    return names;
}

TextId TextListModel::idAt(const QModelIndex &index) const
{
    return index.isValid() ? m_items[static_cast<std::size_t>(index.row())].id : TextId{};
}

QModelIndex TextListModel::indexOf(TextId id) const
{
    // Rows are the document's positions except in the middle of a change.
    const auto position = m_document.positionOf(id);
    if (!position || *position >= m_items.size() || m_items[*position].id != id)
        return {};
    return index(static_cast<int>(*position));
}

void TextListModel::followTexts()
{
    std::vector<TextId> wanted;
    wanted.reserve(m_document.corpus().size());
    for (const Text &text : m_document.corpus().texts)
        wanted.push_back(text.id);
    followRows(wanted);
    refresh();
}

/// Runs of rows that went are removed, runs that came are inserted; only another order of what stays is a reset.
void TextListModel::followRows(const std::vector<TextId> &wanted)
{
    const std::unordered_set<TextId> present(wanted.begin(), wanted.end());
    for (std::size_t end = m_items.size(); end > 0;) {
        if (present.count(m_items[end - 1].id)) {
            --end;
            continue;
        }
        std::size_t begin = end - 1;
        while (begin > 0 && !present.count(m_items[begin - 1].id))
            --begin;
        beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end) - 1);
        m_items.erase(m_items.begin() + static_cast<std::ptrdiff_t>(begin),
                      m_items.begin() + static_cast<std::ptrdiff_t>(end));
        endRemoveRows();
        end = begin;
    }

    std::unordered_set<TextId> kept;
    for (const Item &item : m_items)
        kept.insert(item.id);
    std::size_t next = 0;
    const bool sameOrder = std::all_of(wanted.begin(), wanted.end(), [&](TextId id) {
        return !kept.count(id) || (next < m_items.size() && m_items[next++].id == id);
    });
    if (!sameOrder) {
        beginResetModel();
        m_items.clear();
        m_items.resize(wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i)
            m_items[i].id = wanted[i];
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (kept.count(wanted[i]))
            continue;
        std::size_t end = i + 1;
        while (end < wanted.size() && !kept.count(wanted[end]))
            ++end;
        std::vector<Item> added(end - i);
        for (std::size_t j = i; j < end; ++j)
            added[j - i].id = wanted[j];
        beginInsertRows({}, static_cast<int>(i), static_cast<int>(end) - 1);
        m_items.insert(m_items.begin() + static_cast<std::ptrdiff_t>(i), added.begin(), added.end());
        endInsertRows();
        i = end;
    }
}

/// Vectors come twenty times a second while a long list is computed. A list view lays all its rows out anew whenever
/// one of them changes, so that of a list told so often it would never show any.
void TextListModel::refreshSoon()
{
    if (m_items.size() <= kShortList || !m_sinceRefresh.isValid() || m_sinceRefresh.elapsed() >= kLongListMs)
        refresh();
    else if (!m_refreshTimer.isActive())
        m_refreshTimer.start(static_cast<int>(kLongListMs - m_sinceRefresh.elapsed()));
}

/// Works all rows out anew and tells which changed.
void TextListModel::refresh()
{
    m_refreshTimer.stop();
    m_sinceRefresh.start();
    const std::vector<Text> &texts = m_document.corpus().texts;
    if (texts.size() != m_items.size())
        return; // followTexts() is about to come
    const TextId anchor = m_document.anchorId();
    const auto anchorPosition = m_document.positionOf(anchor);
    const std::shared_ptr<const StoredVector> anchorVector =
        anchorPosition ? m_document.entryOf(texts[*anchorPosition]).vector : nullptr;
    const bool sameAnchor = anchorVector == m_anchorVector;
    m_anchorVector = anchorVector;

    std::unordered_map<TextId, ClusterId> clusters;
    if (const ExplorationPtr exploration = m_document.exploration(); exploration && exploration->clusters) {
        const std::vector<ClusterId> &labels = exploration->clusters->labels;
        for (std::size_t row = 0; row < exploration->size() && row < labels.size(); ++row)
            clusters.emplace(exploration->rows[row].id, labels[row]);
    }

    std::vector<Item> items(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const Item &old = m_items[i];
        Item &item = items[i];
        VectorEntry entry = m_document.entryOf(texts[i]);
        item.id = texts[i].id;
        item.text = QString::fromStdString(texts[i].text);
        item.group = QString::fromStdString(texts[i].group);
        item.state = entry.state;
        item.reason = reasonFor(entry);
        item.vector = std::move(entry.vector);
        item.anchor = item.id == anchor;
        if (sameAnchor && old.vector == item.vector)
            item.similarity = old.similarity;
        else if (item.vector && anchorVector)
            item.similarity = cosineSimilarity(item.vector->values, anchorVector->values);
        if (const auto cluster = clusters.find(item.id); cluster != clusters.end())
            item.cluster = cluster->second;
    }
    rank(items);

    m_items.swap(items);
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (m_items[i] == items[i])
            continue;
        std::size_t last = i;
        while (last + 1 < m_items.size() && !(m_items[last + 1] == items[last + 1]))
            ++last;
        Q_EMIT dataChanged(index(static_cast<int>(i)), index(static_cast<int>(last)));
        i = last;
    }
}

void TextListModel::rank(std::vector<Item> &items) const
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (!items[i].anchor && items[i].similarity)
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return *items[a].similarity > *items[b].similarity; });
    for (std::size_t i = 0; i < order.size(); ++i)
        items[order[i]].rank = static_cast<int>(i) + 1;
    if (!order.empty())
        items[order.front()].mostSimilar = true;
}

QString TextListModel::reasonFor(const VectorEntry &entry) const
{
    switch (entry.state) {
    case VectorState::Ready:
        return {};
    case VectorState::Pending:
        if (const auto &question = m_document.sendQuestion())
            return tr("Not sent to %1 yet").arg(QString::fromStdString(question->estimate.host));
        return m_document.isBusy() ? tr("Waiting for its vector") : tr("No vector yet: the work was stopped");
    case VectorState::Empty:
        return tr("Nothing but white space: there is nothing to embed");
    case VectorState::Failed:
    case VectorState::NoModel:
        break;
    }
    return entry.error ? errorText(*entry.error) : tr("No model is open");
}

} // namespace embedscope
