#pragma once

#include "core/base/ids.h"

#include <QAbstractTableModel>
#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace embedscope {

class LabelTable;

/// Texts × labels, the first column the texts. Sorts itself: by the texts' order, or by a label.
class LabelTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< quint64
        ScoreRole,                 ///< double; invalid: undefined, or no score's column
        HeatRole,                  ///< double, 0 the table's least score, 1 its greatest
        BarRole,                   ///< double, 0 (and below) to 1, the table's greatest score
        NearestRole,               ///< bool: the label that the text is most similar to
    };
    Q_ENUM(Role)

    explicit LabelTableModel(LabelTable &table, QObject *parent = nullptr);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// Of texts without a score of that label, last.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    TextId idAt(int row) const;
    /// The rows of LabelTable::exploration() as they are shown.
    const std::vector<std::size_t> &order() const { return m_order; }
    double least() const { return m_least; }
    double greatest() const { return m_greatest; }

private:
    void update();
    void sortRows();

    LabelTable &m_table;
    std::vector<std::size_t> m_order;
    int m_column = 0;
    Qt::SortOrder m_direction = Qt::AscendingOrder;
    int m_revision = -1; ///< of the table that is shown
    double m_least = 0;
    double m_greatest = 1;
};

/// Two texts of a LabelTable label by label: label, first, second, difference.
class LabelPairModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit LabelPairModel(const LabelTableModel &scale, LabelTable &table, QObject *parent = nullptr);
    /// 0: none.
    void setTexts(TextId first, TextId second);
    bool isEmpty() const { return m_rows.empty(); }
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void update();

    const LabelTableModel &m_scale;
    LabelTable &m_table;
    TextId m_first;
    TextId m_second;
    std::vector<std::size_t> m_rows; ///< of both, or empty
};

} // namespace embedscope
