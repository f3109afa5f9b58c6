#include "core/explore/map/projection_options.h"

#include <utility>

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

Result<RecipePca> projectPca(MatrixView vectors, const PcaRecipe &recipe, const RunControl &control, ThreadPool &pool)
{
    for (const int axis : {recipe.firstAxis, recipe.secondAxis})
        if (axis < 1 || axis > PcaRecipe::kMostAxis || recipe.firstAxis == recipe.secondAxis)
            return makeError(Errc::InvalidArgument, "components");
    PcaOptions options;
    options.components = PcaRecipe::kMostAxis;
    Result<PcaResult> result = projectPca(vectors, options, control, pool);
    if (!result)
        return std::move(result).error();
    RecipePca chosen;
    chosen.coordinates.resize(result->coordinates.rows(), 2);
    chosen.coordinates.col(0) = result->coordinates.col(recipe.firstAxis - 1);
    chosen.coordinates.col(1) = result->coordinates.col(recipe.secondAxis - 1);
    result->coordinates.resize(0, 0);
    chosen.pca = std::move(*result);
    return chosen;
}

} // namespace embedscope
