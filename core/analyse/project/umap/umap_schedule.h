#pragma once

#include "core/analyse/project/umap/fuzzy_graph.h"
#include "core/analyse/project/umap/umap_kernels.h"
#include "core/base/large_vector.h"
#include "core/base/result.h"
#include "core/base/run_control.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

/// In which order an epoch draws the edges, so that each moves both its ends and threads need not wait for each other:
/// first the edges inside each block of points, then those between two blocks at a time, in rounds in which no block
/// has two partners. Does not depend on the number of threads.
struct UmapSchedule
{
    struct Task
    {
        std::size_t first = 0, second = 0; ///< blocks; the same one: its inner edges
        std::size_t begin = 0, end = 0;    ///< of `parts`
    };
    LargeVector<UmapRowPart> parts = {};  ///< of the rows' edges, task after task
    std::vector<Task> tasks = {};         ///< round after round; the first round has one of each block
    std::vector<std::size_t> rounds = {}; ///< round r is [rounds[r], rounds[r + 1]) of `tasks`
};

/// `graph`'s rows are those of the blocks, [starts[b], starts[b + 1]) for block b, at most UmapBlocks::kMost; puts the
/// edges of each row in the order of their blocks. Errors: Cancelled.
Result<UmapSchedule> umapSchedule(FuzzyGraph &graph, std::span<const std::size_t> starts,
                                  const RunControl &control = {});

} // namespace embedscope
