#pragma once

#include "core/analyse/neighbours/neighbours.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace embedscope {

/// The symmetric p of t-SNE: sparse rows, padded with p = 0 to whole kernel steps (such an entry names its own row).
struct TsneAffinities
{
    std::vector<std::size_t> offsets; ///< n + 1, multiples of TsneKernels::kLanes
    LargeVector<std::uint32_t> to;
    LargeVector<float> p; ///< sums to 1 over all rows

    std::size_t rows() const { return offsets.empty() ? 0 : offsets.size() - 1; }
};

/// Each row's Gaussian over its given neighbours, with the squared distances 2·(1 - similarity) of unit vectors, as
/// wide as makes the perplexity (van der Maaten & Hinton 2008); then p(i, j) = (p(j|i) + p(i|j)) / 2n. More perplexity
/// than neighbours gives each the same share. Errors: Cancelled, OutOfMemory.
Result<TsneAffinities> tsneAffinities(const NeighboursResult &neighbours, double perplexity,
                                      const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
