#pragma once

#include "core/analyse/neighbours/neighbours.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

/// A weighted, symmetric graph, by rows: row i's edges are [offsets[i], offsets[i + 1]) of `to` and `weights`, by
/// rising `to`; every edge stands in both rows with the same weight. No loops.
struct FuzzyGraph
{
    std::vector<std::size_t> offsets = {}; ///< n + 1
    LargeVector<std::uint32_t> to = {};
    LargeVector<float> weights = {}; ///< (0, 1]

    std::size_t rows() const { return offsets.empty() ? 0 : offsets.size() - 1; }
    std::size_t edges() const { return to.size(); }
};

/// The graph that UMAP lays out (McInnes, Healy, Melville 2018, sections 3.1 and 3.2), from each row's nearest others
/// at distance 1 - cosine or their Euclidean distance: exp(-(distance - rho) / sigma), where rho is the distance to the
/// nearest that differs, and sigma makes a row's weights add up to log2(neighbours + 1); then a + b - ab over the two
/// directions. The row itself counts as its own first neighbour there, as in umap-learn, hence the + 1. Result bits do
/// not depend on the number of threads. Errors: Cancelled, OutOfMemory.
Result<FuzzyGraph> buildFuzzyGraph(const NeighboursResult &neighbours, const RunControl &control = {},
                                   ThreadPool &pool = ThreadPool::shared());

/// The same weights of one row's edges to its nearest, before they are united with the other direction's.
std::vector<float> neighbourWeights(std::span<const Neighbour> neighbours, NeighbourMetric metric);

/// Which connected component each row belongs to, counted from 0 in the order of their first rows. A stop leaves off
/// early: ask for it afterwards.
std::vector<std::uint32_t> connectedComponents(const FuzzyGraph &graph, const RunControl &control = {});

} // namespace embedscope
