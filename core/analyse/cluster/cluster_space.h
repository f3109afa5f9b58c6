#pragma once

#include "core/analyse/project/umap/umap.h"

#include <cstdint>

namespace embedscope {

/// The UMAP on which HDBSCAN looks for groups of vectors: of 5 dimensions, with nothing that keeps near points apart, and
/// with seven pushes instead of the usual five: groups of some thousand texts come out clearer; with ten, small ones fall
/// apart (figures in docs/performance.md).
inline UmapOptions clusterSpace(std::uint64_t seed)
{
    UmapOptions options;
    options.components = 5;
    options.minDist = 0;
    options.negativeSamples = 7;
    options.seed = seed;
    return options;
}

} // namespace embedscope
