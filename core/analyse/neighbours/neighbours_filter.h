#pragma once

#include "core/analyse/neighbours/neighbour_candidates.h"
#include "core/analyse/neighbours/rough_pairs.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace embedscope {

struct FilterOptions
{
    std::size_t k = 10;
    RoughProducts products = RoughProducts::Bytes;
    std::size_t mostCandidates = 256; ///< for a row, on average; more, and the filter gives up
    std::size_t blockRows = 0;        ///< 0: chosen
};

/// For each of `members` (rows that take part, at least two) other members among which its k most similar are for
/// certain, in no order; nothing where there would be too many. Every pair is multiplied once, in blocks of rows in
/// shuffled order, and kept for either row where its product is not further below the k-th best so far than the error
/// that both rows' rounding can make at most (core/analyse/neighbours/rough_pairs.h). Which
/// rows are given beside the k most similar may depend on the machine. Errors: Cancelled, OutOfMemory.
Result<std::optional<NeighbourCandidates>> filterNeighbours(const ComparedRows &rows,
                                                            std::span<const std::uint32_t> members,
                                                            const FilterOptions &options, const RunControl &control,
                                                            ThreadPool &pool);

} // namespace embedscope
