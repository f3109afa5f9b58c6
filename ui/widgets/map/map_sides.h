#pragma once

#include "ui/state/axis_sides.h"

#include <QPointF>
#include <QRectF>
#include <QSize>

#include <optional>

class QPainter;
class QPalette;

namespace embedscope {

// The sides of the map, where a selection that is dragged there becomes the examples of an axis.

/// Which side's band a point of the map lies in; the nearest where two meet; none in the middle.
std::optional<AxisSide> sideAt(QPointF at, QSize map);
QRectF sideBand(AxisSide side, QSize map);
/// All bands with their names, the one under the pointer filled, and at the pointer how many texts are carried.
void paintSides(QPainter &painter, QSize map, QPointF at, int texts, const QPalette &palette);

} // namespace embedscope
