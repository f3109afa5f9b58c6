#pragma once

#include "core/base/gemm/gemm.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace embedscope {

struct Int8PanelView;

/// Rows of float32 numbers as unsigned bytes, each row with its own scale and offset: x ≈ low + scale · q, q in
/// 0 … 255, where low is the row's least number and low + 255 · scale its greatest. The layout in memory is that of the
/// chosen instruction set; q, scale and low are the same bits on all of them.
class QuantisedRows
{
public:
    QuantisedRows() = default;
    /// Room for so many rows that are kept for long (largeMemory()). Throws std::bad_alloc.
    QuantisedRows(std::size_t rows, std::size_t inputs);

    /// Room for `rows` rows of `inputs` numbers; what was in it is lost. Throws std::bad_alloc.
    void reserve(std::size_t rows, std::size_t inputs);

    /// Quantises row `row` from `inputs` numbers; where `factors` is not null, x[i] · factors[i] takes the place of
    /// x[i]. Different rows may be set from several threads.
    void setRow(std::size_t row, const float *x, const float *factors = nullptr);

    std::size_t inputs() const { return m_inputs; }
    float scale(std::size_t row) const { return m_scales.data()[row]; }
    float low(std::size_t row) const { return m_lows.data()[row]; }
    /// All q of row `row`, `inputs()` of them.
    void copyValues(std::size_t row, std::uint8_t *to) const;

private:
    friend class Int8Matrix;

    std::size_t m_inputs = 0;
    std::size_t m_stride = 0; // bytes
    AlignedFloats m_values;   // used as bytes
    AlignedFloats m_scales, m_lows;
};

/// A layer's weights, inputs × outputs, as int8 with one scale an output (its greatest weight is ±127), with a float32
/// bias, laid out once for the chosen instruction set. The sums over the inputs are int32 and exact on every one of
/// them (no instruction that saturates is used); the few float32 operations that make a result of them are the same for
/// a row alone and in any batch.
class Int8Matrix
{
public:
    /// The largest number of inputs for which no sum can leave int32: 2³¹ / (255 · 128), rounded down.
    static constexpr std::size_t kMostInputs = 65792;

    Int8Matrix() = default;
    /// Zeros; inputs ≤ kMostInputs. Throws std::bad_alloc.
    Int8Matrix(std::size_t inputs, std::size_t outputs);

    /// Quantises the `inputs()` weights that lead to output `column`. A weight that is not finite makes the whole
    /// column's results so. Columns may be set from several threads.
    void setColumn(std::size_t column, const float *weights);
    /// As setColumn(), from whole numbers in −127 … 127 and their scale.
    void setColumn(std::size_t column, const std::int8_t *weights, float scale);
    void setBias(std::size_t column, float bias);

    std::size_t inputs() const { return m_inputs; }
    std::size_t outputs() const { return m_outputs; }

    /// c (rows × outputs) = rows [0, rows) of a · weights + bias. cStride in floats, ≥ panels() · int8PanelWidth(): the
    /// columns between are written too. Const, thread-safe, single-threaded.
    void multiply(const QuantisedRows &a, std::size_t rows, float *c, std::size_t cStride) const
    {
        multiplyPanels(a, 0, rows, 0, panels(), c, cStride);
    }

    /// Rows [first, first + rows) of a, and the columns of panels [from, to) alone; c is where row `first` goes.
    void multiplyPanels(const QuantisedRows &a, std::size_t first, std::size_t rows, std::size_t from, std::size_t to,
                        float *c, std::size_t cStride) const;
    std::size_t panels() const;

    /// The bare sums Σ q · w as int32, for tests.
    void multiplyExact(const QuantisedRows &a, std::size_t rows, std::int32_t *c, std::size_t cStride) const;

private:
    std::size_t groups() const;
    Int8PanelView panel(std::size_t column) const;
    void store(std::size_t column, const std::uint8_t *stored, float scale, std::int32_t sum);

    std::size_t m_inputs = 0;
    std::size_t m_outputs = 0;
    AlignedFloats m_panels; // used as bytes
    AlignedFloats m_scales, m_sums, m_bias;
};

/// How products of bytes are computed here: vnni512, vnni256, avx512, avx2 or baseline. EMBEDSCOPE_CPU
/// (core/base/cpu.h) limits it: avx2 and avx512 are without VNNI there only if they are followed by "-novnni".
std::string_view int8KernelName();

/// Columns in a panel of packed bytes.
std::size_t int8PanelWidth();

} // namespace embedscope
