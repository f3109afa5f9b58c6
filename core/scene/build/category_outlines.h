#pragma once

#include "core/scene/build/build_scene.h"

#include <vector>

namespace embedscope {

enum class Hulls { None, Made };

/// The middle of each category's shown rows, and what they enclose. `categoryOf` is by row; negative: none. Inside
/// core/scene only.
void outlineCategories(std::vector<CategoryOutline> &categories, const PointLayer &layer,
                       const std::vector<ClusterId> &categoryOf, Hulls hulls);

} // namespace embedscope
