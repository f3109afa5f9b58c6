#include "core/explore/recipe.h"

namespace embedscope {

const char *projectionName(const ProjectionRecipe &projection)
{
    return std::holds_alternative<MdsRecipe>(projection) ? "mds" : "pca";
}

} // namespace embedscope
