#include "ui/widgets/look/elided_label.h"

#include "ui/widgets/look/look.h"

#include <QPainter>

namespace embedscope {

ElidedLabel::ElidedLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void ElidedLabel::setFullText(const QString &text)
{
    m_full = text;
    QString flat = text.simplified();
    setAccessibleName(flat.left(400));
    setToolTip(plainToolTip(text));
    update();
    updateGeometry();
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 6, fontMetrics().height() + 2};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QString line = fontMetrics().elidedText(m_full.left(2000).simplified(), Qt::ElideRight, width());
    painter.drawText(rect(), static_cast<int>(alignment()), line);
}

} // namespace embedscope
