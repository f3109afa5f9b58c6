#pragma once

#include "core/analyse/cluster/spanning_tree.h"
#include "core/base/ids.h"

#include <cstddef>
#include <vector>

namespace embedscope {

struct CondensedClusters
{
    std::size_t clusters = 0;
    std::vector<ClusterId> labels;     ///< n: 0 … clusters - 1 by falling size, ties by first member; kNoCluster
    std::vector<double> probabilities; ///< n, [0, 1]: how long a point stays with its cluster; 0 for noise
};

/// What is left of the hierarchy of a spanning tree (n - 1 edges by rising length) when splits off groups smaller than
/// `minSize` (≥ 2) only make their cluster smaller, and of that the clusters that last longest: excess of mass
/// (Campello, Moulavi, Zimek & Sander 2015). The whole is never a cluster.
CondensedClusters condenseTree(const std::vector<TreeEdge> &tree, std::size_t points, std::size_t minSize);

} // namespace embedscope
