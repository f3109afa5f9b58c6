#include "ui/models/confusion_model.h"

#include "ui/state/scores/group_learner.h"

namespace embedscope {

ConfusionModel::ConfusionModel(GroupLearner &learner, QObject *parent) : QAbstractTableModel(parent), m_learner(learner)
{
    connect(&learner, &GroupLearner::changed, this, &ConfusionModel::update);
    update();
}

int ConfusionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_counts.size());
}

int ConfusionModel::columnCount(const QModelIndex &parent) const
{
    return rowCount(parent);
}

QVariant ConfusionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto truth = static_cast<std::size_t>(index.row());
    const auto guess = static_cast<std::size_t>(index.column());
    const int count = m_counts[truth][guess];
    switch (role) {
    case Qt::DisplayRole:
        return count > 0 ? QString::number(count) : QString();
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignCenter);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1 of %2: %3, taken for %4")
            .arg(count)
            .arg(m_sums[truth])
            .arg(QString::fromStdString(m_groups[truth]), QString::fromStdString(m_groups[guess]));
    case HeatRole:
        return m_sums[truth] > 0 ? static_cast<double>(count) / m_sums[truth] : 0.0;
    case RightRole:
        return truth == guess;
    default:
        return {};
    }
}

QVariant ConfusionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section < 0 || section >= rowCount())
        return {};
    const QString name = QString::fromStdString(m_groups[static_cast<std::size_t>(section)]);
    if (role == Qt::DisplayRole)
        return name.simplified().left(40);
    if (role == Qt::ToolTipRole)
        return orientation == Qt::Vertical ? tr("Texts that are %1").arg(name) : tr("Texts taken for %1").arg(name);
    return {};
}

void ConfusionModel::update()
{
    const LearnedGroups *learned = m_learner.groups();
    if (!learned && m_counts.empty())
        return;
    beginResetModel();
    m_groups.clear();
    m_counts.clear();
    m_sums.clear();
    if (learned) {
        const auto &confusion = learned->classifier.result.confusion;
        if (confusion.rows() > 0)
            m_groups = learned->classifier.groups;
        for (std::size_t truth = 0; truth < m_groups.size(); ++truth) {
            std::vector<int> row(m_groups.size());
            int sum = 0;
            for (std::size_t guess = 0; guess < row.size(); ++guess) {
                row[guess] = confusion(static_cast<Eigen::Index>(truth), static_cast<Eigen::Index>(guess));
                sum += row[guess];
            }
            m_counts.push_back(std::move(row));
            m_sums.push_back(sum);
        }
    }
    endResetModel();
}

} // namespace embedscope
