#pragma once

#include <QAbstractTableModel>

#include <string>
#include <vector>

namespace embedscope {

class GroupLearner;

/// What texts were (rows) and were taken for (columns), of those that the classifier had not seen.
class ConfusionModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        HeatRole = Qt::UserRole + 1, ///< double 0…1: share of the row's texts
        RightRole,                   ///< bool: on the diagonal
    };

    explicit ConfusionModel(GroupLearner &learner, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void update();

    GroupLearner &m_learner;
    std::vector<std::string> m_groups;
    std::vector<std::vector<int>> m_counts; ///< [truth][guess]
    std::vector<int> m_sums;                ///< of each row
};

} // namespace embedscope
