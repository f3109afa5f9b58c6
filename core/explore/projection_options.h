#pragma once

#include "core/analyse/project/umap/umap.h"
#include "core/explore/recipe.h"

#include <cstdint>

namespace embedscope {

/// A recipe's settings as the method takes them: for making its map and for placing others on it.
UmapOptions umapOptions(const UmapRecipe &recipe, std::uint64_t seed);

} // namespace embedscope
