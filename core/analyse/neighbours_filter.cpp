#include "core/analyse/neighbours_filter.h"

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/rows.h"
#include "core/base/gemm.h"
#include "core/base/gemm_int8.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace embedscope {

namespace {

constexpr std::size_t kStripRows = 112; // a strip's products with kStripColumns columns stay in the nearer caches
constexpr std::size_t kStripColumns = 128;
constexpr float kBelowAll = -3;    // below every similarity and what rounding makes of it
constexpr float kNobody = -1e30F;  // product of the columns that fill a block up
constexpr std::size_t kSpare = 32; // candidates beside 4k before a row looks which it can do without

/// One block of rows, as rows and as columns of products; columns carry their error as a bias.
struct Block
{
    QuantisedRows byteRows;
    Int8Matrix byteColumns;
    std::vector<float> floatRows;
    PackedMatrix floatColumns;
};

/// What float32 arithmetic may add to a product of two rows of length 1, half of it.
double floatSlack(std::size_t size)
{
    return static_cast<double>(size + 8) * 0x1p-25 * 1.01 + 0x1p-21;
}

class Filter
{
public:
    Filter(const ComparedRows &rows, std::span<const std::uint32_t> members, const FilterOptions &options)
        : m_rows(rows),
          m_options(options),
          m_blockRows(blockRows(options, members.size())),
          m_order(members.size()),
          m_members(members),
          m_blocks((members.size() + m_blockRows - 1) / m_blockRows),
          m_errors(m_blocks.size() * m_blockRows, 0.0F),
          m_shifts(m_errors.size(), 0.0F),
          m_least(m_blocks.size() * m_blockRows, kBelowAll),
          m_limits(members.size(), 4 * options.k + kSpare),
          m_candidates(members.size())
    {
        // Shuffled: however the texts are sorted, a row soon knows how similar its neighbours are.
        std::iota(m_order.begin(), m_order.end(), std::uint32_t{0});
        PortableRandom random(1);
        for (std::size_t i = m_order.size(); i > 1; --i)
            std::swap(m_order[i - 1], m_order[random.below(i)]);
    }

    Status pack(const RunControl &control, ThreadPool &pool)
    {
        return parallelBlocks(pool, control, m_blocks.size(), 1, [&](std::size_t block, std::size_t) {
            if (m_options.products == FilterProducts::Bytes)
                packBytes(block);
            else
                packFloats(block);
        });
    }

    /// False: too many candidates.
    Result<bool> compare(const RunControl &control, ThreadPool &pool)
    {
        const std::size_t count = m_blocks.size();
        Status status = parallelBlocks(pool, control, count, 1,
                                       [&](std::size_t block, std::size_t) { compareBlocks(block, block); });
        if (!status)
            return status.error();
        // Rounds as of a tournament: in each, every block meets one other, so no two tasks touch the same rows.
        const std::size_t players = count + count % 2;
        for (std::size_t round = 0; round + 1 < players; ++round) {
            status = parallelBlocks(pool, control, players / 2, 1, [&](std::size_t pair, std::size_t) {
                const std::size_t turning = players - 1;
                const std::size_t a = pair == 0 ? turning : (round + pair) % turning;
                const std::size_t b = (round + turning - pair) % turning;
                if (a < count && b < count)
                    compareBlocks(std::min(a, b), std::max(a, b));
            });
            if (!status)
                return status.error();
            if (tooMany())
                return false;
        }
        return true;
    }

    Result<NeighbourCandidates> finish(const RunControl &control, ThreadPool &pool)
    {
        NeighbourCandidates all(m_members.size());
        const Status status =
            parallelBlocks(pool, control, m_members.size(), 256, [&](std::size_t begin, std::size_t end) {
                for (std::size_t at = begin; at < end; ++at) {
                    thin(at);
                    for (NeighbourCandidate &candidate : m_candidates[at])
                        candidate.row = m_members[m_order[candidate.row]];
                    all[m_order[at]] = std::move(m_candidates[at]);
                }
            });
        if (!status)
            return status.error();
        return all;
    }

private:
    static std::size_t blockRows(const FilterOptions &options, std::size_t count)
    {
        const std::size_t wanted =
            options.blockRows > 0 ? options.blockRows : std::clamp(count / 40, std::size_t{128}, std::size_t{512});
        const std::size_t step = std::max(int8PanelWidth(), gemmPanelWidth());
        return (wanted + step - 1) / step * step;
    }

    std::size_t rowsOf(std::size_t block) const { return std::min(m_blockRows, m_order.size() - block * m_blockRows); }

    // The row as it is multiplied; what is taken off its products is noted.
    void copyRow(std::size_t at, float *to)
    {
        m_rows.copy(m_members[m_order[at]], to);
        if (m_rows.offLengths())
            m_shifts[at] = static_cast<float>(-dotInDouble(to, to, m_rows.cols()) / 2);
    }

    // What stands beside a row's products: half the error and what is taken off.
    float besides(std::size_t at) const { return m_errors[at] + m_shifts[at]; }

    void packFloats(std::size_t b)
    {
        Block &block = m_blocks[b];
        block.floatRows.resize(rowsOf(b) * m_rows.cols());
        block.floatColumns = PackedMatrix(m_rows.cols(), m_blockRows);
        for (std::size_t j = 0; j < m_blockRows; ++j) {
            if (j >= rowsOf(b)) {
                block.floatColumns.setBias(j, kNobody);
                continue;
            }
            const std::size_t at = b * m_blockRows + j;
            float *row = block.floatRows.data() + j * m_rows.cols();
            copyRow(at, row);
            block.floatColumns.setColumn(j, row);
            m_errors[at] = static_cast<float>(floatSlack(m_rows.cols()));
            block.floatColumns.setBias(j, besides(at));
        }
    }

    void packBytes(std::size_t b)
    {
        const std::size_t size = m_rows.cols();
        Block &block = m_blocks[b];
        block.byteRows.reserve(rowsOf(b), size);
        block.byteColumns = Int8Matrix(size, m_blockRows);
        std::vector<float> row(size);
        std::vector<std::int8_t> column(size);
        for (std::size_t j = 0; j < m_blockRows; ++j) {
            if (j >= rowsOf(b)) {
                block.byteColumns.setBias(j, kNobody);
                continue;
            }
            const std::size_t at = b * m_blockRows + j;
            copyRow(at, row.data());
            block.byteRows.setRow(j, row.data());
            float most = 0;
            for (const float value : row)
                most = std::max(most, std::abs(value));
            const float scale = most / 127;
            double lostAsRow = 0;
            double lostAsColumn = 0;
            for (std::size_t k = 0; k < size; ++k) {
                const float whole = std::nearbyint(std::clamp(row[k] / scale, -127.0F, 127.0F));
                column[k] = static_cast<std::int8_t>(whole);
                const double asRow = static_cast<double>(block.byteRows.low(j)) +
                                     static_cast<double>(block.byteRows.scale(j)) * block.byteRows.value(j, k);
                const double asColumn = static_cast<double>(scale) * static_cast<double>(whole);
                const auto value = static_cast<double>(row[k]);
                lostAsRow += (value - asRow) * (value - asRow);
                lostAsColumn += (value - asColumn) * (value - asColumn);
            }
            block.byteColumns.setColumn(j, column.data(), scale);
            // Lengths are 1 at most: |x·w - x'·w'| ≤ r|w| + |x'|s ≤ r + s + rs (+ rounding), where r and s are the
            // lengths lost; rs is at most the mean of their squares. Either row may be the row or the column.
            const double lost = std::sqrt(std::max(lostAsRow, lostAsColumn));
            // In float32 the offset's part, at most low · √d, is taken off again.
            const double offset = static_cast<double>(most) * std::sqrt(static_cast<double>(size));
            m_errors[at] = static_cast<float>((lost + lost * lost / 2) * (1 + 1e-6) + 1e-6 * (2 + 2 * offset));
            block.byteColumns.setBias(j, besides(at));
        }
    }

    void compareBlocks(std::size_t a, std::size_t b)
    {
        static thread_local AlignedFloats products;
        static thread_local std::vector<std::uint32_t> passing;
        const std::size_t stride = m_blockRows + 16; // a row of products; not all in the same cache sets
        products.reserve(kStripRows * stride);
        passing.resize(kStripColumns);
        for (std::size_t first = 0; first < rowsOf(a); first += kStripRows) {
            const std::size_t rows = std::min(kStripRows, rowsOf(a) - first);
            for (std::size_t from = 0; from < m_blockRows; from += kStripColumns) {
                const std::size_t columns = std::min(kStripColumns, m_blockRows - from);
                multiply(a, first, rows, b, from, columns, products.data(), stride);
                for (std::size_t r = 0; r < rows; ++r)
                    lookAt(a * m_blockRows + first + r, products.data() + r * stride + from, b * m_blockRows + from,
                           columns, passing.data());
            }
        }
    }

    // Rows from `first` on of block a with the columns from `from` on of block b: to these columns of `products`.
    void multiply(std::size_t a, std::size_t first, std::size_t rows, std::size_t b, std::size_t from,
                  std::size_t columns, float *products, std::size_t stride) const
    {
        if (m_options.products == FilterProducts::Bytes) {
            const std::size_t width = int8PanelWidth();
            m_blocks[b].byteColumns.multiplyPanels(m_blocks[a].byteRows, first, rows, from / width,
                                                   (from + columns) / width, products, stride);
        } else {
            const std::size_t width = gemmPanelWidth();
            m_blocks[b].floatColumns.multiplyPanels(m_blocks[a].floatRows.data() + first * m_rows.cols(), m_rows.cols(),
                                                    rows, from / width, (from + columns) / width, products, stride);
        }
    }

    // Row `at` with the columns from `from` on, whose products with it, their own errors included, are given.
    void lookAt(std::size_t at, const float *products, std::size_t from, std::size_t columns, std::uint32_t *passing)
    {
        const std::size_t count =
            analyseKernels().passing(products, besides(at), m_least[at], m_least.data() + from, columns, passing);
        for (std::size_t hit = 0; hit < count; ++hit) {
            const std::size_t other = from + passing[hit];
            if (other <= at) // of the same block: met already
                continue;
            const float atMost = products[passing[hit]] + besides(at);
            if (atMost >= m_least[at])
                keep(at, other, atMost);
            if (atMost >= m_least[other])
                keep(other, at, atMost);
        }
    }

    void keep(std::size_t at, std::size_t other, float atMost)
    {
        std::vector<NeighbourCandidate> &candidates = m_candidates[at];
        candidates.push_back({atMost, static_cast<std::uint32_t>(other)});
        if (candidates.size() < m_limits[at])
            return;
        thin(at);
        m_limits[at] = std::max(4 * m_options.k + kSpare, 2 * candidates.size());
    }

    // Finds out how similar the k-th best is at least and lets go who cannot be as similar.
    void thin(std::size_t at)
    {
        std::vector<NeighbourCandidate> &candidates = m_candidates[at];
        if (candidates.size() < m_options.k)
            return;
        static thread_local std::vector<float> atLeast;
        atLeast.clear();
        for (const NeighbourCandidate &candidate : candidates)
            atLeast.push_back(candidate.atMost - 2 * (m_errors[at] + m_errors[candidate.row]));
        const auto kth = atLeast.begin() + static_cast<std::ptrdiff_t>(m_options.k - 1);
        std::nth_element(atLeast.begin(), kth, atLeast.end(), std::greater<>());
        m_least[at] = std::max(m_least[at], *kth);
        std::erase_if(candidates, [&](const NeighbourCandidate &c) { return c.atMost < m_least[at]; });
    }

    bool tooMany() const
    {
        std::size_t total = 0;
        for (const auto &candidates : m_candidates)
            total += candidates.size();
        return total > m_candidates.size() * (m_options.mostCandidates + 4 * m_options.k + kSpare);
    }

    const ComparedRows &m_rows;
    const FilterOptions &m_options;
    std::size_t m_blockRows;
    std::vector<std::uint32_t> m_order; ///< place in the blocks -> place in m_members
    std::span<const std::uint32_t> m_members;
    std::vector<Block> m_blocks;
    // By place in the blocks:
    std::vector<float> m_errors;       ///< of a product; those of both rows add up
    std::vector<float> m_shifts;       ///< what is added to a product
    std::vector<float> m_least;        ///< the k-th most similar's similarity is at least this
    std::vector<std::size_t> m_limits; ///< how many candidates before thin()
    NeighbourCandidates m_candidates;  ///< their `row` is a place in the blocks
};

} // namespace

Result<std::optional<NeighbourCandidates>> filterNeighbours(const ComparedRows &rows,
                                                            std::span<const std::uint32_t> members,
                                                            const FilterOptions &options, const RunControl &control,
                                                            ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<std::optional<NeighbourCandidates>> {
        Filter filter(rows, members, options);
        if (const Status status = filter.pack(control, pool); !status)
            return status.error();
        const Result<bool> compared = filter.compare(control, pool);
        if (!compared)
            return compared.error();
        if (!*compared)
            return std::optional<NeighbourCandidates>();
        Result<NeighbourCandidates> candidates = filter.finish(control, pool);
        if (!candidates)
            return candidates.error();
        return std::optional<NeighbourCandidates>(std::move(*candidates));
    });
}

} // namespace embedscope
