#pragma once

#include <QWidget>

namespace embedscope {

/// Lies over the window while something hovers above it that may be dropped, and says what would happen.
class DropOverlay : public QWidget
{
    Q_OBJECT
public:
    explicit DropOverlay(QWidget *parent);
    void showText(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

} // namespace embedscope
