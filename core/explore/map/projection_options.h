#pragma once

#include "core/analyse/project/pca/pca.h"
#include "core/analyse/project/umap/umap.h"
#include "core/explore/recipe.h"

#include <cstdint>

namespace embedscope {

/// A recipe's settings as the method takes them: for making its map and for placing others on it.
UmapOptions umapOptions(const UmapRecipe &recipe, std::uint64_t seed);

/// PCA as a recipe has it.
struct RecipePca
{
    PcaResult pca = {};       ///< of all components that a recipe can choose from, but without coordinates
    MatrixD coordinates = {}; ///< n × 2: on the two that it chooses
};
/// Errors: as projectPca(); InvalidArgument ("components") for axes that there are not, or one twice.
Result<RecipePca> projectPca(MatrixView vectors, const PcaRecipe &recipe, const RunControl &control,
                             ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
