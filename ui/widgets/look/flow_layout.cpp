#include "ui/widgets/look/flow_layout.h"

#include <algorithm>

namespace embedscope {

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, Arrange::Place);
}

QSize FlowLayout::sizeHint() const
{
    const QMargins margins = contentsMargins();
    int width = margins.left() + margins.right() - spacing();
    int height = 0;
    for (const QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue; // hidden
        width += item->sizeHint().width() + spacing();
        height = std::max(height, item->sizeHint().height());
    }
    return {width, height + margins.top() + margins.bottom()};
}

QSize FlowLayout::minimumSize() const
{
    const QMargins margins = contentsMargins();
    QSize least;
    for (const QLayoutItem *item : m_items)
        least = least.expandedTo(item->minimumSize());
    return least.grownBy(margins);
}

int FlowLayout::arrange(const QRect &rect, Arrange how) const
{
    const QMargins margins = contentsMargins();
    const QRect inside = rect.marginsRemoved({margins.left(), 0, margins.right(), 0});
    int y = rect.top() + margins.top();
    for (qsizetype begin = 0; begin < m_items.size();) {
        qsizetype end = begin;
        int width = -spacing();
        int height = 0;
        for (; end < m_items.size(); ++end) {
            if (m_items[end]->isEmpty())
                continue; // hidden
            const QSize wanted = m_items[end]->sizeHint();
            if (width >= 0 && width + spacing() + wanted.width() > inside.width())
                break;
            width += spacing() + wanted.width();
            height = std::max(height, wanted.height());
        }
        int x = inside.left();
        for (qsizetype i = begin; i < end && how == Arrange::Place; ++i) {
            if (m_items[i]->isEmpty())
                continue;
            const QSize wanted = m_items[i]->sizeHint();
            if (i == m_items.size() - 1)
                x = std::max(x, inside.right() + 1 - wanted.width());
            const int itemWidth = std::min(wanted.width(), inside.width());
            m_items[i]->setGeometry({x, y + height - wanted.height(), itemWidth, wanted.height()});
            x += itemWidth + spacing();
        }
        y += height + (end < m_items.size() ? std::max(0, spacing() / 2) : 0);
        begin = end;
    }
    return y - rect.top() + margins.bottom();
}

} // namespace embedscope
