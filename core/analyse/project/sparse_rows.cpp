#include "core/analyse/project/sparse_rows.h"

#include "core/analyse/rows.h"

#include <numeric>

namespace embedscope {

Result<SparseRows> transposed(const SparseRows &rows, const RunControl &control)
{
    SparseRows columns;
    columns.offsets.assign(rows.offsets.size(), 0);
    columns.entries.resize(rows.entries.size());
    Status status =
        eachInOrder(rows.entries.size(), control, [&](std::size_t at) { ++columns.offsets[rows.entries[at].to + 1]; });
    if (!status)
        return status.error();
    std::partial_sum(columns.offsets.begin(), columns.offsets.end(), columns.offsets.begin());
    std::vector<std::size_t> next(columns.offsets.begin(), columns.offsets.end() - 1);
    status = eachInOrder(rows.rows(), control, [&](std::size_t i) {
        for (const SparseEntry &entry : rows.of(i))
            columns.entries[next[entry.to]++] = {static_cast<std::uint32_t>(i), entry.weight};
    });
    if (!status)
        return status.error();
    return columns;
}

} // namespace embedscope
