#pragma once

#include "core/explore/exploration.h"
#include "core/explore/recipe.h"

#include <QString>

#include <array>
#include <optional>
#include <set>

namespace embedscope {

/// The ends of meaning axes as they lie on the map.
enum class AxisSide { Left, Right, Below, Above };
inline constexpr std::array kAxisSides = {AxisSide::Left, AxisSide::Right, AxisSide::Below, AxisSide::Above};

const AxisEnd &endOf(const AxesRecipe &axes, AxisSide side);
AxisEnd &endOf(AxesRecipe &axes, AxisSide side);
AxisSide oppositeOf(AxisSide side);

/// These texts, and nothing else, are that side's examples; they are none of the opposite side's any more.
AxesRecipe withExamples(AxesRecipe axes, AxisSide side, const std::set<TextId> &texts);
/// Ends without examples get those of `other`.
AxesRecipe withMissingFrom(AxesRecipe axes, const AxesRecipe &other);
/// The side that has to get examples before a map can be drawn; none where it can.
std::optional<AxisSide> missingSide(const AxesRecipe &axes);
/// What has to get examples before a map can be drawn, in a sentence or two; empty where nothing has.
QString missingExamples(const AxesRecipe &axes);
/// The same of the examples that are on the map: those that are gone, or have no vector, do not count.
QString missingExamples(AxesRecipe axes, const Exploration &exploration);
/// A side's examples in one line, cut where they are many; empty where there are none.
QString examplesText(const AxesRecipe &axes, AxisSide side, const Exploration &exploration);
/// Each end with its examples, an end a line, and said where one has none; two lines are one where both are free.
QString endsText(const AxesRecipe &axes, const Exploration &exploration);
/// "left", "right", "lower", "upper": as in "the left end".
QString sideName(AxisSide side);

} // namespace embedscope
