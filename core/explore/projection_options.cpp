#include "core/explore/projection_options.h"

namespace embedscope {

UmapOptions umapOptions(const UmapRecipe &recipe, std::uint64_t seed)
{
    UmapOptions options;
    options.neighbours = recipe.neighbours;
    options.minDist = recipe.minDist;
    options.spread = recipe.spread;
    options.epochs = recipe.epochs;
    options.metric = recipe.metric == UmapMetric::Euclidean ? NeighbourMetric::Euclidean : NeighbourMetric::Cosine;
    options.seed = seed;
    return options;
}

} // namespace embedscope
