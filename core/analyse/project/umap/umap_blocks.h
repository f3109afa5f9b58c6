#pragma once

#include "core/analyse/project/umap/fuzzy_graph.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

/// Points in blocks that lie near each other: one of fewer than 600, else an even number of 300 to 900 points each, or
/// kMost larger ones. Does not depend on the number of threads.
struct UmapBlocks
{
    static constexpr std::size_t kMost = 32;

    std::vector<std::uint32_t> order = {}; ///< the points, block after block
    std::vector<std::size_t> starts = {};  ///< block b is [starts[b], starts[b + 1]) of `order`; all of them: 0 … n
};

/// Cuts places (n × components) in halves, each across its widest coordinate, until blocks are small enough or many. n
/// ≥ 1. Errors: Cancelled.
Result<UmapBlocks> umapBlocks(std::span<const float> places, std::size_t components, const RunControl &control = {});

/// Rows of places, or of a graph, in another order: row i is what row order[i] was. Errors: Cancelled.
std::vector<float> inOrder(std::span<const float> places, std::span<const std::uint32_t> order);
Result<FuzzyGraph> inOrder(const FuzzyGraph &graph, std::span<const std::uint32_t> order,
                           const RunControl &control = {});

} // namespace embedscope
