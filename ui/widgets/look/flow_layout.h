#pragma once

#include <QLayout>
#include <QList>

namespace embedscope {

/// Its items beside each other, in as many rows as they need; the last item stands at the right end of its row.
class FlowLayout : public QLayout
{
public:
    explicit FlowLayout(QWidget *parent) : QLayout(parent) {}
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override { m_items.append(item); }
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange({0, 0, width, 0}, Arrange::Measure); }
    void setGeometry(const QRect &rect) override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;

private:
    enum class Arrange { Measure, Place };
    QList<QLayoutItem *> m_items;
    /// The height that is needed.
    int arrange(const QRect &rect, Arrange how) const;
};

} // namespace embedscope
