#pragma once

#include "core/analyse/project/umap/umap.h"

#include <cstdint>

namespace embedscope {

/// The UMAP on which HDBSCAN looks for groups of vectors: of 5 dimensions, with nothing that keeps near points apart, and
/// with twice the usual pushes: groups come out clearer than with 5, while maps would lie further from umap-learn's
/// (figures in docs/performance.md).
inline UmapOptions clusterSpace(std::uint64_t seed)
{
    UmapOptions options;
    options.components = 5;
    options.minDist = 0;
    options.negativeSamples = 10;
    options.seed = seed;
    return options;
}

} // namespace embedscope
