#pragma once

#include "core/base/large_vector.h"
#include "core/base/result.h"
#include "core/base/run_control.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

struct SparseEntry
{
    std::uint32_t to;
    float weight;
};

/// Rows of entries by rising index, one after the other.
struct SparseRows
{
    std::vector<std::size_t> offsets = {}; ///< n + 1
    LargeVector<SparseEntry> entries = {};

    std::size_t rows() const { return offsets.empty() ? 0 : offsets.size() - 1; }
    std::span<const SparseEntry> of(std::size_t row) const
    {
        return std::span(entries).subspan(offsets[row], offsets[row + 1] - offsets[row]);
    }
    std::span<SparseEntry> of(std::size_t row)
    {
        return std::span(entries).subspan(offsets[row], offsets[row + 1] - offsets[row]);
    }
};

/// Columns as rows, of as many. Errors: Cancelled.
Result<SparseRows> transposed(const SparseRows &rows, const RunControl &control);

/// Calls take(to, weight in a, weight in b) for all that either names, by rising `to`; 0 where one does not.
template <class Take> void unite(std::span<const SparseEntry> a, std::span<const SparseEntry> b, Take &&take)
{
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (j == b.size() || (i < a.size() && a[i].to < b[j].to)) {
            take(a[i].to, a[i].weight, 0.0F);
            ++i;
        } else if (i == a.size() || b[j].to < a[i].to) {
            take(b[j].to, 0.0F, b[j].weight);
            ++j;
        } else {
            take(a[i].to, a[i].weight, b[j].weight);
            ++i;
            ++j;
        }
    }
}

} // namespace embedscope
