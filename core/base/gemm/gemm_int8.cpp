#include "core/base/gemm/gemm_int8.h"

#include "core/base/cpu.h"
#include "core/base/gemm/gemm_int8_kernel.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

namespace embedscope {

namespace {

const Int8Kernel &kernel()
{
#if defined(__x86_64__)
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return hasByteProducts() ? kInt8Vnni512 : kInt8Avx512;
    case InstructionSet::Avx2:
        return hasByteProducts() ? kInt8Vnni256 : kInt8Avx2;
    case InstructionSet::Baseline:
        break;
    }
#endif
    return kInt8Baseline;
}

// A group of inputs: 4 numbers of one byte, or 2 of two; as wide as a float.
constexpr std::size_t kGroupBytes = 4;

std::size_t groupsOf(std::size_t inputs)
{
    return (inputs + kernel().group - 1) / kernel().group;
}

// A row's distance in bytes. A cache line more than its numbers: rows of 4 KiB apart would share a cache set.
std::size_t strideOf(std::size_t inputs)
{
    const std::size_t bytes = groupsOf(inputs) * kernel().group * kernel().width;
    return (bytes + 63) / 64 * 64 + 64;
}

std::uint8_t *bytesOf(AlignedFloats &floats)
{
    return reinterpret_cast<std::uint8_t *>(floats.data());
}
const std::uint8_t *bytesOf(const AlignedFloats &floats)
{
    return reinterpret_cast<const std::uint8_t *>(floats.data());
}

std::size_t paddedColumns(std::size_t columns)
{
    const std::size_t width = kernel().panelWidth;
    return (columns + width - 1) / width * width;
}

} // namespace

std::string_view int8KernelName()
{
    return kernel().name;
}

std::size_t int8PanelWidth()
{
    return kernel().panelWidth;
}

QuantisedRows::QuantisedRows(std::size_t rows, std::size_t inputs)
    : m_inputs(inputs),
      m_stride(strideOf(inputs)),
      m_values(rows * m_stride / sizeof(float)),
      m_scales(rows),
      m_lows(rows)
{
}

void QuantisedRows::reserve(std::size_t rows, std::size_t inputs)
{
    m_inputs = inputs;
    m_stride = strideOf(inputs);
    m_values.reserve(rows * m_stride / sizeof(float));
    m_scales.reserve(rows);
    m_lows.reserve(rows);
}

void QuantisedRows::setRow(std::size_t row, const float *x, const float *factors)
{
    if (m_inputs == 0) {
        m_scales.data()[row] = m_lows.data()[row] = 0;
        return;
    }
    kernel().quantise(x, factors, m_inputs, bytesOf(m_values) + row * m_stride, m_scales.data() + row,
                      m_lows.data() + row);
}

void QuantisedRows::copyValues(std::size_t row, std::uint8_t *to) const
{
    const std::uint8_t *const from = bytesOf(m_values) + row * m_stride;
    const std::size_t width = kernel().width;
    if (width == 1)
        std::copy_n(from, m_inputs, to);
    else
        for (std::size_t k = 0; k < m_inputs; ++k)
            to[k] = from[k * width]; // the lower byte of a 16-bit number, whose upper one is zero
}

Int8Matrix::Int8Matrix(std::size_t inputs, std::size_t outputs)
    : m_inputs(inputs),
      m_outputs(outputs),
      m_panels(paddedColumns(outputs) * groups()),
      m_scales(paddedColumns(outputs)),
      m_sums(paddedColumns(outputs)),
      m_bias(paddedColumns(outputs))
{
}

std::size_t Int8Matrix::groups() const
{
    return groupsOf(m_inputs);
}

Int8PanelView Int8Matrix::panel(std::size_t column) const
{
    return {bytesOf(m_panels) + column * groups() * kGroupBytes, groups(), m_scales.data() + column,
            m_sums.data() + column, m_bias.data() + column};
}

void Int8Matrix::setColumn(std::size_t column, const float *weights)
{
    std::vector<std::uint8_t> stored(groups() * kGroupBytes);
    float scale = 0;
    std::int32_t sum = 0;
    if (m_inputs > 0)
        kernel().quantiseWeights(weights, m_inputs, stored.data(), &scale, &sum);
    store(column, stored.data(), scale, sum);
}

void Int8Matrix::setColumn(std::size_t column, const std::int8_t *weights, float scale)
{
    std::vector<std::uint8_t> stored(groups() * kGroupBytes);
    if (kernel().width == 1 && m_inputs > 0)
        std::memcpy(stored.data(), weights, m_inputs);
    else
        for (std::size_t k = 0; k < m_inputs; ++k) {
            const std::int16_t word = weights[k];
            std::memcpy(stored.data() + k * sizeof word, &word, sizeof word);
        }
    store(column, stored.data(), scale, std::accumulate(weights, weights + m_inputs, std::int32_t{0}));
}

void Int8Matrix::store(std::size_t column, const std::uint8_t *stored, float scale, std::int32_t sum)
{
    const std::size_t width = kernel().panelWidth;
    const std::size_t count = groups();
    std::uint8_t *const to = bytesOf(m_panels) + (column / width * width * count + column % width) * kGroupBytes;
    for (std::size_t g = 0; g < count; ++g)
        std::memcpy(to + g * width * kGroupBytes, stored + g * kGroupBytes, kGroupBytes);
    m_scales.data()[column] = scale;
    m_sums.data()[column] = scale * static_cast<float>(sum);
}

void Int8Matrix::setBias(std::size_t column, float bias)
{
    m_bias.data()[column] = bias;
}

std::size_t Int8Matrix::panels() const
{
    return m_bias.size() / kernel().panelWidth;
}

void Int8Matrix::multiplyPanels(const QuantisedRows &a, std::size_t first, std::size_t rows, std::size_t from,
                                std::size_t to, float *c, std::size_t cStride) const
{
    const std::size_t width = kernel().panelWidth;
    const Int8RowsView view{bytesOf(a.m_values) + first * a.m_stride, a.m_stride, rows, a.m_scales.data() + first,
                            a.m_lows.data() + first};
    for (std::size_t column = from * width; column < to * width; column += width)
        kernel().multiply(view, panel(column), c + column, cStride);
}

void Int8Matrix::multiplyExact(const QuantisedRows &a, std::size_t rows, std::int32_t *c, std::size_t cStride) const
{
    const Int8RowsView view{bytesOf(a.m_values), a.m_stride, rows, a.m_scales.data(), a.m_lows.data()};
    for (std::size_t column = 0; column < m_bias.size(); column += kernel().panelWidth)
        kernel().multiplyExact(view, panel(column), c + column, cStride);
}

} // namespace embedscope
