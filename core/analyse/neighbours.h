#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

struct Neighbour
{
    std::uint32_t index = 0; ///< row
    double similarity = 0;   ///< cosine, as cosineSimilarity() gives it

    bool operator==(const Neighbour &) const = default;
};

struct NeighboursOptions
{
    std::size_t k = 10; ///< ≥ 0; more than n - 1 gives n - 1
};

/// For each row its most similar other rows, by falling similarity, ties to the lower index. A zero vector has no
/// neighbours and is nobody's, so a row may have fewer than k.
struct NeighboursResult
{
    std::vector<Neighbour> entries;   ///< row after row
    std::vector<std::size_t> offsets; ///< n + 1: row i's are entries[offsets[i]] … entries[offsets[i + 1] - 1]

    std::size_t rows() const { return offsets.empty() ? 0 : offsets.size() - 1; }
    std::span<const Neighbour> of(std::size_t row) const
    {
        return std::span(entries).subspan(offsets[row], offsets[row + 1] - offsets[row]);
    }
    bool operator==(const NeighboursResult &) const = default;
};

/// Exact: every pair is compared, in double.
/// No rows give no neighbours. Result bits do not depend on the number of threads.
/// Errors: NotFinite (line: row from 1), Cancelled, OutOfMemory.
Result<NeighboursResult> findNeighbours(MatrixView vectors, const NeighboursOptions &options = {},
                                        const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

/// The k rows most similar to a vector that need not be a row: by falling similarity, ties to the lower index; rows
/// that are zero or not finite are left out. Empty for a query that is zero or not finite. Error: DimensionMismatch,
/// Cancelled, OutOfMemory.
Result<std::vector<Neighbour>> nearestTo(MatrixView rows, std::span<const float> query, std::size_t k,
                                         const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
