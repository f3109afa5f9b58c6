#pragma once

#include <cstddef>

namespace embedscope {

/// One instruction set's product of some rows with one panel of a packed matrix. Internal to core/base/gemm/gemm.cpp.
struct GemmKernel
{
    /// Columns in a panel, and in a narrow one. A packed panel holds, for each input k, panelWidth weights next to each
    /// other.
    std::size_t panelWidth;
    std::size_t narrowWidth;
    /// c[r][j] = start + sum over k of a[r][k] · panel[k][j], for r < rows and j < panelWidth; panelStride is the way
    /// from one k to the next. start is bias[j]; or, where bias is null, what c[r][j] holds. The sum runs over k from 0
    /// upwards in one accumulator, so that an element's bits depend on nothing but its row, its column and this
    /// instruction set. Meanwhile the inputs · panelWidth numbers at `ahead`, the next panel, are brought into the
    /// cache.
    void (*run)(const float *a, std::size_t stride, std::size_t rows, std::size_t inputs, const float *panel,
                std::size_t panelStride, const float *ahead, const float *bias, float *c, std::size_t cStride);
    /// The same for j < narrowWidth.
    void (*runNarrow)(const float *a, std::size_t stride, std::size_t rows, std::size_t inputs, const float *panel,
                      std::size_t panelStride, const float *ahead, const float *bias, float *c, std::size_t cStride);
};

extern const GemmKernel kGemmBaseline;
#if defined(__x86_64__)
extern const GemmKernel kGemmAvx2;
extern const GemmKernel kGemmAvx512;
#endif

} // namespace embedscope
