#pragma once

#include "app/json.h"
#include "core/explore/exploration.h"
#include "core/explore/recipe.h"

#include <string>

namespace embedscope {

/// The members "low", "high" and, for an axis with examples, "in_order", "held_out" and "gap", else "share".
void writeAxis(JsonWriter &json, const AxisRecipe &recipe, const AxisStage &axis);

/// How well an axis tells its own examples apart.
std::string separationSentence(const AxisSeparation &separation);

} // namespace embedscope
