#include "ui/widgets/look/text_row.h"

#include "ui/widgets/look/look.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>
#include <QStyleOptionViewItem>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace embedscope {

namespace {

QPolygonF regular(QPointF centre, double radius, int corners, double startDegrees, double innerShare = 1)
{
    QPolygonF polygon;
    const int steps = innerShare < 1 ? corners * 2 : corners;
    for (int i = 0; i < steps; ++i) {
        const double angle = (startDegrees + 360.0 * i / steps) * std::numbers::pi / 180;
        const double r = innerShare < 1 && i % 2 ? radius * innerShare : radius;
        polygon << QPointF(centre.x() + r * std::cos(angle), centre.y() - r * std::sin(angle));
    }
    return polygon;
}

} // namespace

void drawFocus(QPainter &painter, const QStyleOptionViewItem &option, const QRectF &card)
{
    if (!(option.state & QStyle::State_HasFocus) || !option.widget || !option.widget->hasFocus())
        return;
    painter.setPen(QPen(option.palette.color(QPalette::Link), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(card.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);
}

void drawMark(QPainter &painter, QRectF where, const MarkStyle &style)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(style.outline.a > 0 ? QPen(toQColor(style.outline), std::min(style.outlineWidth, 1.5)) : Qt::NoPen);
    painter.setBrush(toQColor(style.fill));
    const QPointF c = where.center();
    const double r = std::min(where.width(), where.height()) / 2 - 0.5;
    switch (style.shape) {
    case MarkShape::Circle:
        painter.drawEllipse(c, r, r);
        break;
    case MarkShape::Square:
        painter.drawRect(QRectF(c.x() - r * 0.85, c.y() - r * 0.85, r * 1.7, r * 1.7));
        break;
    case MarkShape::Diamond:
        painter.drawPolygon(regular(c, r, 4, 90));
        break;
    case MarkShape::TriangleUp:
        painter.drawPolygon(regular(c, r, 3, 90));
        break;
    case MarkShape::TriangleDown:
        painter.drawPolygon(regular(c, r, 3, 270));
        break;
    case MarkShape::Pentagon:
        painter.drawPolygon(regular(c, r, 5, 90));
        break;
    case MarkShape::Hexagon:
        painter.drawPolygon(regular(c, r, 6, 90));
        break;
    case MarkShape::Star:
        painter.drawPolygon(regular(c, r, 5, 90, 0.45));
        break;
    case MarkShape::Plus:
    case MarkShape::Cross: {
        const double arm = r * 0.36;
        QPolygonF plus;
        plus << QPointF(-arm, -r) << QPointF(arm, -r) << QPointF(arm, -arm) << QPointF(r, -arm) << QPointF(r, arm)
             << QPointF(arm, arm) << QPointF(arm, r) << QPointF(-arm, r) << QPointF(-arm, arm) << QPointF(-r, arm)
             << QPointF(-r, -arm) << QPointF(-arm, -arm);
        painter.translate(c);
        if (style.shape == MarkShape::Cross)
            painter.rotate(45);
        painter.drawPolygon(plus);
        break;
    }
    }
    painter.restore();
}

void drawNumber(QPainter &painter, const QRectF &where, const QString &number, const QFont &font)
{
    painter.save();
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    double cell = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        cell = std::max(cell, metrics.horizontalAdvance(QLatin1Char(digit)));
    double right = where.right();
    const double baseline = where.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    for (auto c = number.crbegin(); c != number.crend(); ++c) {
        const double own = metrics.horizontalAdvance(*c);
        const double width = c->isDigit() ? cell : own;
        painter.drawText(QPointF(right - width + (width - own) / 2, baseline), QString(*c));
        right -= width;
    }
    painter.restore();
}

void drawBar(QPainter &painter, const QRectF &where, double similarity, const QColor &colour, const QColor &track)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(track);
    painter.drawRoundedRect(where, where.height() / 2, where.height() / 2);
    const double share = std::clamp(similarity, 0.0, 1.0);
    if (share > 0) {
        painter.setBrush(colour);
        const double width = std::max(where.height(), where.width() * share);
        painter.drawRoundedRect(QRectF(where.left(), where.top(), width, where.height()), where.height() / 2,
                                where.height() / 2);
    }
    painter.restore();
}

} // namespace embedscope
