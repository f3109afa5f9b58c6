#include "ui/models/lies_model.h"

#include "ui/state/document/document.h"

#include <cmath>

namespace embedscope {

namespace {

constexpr std::size_t kMost = 100; ///< more nobody reads

} // namespace

LiesModel::LiesModel(Document &document, QObject *parent) : QAbstractListModel(parent), m_document(document)
{
    connect(&document, &Document::explorationChanged, this, &LiesModel::update);
    update();
}

int LiesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant LiesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const std::size_t row = m_rows[static_cast<std::size_t>(index.row())];
    const FaithfulnessResult &kept = m_exploration->map->faithfulness;
    const QString text = QString::fromStdString(m_exploration->rows[row].text);
    const double share = *kept.neighboursKeptOf[row];
    const QString words = tr("%1 of %2").arg(std::lround(share * static_cast<double>(kept.k))).arg(kept.k);
    switch (role) {
    case Qt::DisplayRole:
        return text;
    case IdRole:
        return static_cast<qulonglong>(m_exploration->rows[row].id.value);
    case KeptRole:
        return share;
    case KeptTextRole:
        return words;
    case Qt::AccessibleTextRole:
        return tr("%1: %2 true neighbours kept", "text: 2 of 10").arg(text, words);
    default:
        return {};
    }
}

TextId LiesModel::idAt(const QModelIndex &index) const
{
    return index.isValid() ? m_exploration->rows[m_rows[static_cast<std::size_t>(index.row())]].id : TextId{};
}

void LiesModel::update()
{
    ExplorationPtr next = m_document.exploration();
    if (next && !next->map && next->size() > 0)
        return; // the map before stands until there is another
    if (next && !next->map)
        next.reset();
    if (next == m_exploration)
        return;
    beginResetModel();
    m_exploration = std::move(next);
    m_rows = m_exploration ? leastFaithful(*m_exploration, kMost) : std::vector<std::size_t>();
    endResetModel();
}

} // namespace embedscope
