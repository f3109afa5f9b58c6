#pragma once

#include <QStyledItemDelegate>

#include <functional>
#include <optional>

namespace embedscope {

/// How a number of a table is drawn beside its digits.
struct ScoreCell
{
    std::optional<double> bar = {};  ///< 0 to 1, below the digits
    std::optional<double> heat = {}; ///< 0 to 1, behind them
    bool strong = false;
};

/// Paints the cells of a table of numbers; a cell that is neither bar nor heat is words in one line.
class ScoreDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using CellOf = std::function<ScoreCell(const QModelIndex &)>;
    ScoreDelegate(CellOf cellOf, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    CellOf m_cellOf;
};

} // namespace embedscope
