#pragma once

#include "core/explore/recipe.h"

#include <QString>

#include <optional>
#include <set>

namespace embedscope {

/// The ends of meaning axes as they lie on the map.
enum class AxisSide { Left, Right, Below, Above };

const AxisEnd &endOf(const AxesRecipe &axes, AxisSide side);
AxisEnd &endOf(AxesRecipe &axes, AxisSide side);
AxisSide oppositeOf(AxisSide side);

/// These texts, and nothing else, are that side's examples; they are none of the opposite side's any more.
AxesRecipe withExamples(AxesRecipe axes, AxisSide side, const std::set<TextId> &texts);
/// The side that has to get examples before a map can be drawn; none where it can.
std::optional<AxisSide> missingSide(const AxesRecipe &axes);
/// "left", "right", "lower", "upper": as in "the left end".
QString sideName(AxisSide side);

} // namespace embedscope
