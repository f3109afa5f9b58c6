#pragma once

#include "core/explore/axes/axis_notation.h"
#include "core/explore/recipe.h"

namespace embedscope::test {

/// Meaning axes from what is typed ("sad .. happy"); without y, x alone.
inline AxesRecipe axesOf(const char *x, const char *y = nullptr)
{
    AxesRecipe axes;
    axes.x = *parseAxis(x);
    if (y)
        axes.y = *parseAxis(y);
    return axes;
}

} // namespace embedscope::test
