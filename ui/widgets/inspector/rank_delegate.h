#pragma once

#include "ui/widgets/look/text_row.h"

#include <QStyledItemDelegate>

#include <functional>

namespace embedscope {

/// Paints a row of a ranking: place, text in one line, bar and similarity below it.
class RankDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using RowOf = std::function<TextRow(const QModelIndex &)>;
    RankDelegate(RowOf rowOf, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    RowOf m_rowOf;
};

} // namespace embedscope
