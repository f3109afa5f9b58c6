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

struct Hashed
{
    std::uint64_t hash;
    std::uint32_t row;

    auto operator<=>(const Hashed &) const = default;
};

// Each row's first equal.
class FirstEquals
{
public:
    explicit FirstEquals(MatrixView rows) : m_rows(rows), m_hashed(rows.rows), m_first(rows.rows) {}

    Result<std::vector<std::uint32_t>> find(const RunControl &control, ThreadPool &pool)
    {
        Status status = parallelBlocks(pool, control, m_rows.rows, kRowBlock, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                m_hashed[i] = {hashOf(m_rows.row(i)), static_cast<std::uint32_t>(i)};
        });
        if (!status)
            return status.error();
        const std::vector<std::size_t> starts = intoBuckets();
        status = parallelBlocks(pool, control, starts.size() - 1, 1, [&](std::size_t bucket, std::size_t) {
            settle(std::span(m_hashed).subspan(starts[bucket], starts[bucket + 1] - starts[bucket]));
        });
        if (!status)
            return status.error();
        return std::move(m_first);
    }

private:
    static constexpr std::size_t kRowBlock = 256;

    // Equal hashes are in the same bucket, its rows in order. Where each begins, and the end.
    std::vector<std::size_t> intoBuckets()
    {
        const std::size_t count = std::clamp<std::size_t>(m_hashed.size() / kRowBlock, 1, 4096);
        const auto bucketOf = [&](const Hashed &hashed) { return (hashed.hash >> 32U) * count >> 32U; };
        std::vector<std::size_t> starts(count + 1, 0);
        for (const Hashed &hashed : m_hashed)
            ++starts[bucketOf(hashed) + 1];
        std::partial_sum(starts.begin(), starts.end(), starts.begin());
        std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
        std::vector<Hashed> sorted(m_hashed.size());
        for (const Hashed &hashed : m_hashed)
            sorted[next[bucketOf(hashed)]++] = hashed;
        m_hashed = std::move(sorted);
        return starts;
    }

    // The first of the same hash that has the same bytes.
    void settle(std::span<Hashed> bucket)
    {
        std::ranges::sort(bucket);
        std::vector<std::uint32_t> firsts; // of this hash: one, if chance does not will it otherwise
        for (std::size_t at = 0; at < bucket.size(); ++at) {
            if (at == 0 || bucket[at].hash != bucket[at - 1].hash)
                firsts.clear();
            const std::uint32_t row = bucket[at].row;
            const auto same = std::ranges::find_if(firsts, [&](auto other) { return equal(other, row); });
            m_first[row] = same != firsts.end() ? *same : row;
            if (same == firsts.end())
                firsts.push_back(row);
        }
    }

    bool equal(std::uint32_t a, std::uint32_t b) const
    {
        return std::memcmp(m_rows.row(a).data(), m_rows.row(b).data(), m_rows.cols * sizeof(float)) == 0;
    }

    MatrixView m_rows;
    std::vector<Hashed> m_hashed;
    std::vector<std::uint32_t> m_first;
};

} // namespace

Result<DistinctRows> findDistinctRows(MatrixView rows, const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<DistinctRows> {
        const Result<std::vector<std::uint32_t>> first = FirstEquals(rows).find(control, pool);
        if (!first)
            return first.error();
        const std::size_t n = rows.rows;
        DistinctRows distinct;
        distinct.groupOf.assign(n, kNone);
        distinct.offsets.push_back(0);
        for (std::size_t i = 0; i < n; ++i) {
            if ((*first)[i] == i) {
                distinct.groupOf[i] = static_cast<std::uint32_t>(distinct.offsets.size() - 1);
                distinct.offsets.push_back(0);
            } else {
                distinct.groupOf[i] = distinct.groupOf[(*first)[i]];
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
