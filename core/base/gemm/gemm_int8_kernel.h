#pragma once

#include <cstddef>
#include <cstdint>

namespace embedscope {

/// Rows for the kernels: of each row `groups` groups of inputs next to each other.
struct Int8RowsView
{
    const std::uint8_t *values;
    std::size_t stride; ///< from row to row, bytes
    std::size_t rows;
    const float *scales;
    const float *lows;
};

/// One panel: for each group of inputs, panelWidth columns of one group next to each other.
struct Int8PanelView
{
    const std::uint8_t *weights;
    std::size_t groups;
    const float *scales; ///< one a column
    const float *sums;   ///< scale · Σ w, one a column
    const float *bias;
};

/// One instruction set's products of bytes. Internal to core/base/gemm/gemm_int8.cpp.
struct Int8Kernel
{
    const char *name;
    std::size_t panelWidth; ///< columns in a panel
    std::size_t group;      ///< inputs that one instruction adds up: 4 bytes, or 2 numbers of 16 bits
    std::size_t width;      ///< bytes of one number, activation or weight: 1 or 2

    /// low, scale and q of one row of `count` numbers; `to` gets whole groups, filled up with zeros.
    void (*quantise)(const float *x, const float *factors, std::size_t count, std::uint8_t *to, float *scale,
                     float *low);
    /// One column's weights as whole numbers in −127 … 127, in groups as quantise() writes them; their scale (NaN where
    /// a weight is not finite) and sum.
    void (*quantiseWeights)(const float *weights, std::size_t count, std::uint8_t *to, float *scale, std::int32_t *sum);
    /// c[r][j] = Σ q w · scales[j] · rowScale + (rowLow · sums[j] + bias[j]).
    void (*multiply)(const Int8RowsView &a, const Int8PanelView &panel, float *c, std::size_t cStride);
    /// c[r][j] = Σ q w.
    void (*multiplyExact)(const Int8RowsView &a, const Int8PanelView &panel, std::int32_t *c, std::size_t cStride);
};

extern const Int8Kernel kInt8Baseline;
#if defined(__x86_64__)
extern const Int8Kernel kInt8Avx2;
extern const Int8Kernel kInt8Vnni256;
extern const Int8Kernel kInt8Avx512;
extern const Int8Kernel kInt8Vnni512;
#endif

} // namespace embedscope
