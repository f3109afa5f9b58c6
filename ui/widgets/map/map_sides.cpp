#include "ui/widgets/map/map_sides.h"

#include "ui/widgets/look/look.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <array>

namespace embedscope {

namespace {

struct SideWords
{
    Q_DECLARE_TR_FUNCTIONS(MapWidget)
};

constexpr std::array kSides = {AxisSide::Left, AxisSide::Right, AxisSide::Below, AxisSide::Above};
constexpr double kShare = 0.14; ///< of the map's width and height
constexpr double kLeast = 44;   ///< pixels
constexpr double kMost = 120;

double depth(double length)
{
    return std::clamp(kShare * length, kLeast, kMost);
}

double distanceTo(AxisSide side, QPointF at, QSize map)
{
    switch (side) {
    case AxisSide::Left:
        return at.x();
    case AxisSide::Right:
        return map.width() - at.x();
    case AxisSide::Below:
        return map.height() - at.y();
    case AxisSide::Above:
        break;
    }
    return at.y();
}

} // namespace

QRectF sideBand(AxisSide side, QSize map)
{
    const double width = depth(map.width());
    const double height = depth(map.height());
    switch (side) {
    case AxisSide::Left:
        return {0, height, width, map.height() - 2 * height};
    case AxisSide::Right:
        return {map.width() - width, height, width, map.height() - 2 * height};
    case AxisSide::Below:
        return {width, map.height() - height, map.width() - 2 * width, height};
    case AxisSide::Above:
        break;
    }
    return {width, 0, map.width() - 2 * width, height};
}

std::optional<AxisSide> sideAt(QPointF at, QSize map)
{
    std::optional<AxisSide> nearest;
    for (const AxisSide side : kSides) {
        const bool across = side == AxisSide::Left || side == AxisSide::Right;
        const double distance = distanceTo(side, at, map);
        if (distance < depth(across ? map.width() : map.height()) &&
            (!nearest || distance < distanceTo(*nearest, at, map)))
            nearest = side;
    }
    return nearest;
}

void paintSides(QPainter &painter, QSize map, QPointF at, int texts, const QPalette &palette)
{
    const std::optional<AxisSide> under = sideAt(at, map);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QFont bold = painter.font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    for (const AxisSide side : kSides) {
        const QRectF band = sideBand(side, map).adjusted(6, 6, -6, -6);
        QColor fill = palette.color(QPalette::Highlight);
        QColor ground = palette.color(QPalette::Base);
        ground.setAlpha(236);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(band, 8, 8);
        fill.setAlpha(side == under ? 235 : 30);
        painter.setPen(QPen(palette.color(QPalette::Highlight), 1.5, side == under ? Qt::SolidLine : Qt::DashLine));
        painter.setBrush(fill);
        painter.drawRoundedRect(band, 8, 8);
        painter.setPen(palette.color(side == under ? QPalette::HighlightedText : QPalette::Text));
        painter.drawText(band.adjusted(6, 4, -6, -4), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap,
                         SideWords::tr("%1 end").arg(sideName(side)));
    }
    const QString carried = counted(texts, SideWords::tr("%n text"), SideWords::tr("%n texts"));
    const QFontMetrics metrics(bold);
    QRectF pill(0, 0, metrics.horizontalAdvance(carried) + 20, metrics.height() + 8);
    pill.moveCenter(at + QPointF(0, -pill.height() - 6));
    pill.moveLeft(std::clamp(pill.left(), 2.0, std::max(2.0, map.width() - pill.width() - 2)));
    pill.moveTop(std::max(2.0, pill.top()));
    painter.setPen(QPen(palette.color(QPalette::Highlight), 1));
    painter.setBrush(palette.color(QPalette::Base));
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.setPen(palette.color(QPalette::Text));
    painter.drawText(pill, static_cast<int>(Qt::AlignCenter), carried);
    painter.restore();
}

} // namespace embedscope
