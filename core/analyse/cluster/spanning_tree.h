#pragma once

#include "core/analyse/cluster/reach_space.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace embedscope {

struct TreeEdge
{
    std::uint32_t a = 0, b = 0; ///< a < b
    double length = 0;

    bool operator==(const TreeEdge &) const = default;
};

/// A minimum spanning tree of the mutual reachability of all points, n - 1 edges by rising length, ties by a, then b.
/// The core distance is that to the minSamples-th nearest other, as in the packages hdbscan and fast_hdbscan; 0 for
/// minSamples = 1. Exact, by Borůvka's rounds (1926): each point's nearest others are kept in a list, and only where
/// the list does not tell, and only for components other than the largest, all points are searched. Result bits do not
/// depend on the number of threads. Errors: Cancelled, OutOfMemory.
Result<std::vector<TreeEdge>> reachTree(ReachSpace &space, std::size_t minSamples, const RunControl &control = {},
                                        ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
