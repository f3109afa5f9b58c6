#include "core/analyse/neighbours/rough_pairs.h"

#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace embedscope {

namespace {

constexpr std::size_t kStripRows = 112; // a strip's products with kStripColumns columns stay in the nearer caches
constexpr std::size_t kStripColumns = 128;
constexpr float kNobody = -1e30F; // product of the columns that fill a block up

/// What float32 arithmetic may add to a product of two rows of length 1, half of it.
double floatSlack(std::size_t size)
{
    return static_cast<double>(size + 8) * 0x1p-25 * 1.01 + 0x1p-21;
}

std::size_t wholePanels(std::size_t blockRows, std::size_t count)
{
    const std::size_t wanted = blockRows > 0 ? blockRows : std::clamp(count / 40, std::size_t{128}, std::size_t{512});
    const std::size_t step = std::max(int8PanelWidth(), gemmPanelWidth());
    return (wanted + step - 1) / step * step;
}

// The nearest whole numbers of `scale`, -127 to 127; the middle where it is 0.
void toBytes(const std::vector<float> &row, float scale, std::vector<std::int8_t> &bytes)
{
    constexpr float kRounds = 0x1.8p23F; // added and taken off again, it leaves a whole number, halves to the even one
    for (std::size_t k = 0; k < row.size(); ++k) {
        const float whole = scale > 0 ? std::clamp(row[k] / scale, -127.0F, 127.0F) : 0;
        bytes[k] = static_cast<std::int8_t>((whole + kRounds) - kRounds);
    }
}

// The squared length of what is lost of a row as low + scale · bytes. Eight sums, so that they do not wait for each
// other.
template <class Byte> double lost(const std::vector<float> &row, const std::vector<Byte> &bytes, float low, float scale)
{
    constexpr std::size_t kLanes = 8;
    double lanes[kLanes] = {};
    const auto add = [&](std::size_t lane, std::size_t k) {
        const double read = static_cast<double>(low) + static_cast<double>(scale) * static_cast<double>(bytes[k]);
        const double away = static_cast<double>(row[k]) - read;
        lanes[lane] += away * away;
    };
    std::size_t k = 0;
    for (; k + kLanes <= row.size(); k += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            add(lane, k + lane);
    for (; k < row.size(); ++k)
        add(0, k);
    return std::accumulate(std::begin(lanes), std::end(lanes), 0.0);
}

} // namespace

RoughPairs::RoughPairs(const ComparedRows &rows, std::vector<std::uint32_t> order, RoughProducts products,
                       std::size_t blockRows)
    : m_rows(rows),
      m_products(products),
      m_blockRows(wholePanels(blockRows, order.size())),
      m_order(std::move(order)),
      m_blocks((m_order.size() + m_blockRows - 1) / m_blockRows),
      m_errors(m_blocks.size() * m_blockRows, 0.0F),
      m_shifts(m_errors.size(), 0.0F)
{
}

Status RoughPairs::pack(const RunControl &control, ThreadPool &pool)
{
    return parallelBlocks(pool, control, m_blocks.size(), 1, [&](std::size_t block, std::size_t) {
        if (m_products == RoughProducts::Bytes)
            packBytes(block);
        else
            packFloats(block);
    });
}

Result<bool> RoughPairs::visit(PairVisitor &visitor, const RunControl &control, ThreadPool &pool) const
{
    const std::size_t count = m_blocks.size();
    Status status = parallelBlocks(pool, control, count, 1,
                                   [&](std::size_t block, std::size_t) { showBlocks(visitor, block, block); });
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
                showBlocks(visitor, std::min(a, b), std::max(a, b));
        });
        if (!status)
            return status.error();
        if (!visitor.goesOn())
            return false;
    }
    return true;
}

std::size_t RoughPairs::rowsOf(std::size_t block) const
{
    return std::min(m_blockRows, m_order.size() - block * m_blockRows);
}

// The row as it is multiplied; what is taken off its products is noted.
void RoughPairs::copyRow(std::size_t at, float *to)
{
    m_rows.copy(m_order[at], to);
    if (m_rows.offLengths())
        m_shifts[at] = static_cast<float>(-dotInDouble(to, to, m_rows.cols()) / 2);
}

void RoughPairs::packFloats(std::size_t b)
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

void RoughPairs::packBytes(std::size_t b)
{
    const std::size_t size = m_rows.cols();
    Block &block = m_blocks[b];
    block.byteRows = QuantisedRows(rowsOf(b), size);
    block.byteColumns = Int8Matrix(size, m_blockRows);
    std::vector<float> row(size);
    std::vector<std::int8_t> column(size);
    std::vector<std::uint8_t> values(size);
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
        toBytes(row, scale, column);
        block.byteRows.copyValues(j, values.data());
        const double lostAsColumn = lost(row, column, 0, scale);
        const double lostAsRow = lost(row, values, block.byteRows.low(j), block.byteRows.scale(j));
        block.byteColumns.setColumn(j, column.data(), scale);
        // Lengths are 1 at most: |x·w - x'·w'| ≤ r|w| + |x'|s ≤ r + s + rs (+ rounding), where r and s are the
        // lengths lost; rs is at most the mean of their squares. Either row may be the row or the column.
        const double length = std::sqrt(std::max(lostAsRow, lostAsColumn));
        // In float32 the offset's part, at most low · √d, is taken off again.
        const double offset = static_cast<double>(most) * std::sqrt(static_cast<double>(size));
        m_errors[at] = static_cast<float>((length + length * length / 2) * (1 + 1e-6) + 1e-6 * (2 + 2 * offset));
        block.byteColumns.setBias(j, besides(at));
    }
}

void RoughPairs::showBlocks(PairVisitor &visitor, std::size_t a, std::size_t b) const
{
    static thread_local AlignedFloats products;
    if (!visitor.wanted({a * m_blockRows, rowsOf(a)}, {b * m_blockRows, rowsOf(b)}))
        return;
    const std::size_t stride = m_blockRows + 16; // a row of products; not all in the same cache sets
    products.reserve(kStripRows * stride);
    for (std::size_t first = 0; first < rowsOf(a); first += kStripRows) {
        const std::size_t rows = std::min(kStripRows, rowsOf(a) - first);
        for (std::size_t from = 0; from < m_blockRows; from += kStripColumns) {
            const std::size_t columns = std::min(kStripColumns, m_blockRows - from);
            multiply(a, first, rows, b, from, columns, products.data(), stride);
            for (std::size_t r = 0; r < rows; ++r)
                visitor.row(a * m_blockRows + first + r, products.data() + r * stride + from,
                            {b * m_blockRows + from, columns});
        }
    }
}

// Rows from `first` on of block a with the columns from `from` on of block b: to these columns of `products`.
void RoughPairs::multiply(std::size_t a, std::size_t first, std::size_t rows, std::size_t b, std::size_t from,
                          std::size_t columns, float *products, std::size_t stride) const
{
    if (m_products == RoughProducts::Bytes) {
        const std::size_t width = int8PanelWidth();
        m_blocks[b].byteColumns.multiplyPanels(m_blocks[a].byteRows, first, rows, from / width,
                                               (from + columns) / width, products, stride);
    } else {
        const std::size_t width = gemmPanelWidth();
        m_blocks[b].floatColumns.multiplyPanels(m_blocks[a].floatRows.data() + first * m_rows.cols(), m_rows.cols(),
                                                rows, from / width, (from + columns) / width, products, stride);
    }
}

} // namespace embedscope
