#include "core/analyse/unit_rows.h"

#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::size_t kBlock = 64; // rows, at least: one block's numbers stay in the nearer caches

float unitValue(float value, double scale)
{
    return static_cast<float>(value * scale);
}

} // namespace

UnitRows::UnitRows(MatrixView rows, const RunControl &control, ThreadPool &pool)
    : m_rows(rows), m_scale(squaredLengths(rows, control, pool))
{
    for (double &scale : m_scale)
        scale = scale > 0 ? 1 / std::sqrt(scale) : 0;
}

void UnitRows::copy(std::size_t i, float *to) const
{
    const float *row = m_rows.row(i).data();
    for (std::size_t k = 0; k < m_rows.cols; ++k)
        to[k] = unitValue(row[k], m_scale[i]);
}

void UnitRows::addTo(std::size_t i, double factor, double *sum) const
{
    const float *row = m_rows.row(i).data();
    for (std::size_t k = 0; k < m_rows.cols; ++k)
        sum[k] += factor * static_cast<double>(unitValue(row[k], m_scale[i]));
}

double UnitRows::squaredDistance(std::size_t i, std::size_t j) const
{
    const float *a = m_rows.row(i).data();
    const float *b = m_rows.row(j).data();
    double sum = 0;
    for (std::size_t k = 0; k < m_rows.cols; ++k) {
        const double difference =
            static_cast<double>(unitValue(a[k], m_scale[i])) - static_cast<double>(unitValue(b[k], m_scale[j]));
        sum += difference * difference;
    }
    return sum;
}

LengthRange lengthsOf(MatrixView rows)
{
    LengthRange range;
    for (const double squared : squaredLengths(rows)) {
        if (!(squared > 0))
            continue;
        const double length = std::sqrt(squared);
        range.least = range.least > 0 ? std::min(range.least, length) : length;
        range.greatest = std::max(range.greatest, length);
    }
    return range;
}

Result<PackedRows> PackedRows::pack(const UnitRows &rows, const RunControl &control, ThreadPool &pool)
{
    PackedRows packed;
    packed.m_blockRows = gemmPaddedColumns(kBlock);
    packed.m_blocks.resize((rows.rows() + packed.m_blockRows - 1) / packed.m_blockRows);
    const Status status = parallelBlocks(pool, control, packed.m_blocks.size(), 1, [&](std::size_t block, std::size_t) {
        const std::size_t first = block * packed.m_blockRows;
        const std::size_t count = std::min(packed.m_blockRows, rows.rows() - first);
        PackedMatrix &matrix = packed.m_blocks[block];
        matrix = PackedMatrix(rows.cols(), count);
        std::vector<float> row(rows.cols());
        for (std::size_t j = 0; j < count; ++j) {
            rows.copy(first + j, row.data());
            matrix.setColumn(j, row.data());
        }
    });
    if (!status)
        return status.error();
    return packed;
}

void PackedRows::multiply(std::size_t block, const float *few, std::size_t count, float *out) const
{
    const PackedMatrix &matrix = m_blocks[block];
    matrix.multiply(few, matrix.inputs(), count, out, m_blockRows);
}

} // namespace embedscope
