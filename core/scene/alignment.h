#pragma once

#include "core/base/ids.h"
#include "core/explore/recipe.h"
#include "core/scene/view_state.h"
#include "core/scene/viewport.h"

#include <span>
#include <vector>

namespace embedscope {

/// Where a text is.
struct PlacedText
{
    TextId id = {};
    WorldPoint at = {};
};

/// The alignment that makes `after` (canonical coordinates) look most like `before` (world coordinates as they are
/// shown), by the texts that both have. PCA: only signs, since its axes have names; meaning axes: none, left is low.
/// Others: rotation or reflection,
/// scale and shift (orthogonal Procrustes; Schönemann & Carroll 1970). Fewer than two shared texts (three for a
/// reflection), or all in one place: the identity.
Alignment alignTo(std::span<const PlacedText> before, std::span<const PlacedText> after,
                  const ProjectionRecipe &projection);

} // namespace embedscope
