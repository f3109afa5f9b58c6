#pragma once

#include "ui/state/axis_sides.h"

#include <QPointF>
#include <QRectF>
#include <QSize>
#include <QString>

#include <array>
#include <optional>

class QPainter;
class QPalette;

namespace embedscope {

// The sides of the map, where a selection that is dragged there becomes the examples of an axis.

/// Which side's band a point of the map lies in; the nearest where two meet; none in the middle.
std::optional<AxisSide> sideAt(QPointF at, QSize map);
QRectF sideBand(AxisSide side, QSize map);

/// What each side has for examples already, in the order of kAxisSides; empty: nothing.
using SideExamples = std::array<QString, kAxisSides.size()>;
SideExamples sideExamples(const AxesRecipe &axes, const Exploration &exploration);

/// Texts on their way to a side.
struct CarriedTexts
{
    QPointF at = {}; ///< the pointer
    int count = 0;
    SideExamples examples = {};
};
/// What a band says below its name: the examples that are there, or would be replaced.
QString sideCaption(const QString &examples, bool isUnderPointer);
/// All bands with their names and examples, the one under the pointer filled, and at the pointer how many are carried.
void paintSides(QPainter &painter, QSize map, const CarriedTexts &carried, const QPalette &palette);

} // namespace embedscope
