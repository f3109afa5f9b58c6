// The loops of pca_kernels.h, compiled once for each instruction set. The including source defines kRowsAtOnce: a tile
// of so many rows by two vectors fills the registers with its sums.

#include "core/analyse/double_lanes.h"
#include "core/analyse/project/pca/pca_kernels.h"
#include "core/base/cpu_vector.h"

namespace embedscope {
namespace {

constexpr std::size_t kVectors = 3; // of a panel
constexpr std::size_t kPanelWidth = kVectors * kLanes;
constexpr std::size_t kPanelFloats = PcaKernels::kChain * kPanelWidth;
static_assert(kPanelWidth % kRowsAtOnce == 0);
constexpr std::size_t kCentredColumns = 8 * kPanelWidth; // at once: their sums stay in the nearest cache

inline Doubles mulAdd(Doubles a, Doubles b, Doubles c)
{
    return mulAddExact(a, b, c); // fused or not, as the set has it
}

constexpr std::size_t kFetchedRows = 8; // are fetched into the nearest cache while as many before them are laid out

// Columns [from, to) of a block.
void centreColumns(const float *rows, std::size_t count, std::size_t columns, std::size_t from, std::size_t to,
                   const float *middle, float scale, float *block, double *sums)
{
    const Vec factor = splat(scale);
    float partial[kCentredColumns] = {}; // sums of the columns
    for (std::size_t begin = 0; begin < count; begin += kFetchedRows) {
        const std::size_t end = begin + kFetchedRows < count ? begin + kFetchedRows : count;
        std::size_t j = from;
        for (; j + kLanes <= to; j += kLanes) {
            const Vec here = load(middle + j);
            Vec sum = load(partial + (j - from));
            float *const out = block + j / kPanelWidth * kPanelFloats + j % kPanelWidth;
            for (std::size_t i = begin; i < end; ++i) {
                if (i + kFetchedRows < count)
                    __builtin_prefetch(rows + (i + kFetchedRows) * columns + j);
                const Vec value = (load(rows + i * columns + j) - here) * factor;
                store(out + i * kPanelWidth, value);
                sum = sum + value;
            }
            store(partial + (j - from), sum);
        }
        for (; j < to; ++j) {
            float *const out = block + j / kPanelWidth * kPanelFloats + j % kPanelWidth;
            for (std::size_t i = begin; i < end; ++i) {
                const float value = (rows[i * columns + j] - middle[j]) * scale;
                out[i * kPanelWidth] = value;
                partial[j - from] += value;
            }
        }
    }
    for (std::size_t j = from; j < to; ++j)
        sums[j] += static_cast<double>(partial[j - from]);
}

void centre(const float *rows, std::size_t count, std::size_t columns, const float *middle, float scale, float *block,
            double *sums)
{
    for (std::size_t from = 0; from < columns; from += kCentredColumns)
        centreColumns(rows, count, columns, from, from + kCentredColumns < columns ? from + kCentredColumns : columns,
                      middle, scale, block, sums);
}

// kRowsAtOnce columns from `left` on by the panel's last `Vectors` vectors, which begin at `right`.
template <std::size_t Vectors>
void productTile(const float *left, const float *right, std::size_t rows, double *products, std::size_t productStride)
{
    Vec sum[kRowsAtOnce][Vectors];
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kRowsAtOnce; ++r)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Vectors; ++v)
            sum[r][v] = splat(0.0F);
    for (std::size_t k = 0; k < rows; ++k) {
        Vec across[Vectors];
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Vectors; ++v)
            across[v] = load(right + k * kPanelWidth + v * kLanes);
#pragma GCC unroll 16
        for (std::size_t r = 0; r < kRowsAtOnce; ++r) {
            const Vec down = splat(left[k * kPanelWidth + r]);
#pragma GCC unroll 4
            for (std::size_t v = 0; v < Vectors; ++v)
                sum[r][v] = mulAdd(down, across[v], sum[r][v]);
        }
    }
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kRowsAtOnce; ++r) {
        float sums[Vectors * kLanes];
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Vectors; ++v)
            store(sums + v * kLanes, sum[r][v]);
        double *const to = products + r * productStride;
        for (std::size_t lane = 0; lane < Vectors * kLanes; ++lane)
            to[lane] += static_cast<double>(sums[lane]);
    }
}

void addProducts(const float *block, std::size_t rows, std::size_t from, std::size_t to, std::size_t panel,
                 double *products, std::size_t productStride)
{
    const float *const right = block + panel / kPanelWidth * kPanelFloats;
    for (std::size_t i = from; i < to; i += kRowsAtOnce) {
        const float *const left = block + i / kPanelWidth * kPanelFloats + i % kPanelWidth;
        // On the diagonal the panel's first vectors are wholly before column i.
        const std::size_t skipped = i < panel ? 0 : (i - panel) / kLanes;
        double *const out = products + i * productStride + panel + skipped * kLanes;
        if (skipped == 0)
            productTile<kVectors>(left, right, rows, out, productStride);
        else if (skipped == 1)
            productTile<kVectors - 1>(left, right + kLanes, rows, out, productStride);
        else
            productTile<kVectors - 2>(left, right + 2 * kLanes, rows, out, productStride);
    }
}

// `Rows` rows by `Count` components at once, so that their sums do not wait for each other; `ahead` further rows (at
// least as many, or none) are fetched meanwhile.
template <std::size_t Rows, std::size_t Count>
void projectRows(const float *rows, std::size_t ahead, std::size_t columns, const double *components,
                 const double *offsets, std::size_t outStride, double *out)
{
    Doubles sum[Rows][Count];
    for (std::size_t r = 0; r < Rows; ++r)
        for (std::size_t c = 0; c < Count; ++c)
            sum[r][c] = splat(0.0);
    std::size_t j = 0;
    for (; j + kDoubles <= columns; j += kDoubles) {
        Doubles right[Count];
#pragma GCC unroll 4
        for (std::size_t c = 0; c < Count; ++c)
            right[c] = load(components + c * columns + j);
#pragma GCC unroll 4
        for (std::size_t r = 0; r < Rows; ++r) {
            if (r < ahead)
                __builtin_prefetch(rows + (Rows + r) * columns + j);
            const Doubles left = widen(rows + r * columns + j);
#pragma GCC unroll 4
            for (std::size_t c = 0; c < Count; ++c)
                sum[r][c] = mulAdd(left, right[c], sum[r][c]);
        }
    }
    for (std::size_t r = 0; r < Rows; ++r)
        for (std::size_t c = 0; c < Count; ++c) {
            double total = sumLanes(sum[r][c]);
            for (std::size_t k = j; k < columns; ++k)
                total += static_cast<double>(rows[r * columns + k]) * components[c * columns + k];
            out[r * outStride + c] = total - offsets[c];
        }
}

template <std::size_t Rows>
void projectOn(const float *rows, std::size_t ahead, std::size_t columns, const double *components, std::size_t count,
               const double *offsets, double *out)
{
    std::size_t c = 0;
    for (; c + 2 <= count; c += 2)
        projectRows<Rows, 2>(rows, ahead, columns, components + c * columns, offsets + c, count, out + c);
    if (c < count)
        projectRows<Rows, 1>(rows, ahead, columns, components + c * columns, offsets + c, count, out + c);
}

void project(const float *rows, std::size_t rowCount, std::size_t columns, const double *components, std::size_t count,
             const double *offsets, double *out)
{
    std::size_t i = 0;
    for (; i + 4 <= rowCount; i += 4)
        projectOn<4>(rows + i * columns, rowCount - i - 4, columns, components, count, offsets, out + i * count);
    for (; i < rowCount; ++i)
        projectOn<1>(rows + i * columns, 0, columns, components, count, offsets, out + i * count);
}

template <std::size_t Rows> void multiplyRows(const double *matrix, std::size_t size, const double *block, double *out)
{
    static_assert(PcaKernels::kDirections == kDoubles);
    Doubles sum[Rows];
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r)
        sum[r] = splat(0.0);
    for (std::size_t k = 0; k < size; ++k) {
        const Doubles right = load(block + k * kDoubles);
#pragma GCC unroll 16
        for (std::size_t r = 0; r < Rows; ++r)
            sum[r] = mulAdd(splat(matrix[r * size + k]), right, sum[r]);
    }
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r)
        store(out + r * kDoubles, sum[r]);
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
