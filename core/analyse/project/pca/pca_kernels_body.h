// The loops of pca_kernels.h, compiled once for each instruction set. The including source defines kRowsAtOnce: a tile
// of so many rows by two vectors fills the registers with its sums.

#include "core/analyse/double_lanes.h"
#include "core/analyse/project/pca/pca_kernels.h"
#include "core/base/cpu_vector.h"

namespace embedscope {
namespace {

constexpr std::size_t kVectors = 3;
constexpr std::size_t kPanelWidth = kVectors * kLanes;
constexpr std::size_t kPanelFloats = PcaKernels::kChain * kPanelWidth;
static_assert(kPanelWidth % kRowsAtOnce == 0);

inline Doubles mulAdd(Doubles a, Doubles b, Doubles c)
{
    return mulAddExact(a, b, c); // fused or not, as the set has it
}

void centre(const float *rows, std::size_t count, std::size_t columns, const float *middle, float scale, float *block,
            double *sums)
{
    std::size_t j = 0;
    for (; j + kLanes <= columns; j += kLanes) {
        const Vec here = load(middle + j);
        const Vec factor = splat(scale);
        Vec sum = splat(0.0F);
        float *const out = block + j / kPanelWidth * kPanelFloats + j % kPanelWidth;
        for (std::size_t i = 0; i < count; ++i) {
            const Vec value = (load(rows + i * columns + j) - here) * factor;
            store(out + i * kPanelWidth, value);
            sum = sum + value;
        }
        float lanes[kLanes];
        store(lanes, sum);
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            sums[j + lane] += static_cast<double>(lanes[lane]);
    }
    for (; j < columns; ++j) {
        float sum = 0;
        float *const out = block + j / kPanelWidth * kPanelFloats + j % kPanelWidth;
        for (std::size_t i = 0; i < count; ++i) {
            const float value = (rows[i * columns + j] - middle[j]) * scale;
            out[i * kPanelWidth] = value;
            sum += value;
        }
        sums[j] += static_cast<double>(sum);
    }
}

// kRowsAtOnce columns from `left` on by the panel at `right`.
void productTile(const float *left, const float *right, std::size_t rows, double *products, std::size_t productStride)
{
    Vec sum[kRowsAtOnce][kVectors];
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kRowsAtOnce; ++r)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < kVectors; ++v)
            sum[r][v] = splat(0.0F);
    for (std::size_t k = 0; k < rows; ++k) {
        Vec across[kVectors];
#pragma GCC unroll 4
        for (std::size_t v = 0; v < kVectors; ++v)
            across[v] = load(right + k * kPanelWidth + v * kLanes);
#pragma GCC unroll 16
        for (std::size_t r = 0; r < kRowsAtOnce; ++r) {
            const Vec down = splat(left[k * kPanelWidth + r]);
#pragma GCC unroll 4
            for (std::size_t v = 0; v < kVectors; ++v)
                sum[r][v] = mulAdd(down, across[v], sum[r][v]);
        }
    }
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kRowsAtOnce; ++r) {
        float sums[kPanelWidth];
#pragma GCC unroll 4
        for (std::size_t v = 0; v < kVectors; ++v)
            store(sums + v * kLanes, sum[r][v]);
        double *const to = products + r * productStride;
        for (std::size_t lane = 0; lane < kPanelWidth; ++lane)
            to[lane] += static_cast<double>(sums[lane]);
    }
}

void addProducts(const float *block, std::size_t rows, std::size_t from, std::size_t to, std::size_t panel,
                 double *products, std::size_t productStride)
{
    const float *const right = block + panel / kPanelWidth * kPanelFloats;
    for (std::size_t i = from; i < to; i += kRowsAtOnce)
        productTile(block + i / kPanelWidth * kPanelFloats + i % kPanelWidth, right, rows,
                    products + i * productStride + panel, productStride);
}

// Four rows at once, so that their sums do not wait for each other.
template <std::size_t Rows>
void projectRows(const float *rows, std::size_t columns, const double *components, std::size_t count,
                 const double *offsets, double *out)
{
    for (std::size_t c = 0; c < count; ++c) {
        const double *const component = components + c * columns;
        Doubles sum[Rows];
        for (std::size_t r = 0; r < Rows; ++r)
            sum[r] = splat(0.0);
        std::size_t j = 0;
        for (; j + kDoubles <= columns; j += kDoubles) {
            const Doubles right = load(component + j);
#pragma GCC unroll 4
            for (std::size_t r = 0; r < Rows; ++r)
                sum[r] = mulAdd(widen(rows + r * columns + j), right, sum[r]);
        }
        for (std::size_t r = 0; r < Rows; ++r) {
            double total = sumLanes(sum[r]);
            for (std::size_t k = j; k < columns; ++k)
                total += static_cast<double>(rows[r * columns + k]) * component[k];
            out[r * count + c] = total - offsets[c];
        }
    }
}

void project(const float *rows, std::size_t rowCount, std::size_t columns, const double *components, std::size_t count,
             const double *offsets, double *out)
{
    std::size_t i = 0;
    for (; i + 4 <= rowCount; i += 4)
        projectRows<4>(rows + i * columns, columns, components, count, offsets, out + i * count);
    for (; i < rowCount; ++i)
        projectRows<1>(rows + i * columns, columns, components, count, offsets, out + i * count);
}

template <std::size_t Rows> void multiplyRows(const double *matrix, std::size_t size, const double *block, double *out)
{
    constexpr std::size_t kParts16 = PcaKernels::kDirections / kDoubles;
    Doubles sum[Rows][kParts16];
#pragma GCC unroll 8
    for (std::size_t r = 0; r < Rows; ++r)
#pragma GCC unroll 2
        for (std::size_t p = 0; p < kParts16; ++p)
            sum[r][p] = splat(0.0);
    for (std::size_t k = 0; k < size; ++k) {
        Doubles right[kParts16];
#pragma GCC unroll 2
        for (std::size_t p = 0; p < kParts16; ++p)
            right[p] = load(block + k * PcaKernels::kDirections + p * kDoubles);
#pragma GCC unroll 8
        for (std::size_t r = 0; r < Rows; ++r) {
            const Doubles left = splat(matrix[r * size + k]);
#pragma GCC unroll 2
            for (std::size_t p = 0; p < kParts16; ++p)
                sum[r][p] = mulAdd(left, right[p], sum[r][p]);
        }
    }
    for (std::size_t r = 0; r < Rows; ++r)
        for (std::size_t p = 0; p < kParts16; ++p)
            store(out + r * PcaKernels::kDirections + p * kDoubles, sum[r][p]);
}

void multiply(const double *matrix, std::size_t size, std::size_t from, std::size_t to, const double *block,
              double *out)
{
    std::size_t i = from;
    for (; i + kMatrixRows <= to; i += kMatrixRows)
        multiplyRows<kMatrixRows>(matrix + i * size, size, block, out + i * PcaKernels::kDirections);
    for (; i < to; ++i)
        multiplyRows<1>(matrix + i * size, size, block, out + i * PcaKernels::kDirections);
}

} // namespace
} // namespace embedscope
