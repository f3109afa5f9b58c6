#pragma once

#include <QWidget>

#include <vector>

namespace embedscope {

/// A vector as a tile of colours, one square a number: positive blue, negative orange, strength by the square root of
/// the size against the largest.
class FingerprintTile : public QWidget
{
    Q_OBJECT
public:
    explicit FingerprintTile(QWidget *parent = nullptr);
    void setVector(std::vector<float> values);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {132, heightForWidth(132)}; }
    QSize minimumSizeHint() const override { return {72, heightForWidth(72)}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    std::vector<float> m_values;
    int columns() const;
    int rows() const;
};

} // namespace embedscope
