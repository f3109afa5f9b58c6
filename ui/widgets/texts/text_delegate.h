#pragma once

#include "ui/widgets/look/text_row.h"

#include <QStyledItemDelegate>

#include <functional>

namespace embedscope {

/// Paints the rows of the texts panel: mark, text in at most two lines, bar, number, what makes the row special; edits
/// the text in place; answers clicks on the pin.
class TextDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using RowOf = std::function<TextRow(const QModelIndex &)>;
    TextDelegate(RowOf rowOf, QObject *parent);
    /// All rows as high as one of two lines.
    void setUniform(bool uniform) { m_uniform = uniform; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

Q_SIGNALS:
    void pinClicked(embedscope::TextId id);

private:
    RowOf m_rowOf;
    bool m_uniform = false;
    QRect pinRect(const QRect &row) const;
    bool isElided(const QString &text, const QStyleOptionViewItem &option) const;
};

} // namespace embedscope
