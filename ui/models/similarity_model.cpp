#include "ui/models/similarity_model.h"

#include "core/analyse/cosine.h"
#include "core/explore/measure.h"
#include "ui/models/number_text.h"
#include "ui/state/document/document.h"

#include <QMetaEnum>

#include <algorithm>
#include <limits>
#include <utility>

namespace embedscope {

SimilarityModel::SimilarityModel(Document &document, QObject *parent) : QAbstractListModel(parent), m_document(document)
{
}

int SimilarityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant SimilarityModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Item &item = m_items[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return item.text;
    case IdRole:
        return static_cast<qulonglong>(item.id.value);
    case SimilarityRole:
        return item.similarity ? QVariant(*item.similarity) : QVariant();
    case SimilarityTextRole:
        return item.value.isEmpty() ? similarityText(item.similarity) : item.value;
    case RankRole:
        return item.rank;
    case ClusterRole:
        return item.cluster;
    case PositionRole:
        return item.position;
    case CutRole:
        return item.cut;
    case Qt::AccessibleTextRole: {
        const QString text = (item.value.isEmpty() ? tr("%1: %2, similarity %3", "rank: text, similarity")
                                                   : tr("%1: %2, %3", "rank: text, angle or distance"))
                                 .arg(QString::number(item.rank), item.text,
                                      item.value.isEmpty() ? similarityText(item.similarity) : item.value);
        return item.cut.isEmpty() ? text : text + QStringLiteral(", ") + item.cut;
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> SimilarityModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    const QMetaEnum roles = QMetaEnum::fromType<Role>();
    for (int i = 0; i < roles.keyCount(); ++i)
        names.insert(roles.value(i), roles.key(i));
    return names;
}

TextId SimilarityModel::idAt(const QModelIndex &index) const
{
    return index.isValid() ? m_items[static_cast<std::size_t>(index.row())].id : TextId{};
}

void SimilarityModel::show(TextId subject, std::size_t count)
{
    std::vector<Item> items;
    const ExplorationPtr exploration = m_document.exploration();
    const auto row = exploration ? exploration->rowOf(subject) : std::nullopt;
    if (row) {
        const Measure measure = m_document.view().measure;
        const std::vector<MeasuredRow> ranking = nearestBy(measure, *exploration, *row);
        items.reserve(std::min(count, ranking.size()));
        const MatrixView vectors(exploration->vectors);
        for (const MeasuredRow &ranked : ranking) {
            if (items.size() == count)
                break;
            const Text &text = exploration->rows[ranked.row];
            Item item;
            item.id = text.id;
            item.text = QString::fromStdString(text.text);
            item.similarity = measure == Measure::Cosine ? ranked.value
                                                         : cosineSimilarity(vectors.row(ranked.row), vectors.row(*row));
            if (measure != Measure::Cosine)
                item.value = ranked.value ? QString::fromStdString(measureText(measure, *ranked.value)) : tr("none");
            item.rank = static_cast<int>(items.size()) + 1;
            item.position = static_cast<int>(exploration->corpusIndex[ranked.row]);
            if (const auto vector = m_document.entryOf(text).vector)
                item.cut = cutText(*vector);
            if (exploration->clusters)
                item.cluster = exploration->clusters->labels[ranked.row];
            items.push_back(std::move(item));
        }
    }
    m_subject = row ? subject : TextId{};
    if (items == m_items)
        return;
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

NeighbourModel::NeighbourModel(Document &document, QObject *parent) : SimilarityModel(document, parent)
{
    connect(&document, &Document::explorationChanged, this, &NeighbourModel::update);
    connect(&document, &Document::viewChanged, this, [this] {
        if (std::exchange(m_measure, this->document().view().measure) != this->document().view().measure)
            update();
    });
}

void NeighbourModel::setText(TextId id)
{
    m_text = id;
    update();
}

void NeighbourModel::setCount(int k)
{
    m_count = std::max(1, k);
    update();
}

void NeighbourModel::update()
{
    show(m_text, static_cast<std::size_t>(m_count));
}

RankingModel::RankingModel(Document &document, QObject *parent) : SimilarityModel(document, parent)
{
    connect(&document, &Document::explorationChanged, this, &RankingModel::update);
    connect(&document, &Document::corpusChanged, this, &RankingModel::update); // the first text may be another
    connect(&document, &Document::viewChanged, this, [this] {
        const Measure measure = this->document().view().measure;
        if (std::exchange(m_measure, measure) != measure || this->document().anchorId() != subject())
            update();
    });
    update();
}

void RankingModel::update()
{
    show(document().anchorId(), std::numeric_limits<std::size_t>::max());
}

} // namespace embedscope
