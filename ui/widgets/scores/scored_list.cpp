#include "ui/widgets/scores/scored_list.h"

#include "ui/models/scored_text_model.h"
#include "ui/state/document/document.h"
#include "ui/widgets/inspector/rank_delegate.h"

namespace embedscope {

namespace {

TextRow rowOf(const QModelIndex &index)
{
    TextRow row;
    row.id = TextId{index.data(ScoredTextModel::IdRole).toULongLong()};
    row.text = index.data(Qt::DisplayRole).toString();
    row.number = QString::number(index.row() + 1);
    row.value = index.data(ScoredTextModel::ValueRole).toString();
    row.note = index.data(ScoredTextModel::NoteRole).toString();
    if (const QVariant share = index.data(ScoredTextModel::ShareRole); share.isValid())
        row.similarity = share.toDouble();
    return row;
}

} // namespace

ScoredList::ScoredList(Document &document, const QString &name, QWidget *parent)
    : QListView(parent), m_texts(new ScoredTextModel(this))
{
    setModel(m_texts);
    setItemDelegate(new RankDelegate(rowOf, this));
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAccessibleName(name);
    const auto show = [this, &document](const QModelIndex &index) { showOnMap(document, m_texts->idAt(index).value); };
    connect(this, &QListView::clicked, this, show);
    connect(this, &QListView::activated, this, show);
}

void showOnMap(Document &document, quint64 id)
{
    document.setFocused(TextId{id});
    document.setSelection({TextId{id}});
}

} // namespace embedscope
