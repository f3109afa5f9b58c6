#include "core/analyse/distinct_rows.h"

#include "core/analyse/rows.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

namespace embedscope {

namespace {

constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();

// Four sums at once, so that they do not wait for each other.
std::uint64_t hashOf(std::span<const float> row)
{
    constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;
    std::uint64_t sums[4] = {1, 2, 3, 4};
    for (std::size_t k = 0; k < row.size(); ++k) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &row[k], sizeof bits);
        std::uint64_t &sum = sums[k % 4];
        sum = (sum ^ bits) * kFactor;
        sum ^= sum >> 29U;
    }
    return ((sums[0] * kFactor + sums[1]) * kFactor + sums[2]) * kFactor + sums[3];
}

} // namespace

Result<DistinctRows> findDistinctRows(MatrixView rows, const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<DistinctRows> {
        const std::size_t n = rows.rows;
        std::vector<std::uint64_t> hashes(n);
        const Status status = parallelBlocks(pool, control, n, 256, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                hashes[i] = hashOf(rows.row(i));
        });
        if (!status)
            return status.error();
        std::vector<std::uint32_t> order(n);
        std::iota(order.begin(), order.end(), std::uint32_t{0});
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return hashes[a] != hashes[b] ? hashes[a] < hashes[b] : a < b;
        });

        // Each row's first equal: the first of the same hash that has the same bytes.
        const auto equal = [&](std::uint32_t a, std::uint32_t b) {
            return std::memcmp(rows.row(a).data(), rows.row(b).data(), rows.cols * sizeof(float)) == 0;
        };
        std::vector<std::uint32_t> first(n);
        std::vector<std::uint32_t> firsts; // of this hash: one, if chance does not will it otherwise
        for (std::size_t at = 0; at < n; ++at) {
            if (at == 0 || hashes[order[at]] != hashes[order[at - 1]])
                firsts.clear();
            const auto same =
                std::find_if(firsts.begin(), firsts.end(), [&](auto row) { return equal(row, order[at]); });
            first[order[at]] = same != firsts.end() ? *same : order[at];
            if (same == firsts.end())
                firsts.push_back(order[at]);
        }

        DistinctRows distinct;
        distinct.groupOf.assign(n, kNone);
        distinct.offsets.push_back(0);
        for (std::size_t i = 0; i < n; ++i) {
            if (first[i] == i) {
                distinct.groupOf[i] = static_cast<std::uint32_t>(distinct.offsets.size() - 1);
                distinct.offsets.push_back(0);
            } else {
                distinct.groupOf[i] = distinct.groupOf[first[i]];
            }
            ++distinct.offsets[distinct.groupOf[i] + 1];
        }
        std::partial_sum(distinct.offsets.begin(), distinct.offsets.end(), distinct.offsets.begin());
        std::vector<std::uint32_t> next(distinct.offsets.begin(), distinct.offsets.end() - 1);
        distinct.rows.resize(n);
        for (std::size_t i = 0; i < n; ++i)
            distinct.rows[next[distinct.groupOf[i]]++] = static_cast<std::uint32_t>(i);
        return distinct;
    });
}

} // namespace embedscope
