#include "core/base/gemm/gemm.h"

#include "core/base/cpu.h"
#include "core/base/gemm/gemm_kernel.h"
#include "core/base/large_memory.h"

#include <algorithm>
#include <array>
#include <utility>

namespace embedscope {

namespace {

// Inputs taken at once: a panel of this height (48 KB with AVX-512) stays in the nearest caches while all rows pass.
constexpr std::size_t kInputBlock = 384;

const GemmKernel &kernel()
{
#if defined(__x86_64__)
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return kGemmAvx512;
    case InstructionSet::Avx2:
        return kGemmAvx2;
    case InstructionSet::Baseline:
        break;
    }
#endif
    return kGemmBaseline;
}

void multiplyPanels(const float *a, std::size_t stride, std::size_t rows, std::size_t inputs, const float *panels,
                    std::size_t panelCount, const float *bias, std::size_t biasStep, float *c, std::size_t cStride,
                    const float *next)
{
    if (rows == 0)
        return;
    const GemmKernel &chosen = kernel();
    const std::size_t width = chosen.panelWidth;
    std::size_t first = 0;
    do {
        const std::size_t count = std::min(inputs - first, kInputBlock);
        const float *const after = first + count < inputs ? panels + (first + count) * width : next;
        for (std::size_t p = 0; p < panelCount; ++p) {
            const float *const panel = panels + (p * inputs + first) * width;
            const float *const ahead = p + 1 < panelCount ? panel + inputs * width : after ? after : panel;
            chosen.run(a + first, stride, rows, count, panel, width, ahead, first == 0 ? bias + p * biasStep : nullptr,
                       c + p * width, cStride);
        }
        first += count;
    } while (first < inputs);
}

constexpr std::size_t kWidestPanel = 64;
alignas(64) constexpr std::array<float, kWidestPanel> kNoBias{};

} // namespace

AlignedFloats::AlignedFloats(std::size_t count)
{
    constexpr std::size_t kMany = std::size_t{1} << 14;
    if (count >= kMany && count <= static_cast<std::size_t>(-1) / sizeof(float)) {
        auto piece = largeMemory(count * sizeof(float));
        auto *const data = static_cast<float *>(piece.get());
        m_data = {data, Free{std::move(piece)}};
        m_size = count;
        return; // it is zero
    }
    reserve(count);
    std::fill_n(data(), m_size, 0.0F);
}

void AlignedFloats::reserve(std::size_t count)
{
    if (count <= m_size)
        return;
    m_data.reset();
    m_size = 0;
    if (count > static_cast<std::size_t>(-1) / sizeof(float) - 64)
        throw std::bad_alloc();
    m_data = {static_cast<float *>(::operator new[](count * sizeof(float), std::align_val_t{64})), Free{}};
    m_size = count;
}

std::size_t gemmPanelWidth()
{
    return kernel().panelWidth;
}

std::size_t gemmColumnStep()
{
    return kernel().narrowWidth;
}

void gemmPlain(const float *a, std::size_t stride, std::size_t rows, std::size_t inputs, const float *b,
               std::size_t bStride, std::size_t columns, float *c, std::size_t cStride)
{
    if (rows == 0)
        return;
    const GemmKernel &chosen = kernel();
    std::size_t column = 0;
    for (; column + chosen.panelWidth <= columns; column += chosen.panelWidth)
        chosen.run(a, stride, rows, inputs, b + column, bStride, b, kNoBias.data(), c + column, cStride);
    for (; column < columns; column += chosen.narrowWidth)
        chosen.runNarrow(a, stride, rows, inputs, b + column, bStride, b, kNoBias.data(), c + column, cStride);
}

PackedMatrix::PackedMatrix(std::size_t inputs, std::size_t outputs)
    : m_inputs(inputs),
      m_outputs(outputs),
      m_panels(gemmPaddedColumns(outputs) * inputs),
      m_bias(gemmPaddedColumns(outputs))
{
}

void PackedMatrix::setColumn(std::size_t column, const float *weights)
{
    const std::size_t width = gemmPanelWidth();
    float *to = m_panels.data() + column / width * width * m_inputs + column % width;
    for (std::size_t k = 0; k < m_inputs; ++k)
        to[k * width] = weights[k];
}

void PackedMatrix::setBias(std::size_t column, float bias)
{
    m_bias.data()[column] = bias;
}

std::size_t PackedMatrix::panels() const
{
    return m_bias.size() / gemmPanelWidth();
}

void PackedMatrix::multiplyPanels(const float *a, std::size_t stride, std::size_t rows, std::size_t from,
                                  std::size_t to, float *c, std::size_t cStride, const float *next) const
{
    const std::size_t width = gemmPanelWidth();
    embedscope::multiplyPanels(a, stride, rows, m_inputs, panel(from), to - from, m_bias.data() + from * width, width,
                               c + from * width, cStride, next);
}

} // namespace embedscope
