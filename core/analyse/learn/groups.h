#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace embedscope {

/// Which group a row is in, or kNoGroup.
inline constexpr std::size_t kNoGroup = static_cast<std::size_t>(-1);

/// Average locations: a row for each group, the average of its members' unit vectors (zero vectors do not count); zeros
/// for a group without any. `groups` has a number below `count`, or kNoGroup, for each row. Errors: DimensionMismatch,
/// InvalidArgument (groups), NotFinite (line: row from 1), OutOfMemory.
Result<Matrix> groupAverages(MatrixView rows, std::span<const std::size_t> groups, std::size_t count);

/// Rows × targets: the cosine of each row with each target (the average of a group, a typed word), as
/// cosineSimilarity() gives it; NaN is never in it: where it is undefined there is no value.
struct Scores
{
    std::size_t rows = 0;
    std::size_t targets = 0;
    std::vector<std::optional<double>> values = {}; ///< row after row

    std::optional<double> of(std::size_t row, std::size_t target) const { return values[row * targets + target]; }
    /// The target that the row is most similar to, ties to the lower; kNoGroup where none is defined.
    std::size_t nearest(std::size_t row) const;
};

/// Errors: DimensionMismatch, NotFinite (line: row from 1; detail "target" where it is one of those), Cancelled,
/// OutOfMemory.
Result<Scores> scoreRows(MatrixView rows, MatrixView targets, const RunControl &control = {},
                         ThreadPool &pool = ThreadPool::shared());

/// How like all others each row is: the mean of its similarities to the other rows that are not zero. The least are
/// outliers. None for a zero vector, and where there is no other. Exact: by the sum of the unit vectors. Errors:
/// NotFinite (line: row from 1), Cancelled, OutOfMemory.
Result<std::vector<std::optional<double>>> similarityToOthers(MatrixView rows, const RunControl &control = {},
                                                              ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
