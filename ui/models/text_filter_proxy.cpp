#include "ui/models/text_filter_proxy.h"

#include "ui/models/text_list_model.h"

#include <limits>

namespace embedscope {

namespace {

double similarityKey(const QModelIndex &index)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (index.data(TextListModel::IsAnchorRole).toBool())
        return kInfinity;
    const QVariant similarity = index.data(TextListModel::SimilarityRole);
    return similarity.isValid() ? similarity.toDouble() : -kInfinity;
}

} // namespace

TextFilterProxy::TextFilterProxy(QObject *parent) : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
    sort(0);
}

void TextFilterProxy::setOrder(Order order)
{
    if (order == m_order)
        return;
    m_order = order;
    invalidate();
}

void TextFilterProxy::setFind(const QString &text)
{
    if (text == m_find)
        return;
    m_find = text;
    invalidateFilter();
}

bool TextFilterProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    if (m_find.isEmpty())
        return true;
    const QString text = sourceModel()->index(sourceRow, 0, sourceParent).data(Qt::DisplayRole).toString();
    return text.contains(m_find, Qt::CaseInsensitive);
}

bool TextFilterProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (m_order == Order::Similarity) {
        const double a = similarityKey(left);
        const double b = similarityKey(right);
        if (a != b)
            return a > b;
    } else if (m_order == Order::Alphabet) {
        const int compared = QString::localeAwareCompare(left.data(Qt::DisplayRole).toString().toCaseFolded(),
                                                         right.data(Qt::DisplayRole).toString().toCaseFolded());
        if (compared != 0)
            return compared < 0;
    }
    return left.row() < right.row();
}

} // namespace embedscope
