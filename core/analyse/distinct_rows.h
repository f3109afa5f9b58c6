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

/// Rows put together by their bytes: one text ten thousand times is one row.
struct DistinctRows
{
    std::vector<std::uint32_t> groupOf; ///< row -> group; groups by their first rows
    std::vector<std::uint32_t> offsets; ///< groups + 1
    std::vector<std::uint32_t> rows;    ///< group g's are [offsets[g], offsets[g + 1]), rising

    std::size_t groups() const { return offsets.size() - 1; }
    std::span<const std::uint32_t> of(std::size_t group) const
    {
        return std::span(rows).subspan(offsets[group], offsets[group + 1] - offsets[group]);
    }
};

/// Fewer than 2^32 rows. Errors: Cancelled, OutOfMemory.
Result<DistinctRows> findDistinctRows(MatrixView rows, const RunControl &control, ThreadPool &pool);

} // namespace embedscope
