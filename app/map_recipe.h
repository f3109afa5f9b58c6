#pragma once

#include "app/options.h"
#include "core/explore/recipe.h"

#include <cstddef>

namespace embedscope {

/// --projection of the command line and its settings; tells which of them do not go together.
ProjectionRecipe projectionOf(const MapOptions &options, const CommonOptions &common, std::size_t texts);

/// -k, --method, --min-size, --space of the command line; tells which of them do not go together.
ClusterRecipe clustersOf(const ClusterChoice &choice, const CommonOptions &common);

} // namespace embedscope
