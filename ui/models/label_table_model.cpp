#include "ui/models/label_table_model.h"

#include "ui/models/number_text.h"
#include "ui/state/scores/label_table.h"

#include <algorithm>
#include <numeric>

namespace embedscope {

namespace {

QString headOf(const LabelScores &scores, std::size_t label)
{
    const QString name = QString::fromStdString(scores.labels[label].name);
    return scores.members[label] ? name + QStringLiteral(" (%1)").arg(*scores.members[label]) : name;
}

} // namespace

LabelTableModel::LabelTableModel(LabelTable &table, QObject *parent) : QAbstractTableModel(parent), m_table(table)
{
    connect(&table, &LabelTable::changed, this, &LabelTableModel::update);
    update();
}

int LabelTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int LabelTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_order.empty() ? 0 : 1 + static_cast<int>(m_table.scores().labels.size());
}

QVariant LabelTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const std::size_t row = m_order[static_cast<std::size_t>(index.row())];
    if (role == IdRole)
        return static_cast<qulonglong>(m_table.exploration()->rows[row].id.value);
    if (index.column() == 0)
        return role == Qt::DisplayRole ? QVariant(QString::fromStdString(m_table.exploration()->rows[row].text))
                                       : QVariant();
    const auto label = static_cast<std::size_t>(index.column()) - 1;
    const std::optional<double> score = m_table.scores().scores.of(row, label);
    switch (role) {
    case Qt::DisplayRole:
        return similarityText(score);
    case Qt::AccessibleTextRole:
        return tr("%1 %2", "label similarity").arg(headOf(m_table.scores(), label), similarityText(score));
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    case ScoreRole:
        return score ? QVariant(*score) : QVariant();
    case HeatRole:
        return score ? QVariant(m_greatest > m_least ? (*score - m_least) / (m_greatest - m_least) : 1.0) : QVariant();
    case BarRole:
        return score ? QVariant(m_greatest > 0 ? std::clamp(*score / m_greatest, 0.0, 1.0) : 0.0) : QVariant();
    case NearestRole:
        return m_table.scores().scores.nearest(row) == label;
    default:
        return {};
    }
}

QVariant LabelTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole && section < rowCount()
                   ? QVariant(static_cast<int>(m_order[static_cast<std::size_t>(section)]) + 1)
                   : QVariant();
    if (section < 0 || section >= columnCount())
        return {};
    if (role == Qt::DisplayRole)
        return section == 0 ? tr("Text") : headOf(m_table.scores(), static_cast<std::size_t>(section) - 1);
    if (role == Qt::ToolTipRole)
        return section == 0 ? tr("As they stand in the list of texts")
                            : tr("Similarity (cosine) to %1; a click sorts")
                                  .arg(headOf(m_table.scores(), static_cast<std::size_t>(section) - 1));
    return {};
}

void LabelTableModel::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_direction = order;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<std::size_t> rows;
    for (const QModelIndex &index : before)
        rows.push_back(m_order[static_cast<std::size_t>(index.row())]);
    sortRows();
    std::vector<int> placeOf(m_order.size());
    for (std::size_t i = 0; i < m_order.size(); ++i)
        placeOf[m_order[i]] = static_cast<int>(i);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after += index(placeOf[rows[static_cast<std::size_t>(i)]], before[i].column());
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

TextId LabelTableModel::idAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_table.exploration()->rows[m_order[static_cast<std::size_t>(row)]].id
                                        : TextId{};
}

void LabelTableModel::sortRows()
{
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    const Scores &scores = m_table.scores().scores;
    const bool falling = m_direction == Qt::DescendingOrder;
    if (m_column <= 0 || m_column > static_cast<int>(scores.targets)) {
        if (falling)
            std::reverse(m_order.begin(), m_order.end());
        return;
    }
    const auto label = static_cast<std::size_t>(m_column) - 1;
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) {
        const std::optional<double> left = scores.of(a, label);
        const std::optional<double> right = scores.of(b, label);
        if (left.has_value() != right.has_value())
            return left.has_value();
        return left && (falling ? *left > *right : *left < *right);
    });
}

void LabelTableModel::update()
{
    if (m_revision == m_table.revision())
        return;
    m_revision = m_table.revision();
    beginResetModel();
    const Scores &scores = m_table.scores().scores;
    m_order.resize(m_table.exploration() ? scores.rows : 0);
    m_least = 0;
    m_greatest = 0;
    bool first = true;
    for (const std::optional<double> &score : scores.values)
        if (score) {
            m_least = first ? *score : std::min(m_least, *score);
            m_greatest = first ? *score : std::max(m_greatest, *score);
            first = false;
        }
    sortRows();
    endResetModel();
}

LabelPairModel::LabelPairModel(const LabelTableModel &scale, LabelTable &table, QObject *parent)
    : QAbstractTableModel(parent), m_scale(scale), m_table(table)
{
    connect(&scale, &QAbstractItemModel::modelReset, this, &LabelPairModel::update);
}

void LabelPairModel::setTexts(TextId first, TextId second)
{
    m_first = first;
    m_second = second;
    update();
}

void LabelPairModel::update()
{
    beginResetModel();
    m_rows.clear();
    if (m_table.exploration() && m_scale.rowCount() > 0) {
        const auto first = m_table.exploration()->rowOf(m_first);
        const auto second = m_table.exploration()->rowOf(m_second);
        if (first && second && *first != *second)
            m_rows = {*first, *second};
    }
    endResetModel();
}

int LabelPairModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_rows.empty() ? 0 : static_cast<int>(m_table.scores().labels.size());
}

int LabelPairModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_rows.empty() ? 0 : 4;
}

QVariant LabelPairModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto label = static_cast<std::size_t>(index.row());
    const LabelScores &scores = m_table.scores();
    if (index.column() == 0)
        return role == Qt::DisplayRole ? QVariant(headOf(scores, label)) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (index.column() == 3) {
        const auto first = scores.scores.of(m_rows[0], label);
        const auto second = scores.scores.of(m_rows[1], label);
        if (role != Qt::DisplayRole)
            return {};
        return similarityText(first && second ? std::optional(*first - *second) : std::nullopt);
    }
    const std::size_t row = m_rows[static_cast<std::size_t>(index.column()) - 1];
    const auto shown = std::find(m_scale.order().begin(), m_scale.order().end(), row);
    if (shown == m_scale.order().end())
        return {};
    return m_scale.index(static_cast<int>(shown - m_scale.order().begin()), index.row() + 1).data(role);
}

QVariant LabelPairModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || section < 0 || section >= columnCount())
        return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (section == 0)
        return tr("Label");
    if (section == 3)
        return role == Qt::DisplayRole ? tr("Difference") : tr("The first text's similarity minus the second's");
    return QString::fromStdString(m_table.exploration()->rows[m_rows[static_cast<std::size_t>(section) - 1]].text)
        .simplified();
}

} // namespace embedscope
