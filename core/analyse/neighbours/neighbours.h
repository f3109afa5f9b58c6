#pragma once

#include "core/base/large_vector.h"
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
    double similarity = 0;   ///< cosine, as cosineSimilarity() gives it; or minus the Euclidean distance

    bool operator==(const Neighbour &) const = default;
};

/// How pairs are compared before the similarities that count are computed in double. The result is the same.
enum class NeighbourProducts : std::uint8_t {
    Chosen,  ///< what is fastest here
    Bytes,   ///< quantised, at first
    Floats,  ///< float32, at first
    Doubles, ///< every pair in double
};

/// What makes two rows similar.
enum class NeighbourMetric : std::uint8_t { Cosine, Euclidean };

struct NeighboursOptions
{
    std::size_t k = 10; ///< ≥ 0; more than n - 1 gives n - 1
    NeighbourProducts products = NeighbourProducts::Chosen;
    NeighbourMetric metric = NeighbourMetric::Cosine;
};

/// For each row its most similar other rows, by falling similarity, ties to the lower index. By cosine a zero
/// vector has no neighbours and is nobody's, so a row may have fewer than k.
struct NeighboursResult
{
    LargeVector<Neighbour> entries;   ///< row after row
    std::vector<std::size_t> offsets; ///< n + 1: row i's are entries[offsets[i]] … entries[offsets[i + 1] - 1]
    NeighbourMetric metric = NeighbourMetric::Cosine;

    std::size_t rows() const { return offsets.empty() ? 0 : offsets.size() - 1; }
    std::span<const Neighbour> of(std::size_t row) const
    {
        return std::span(entries).subspan(offsets[row], offsets[row + 1] - offsets[row]);
    }
    bool operator==(const NeighboursResult &) const = default;
};

/// Exact: a pair is left out only where products in bytes or float32 prove, by a bound of their error, that it does not
/// belong here; the others are compared in double (neighbours_filter.h). No rows give no neighbours. Result bits do not
/// depend on the number of threads. Errors: NotFinite (line: row from 1), Cancelled, OutOfMemory.
Result<NeighboursResult> findNeighbours(MatrixView vectors, const NeighboursOptions &options = {},
                                        const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

/// The first `count` of each row's. Errors: Cancelled.
Result<NeighboursResult> firstNeighbours(const NeighboursResult &all, std::size_t count, const RunControl &control);

/// The k rows most similar to a vector that need not be a row: by falling similarity, ties to the lower index; rows
/// that are zero or not finite are left out. Empty for a query that is zero or not finite. By Euclidean distance zero
/// is a vector as any other. Error: DimensionMismatch, Cancelled, OutOfMemory.
Result<std::vector<Neighbour>> nearestTo(MatrixView rows, std::span<const float> query, std::size_t k,
                                         const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared(),
                                         NeighbourMetric metric = NeighbourMetric::Cosine);

} // namespace embedscope
