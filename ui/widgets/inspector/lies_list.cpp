#include "ui/widgets/inspector/lies_list.h"

#include "ui/models/lies_model.h"
#include "ui/widgets/inspector/rank_delegate.h"
#include "ui/widgets/look/look.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

TextRow lieRow(const QModelIndex &index)
{
    TextRow row;
    row.id = TextId{index.data(LiesModel::IdRole).toULongLong()};
    row.text = index.data(Qt::DisplayRole).toString();
    row.number = QString::number(index.row() + 1);
    row.similarity = index.data(LiesModel::KeptRole).toDouble();
    row.value = index.data(LiesModel::KeptTextRole).toString();
    return row;
}

} // namespace

LiesList::LiesList(Document &document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_model(new LiesModel(document, this)),
      m_head(new QPushButton),
      m_list(new QListView)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(2);
    m_head->setToolTip(
        tr("Texts by how few of their true nearest neighbours are near them on the map; a click shows the "
           "truth"));
    m_head->setAccessibleDescription(m_head->toolTip());
    m_head->setObjectName(u"liesHead"_s);
    m_head->setCheckable(true);
    m_head->setChecked(true);
    m_head->setProperty("link", true);
    m_head->setAccessibleName(tr("Where this map lies most"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(12, 0, 12, 0);
    head->addWidget(m_head);
    head->addStretch();
    layout->addLayout(head);
    letShrink(m_list);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RankDelegate(lieRow, this));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Where this map lies most"));
    m_list->setObjectName(u"liesList"_s);
    layout->addWidget(m_list, 1);
    const auto show = [this](const QModelIndex &index) {
        const TextId id = m_model->idAt(index);
        m_document.setFocused(id);
        m_document.setSelection({id});
        m_document.setTruthLines(true);
    };
    connect(m_list, &QListView::clicked, this, show);
    connect(m_list, &QListView::activated, this, show);
    connect(m_head, &QPushButton::toggled, this, &LiesList::refresh);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LiesList::refresh);
    refresh();
}

void LiesList::refresh()
{
    const bool any = m_model->rowCount() > 0;
    const bool opened = m_head->isChecked();
    m_head->setText((opened ? u"\u25be "_s : u"\u25b8 "_s) + tr("Where this map lies most"));
    m_list->setVisible(opened);
    setVisible(any);
    setSizePolicy(QSizePolicy::Preferred, opened ? QSizePolicy::Expanding : QSizePolicy::Maximum);
    updateGeometry();
}

bool LiesList::open()
{
    if (m_model->rowCount() == 0)
        return false;
    m_head->setChecked(true);
    m_list->setFocus();
    if (!m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_model->index(0, 0));
    return true;
}

} // namespace embedscope
