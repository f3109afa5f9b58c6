#pragma once

#include <QSortFilterProxyModel>
#include <QString>

namespace embedscope {

/// The list of texts as the person wants to see it: in which order, and only those that contain what is looked for
/// (as typed, no matter in which case).
class TextFilterProxy : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Order {
        Position,   ///< as in the document
        Similarity, ///< the anchor, then falling; those without a similarity last
        Alphabet,
    };

    explicit TextFilterProxy(QObject *parent = nullptr);

    void setOrder(Order order);
    Order order() const { return m_order; }
    void setFind(const QString &text);
    QString find() const { return m_find; }

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    Order m_order = Order::Position;
    QString m_find;
};

} // namespace embedscope
