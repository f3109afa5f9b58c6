// The product's inner loops, compiled once for each instruction set. The including source defines kRowsAtOnce (rows of
// a tile) and kVectors (vectors of a tile's row), so that a tile's accumulators fill the registers.

#include "core/base/cpu_vector.h"
#include "core/base/gemm/gemm_kernel.h"

namespace embedscope {
namespace {

constexpr std::size_t kPanelWidth = kVectors * kLanes;
constexpr std::size_t kCacheLine = 64 / sizeof(float);

template <std::size_t Vectors, std::size_t Rows>
void tile(const float *a, std::size_t stride, std::size_t inputs, const float *panel, std::size_t panelStride,
          const float *ahead, const float *bias, float *c, std::size_t cStride)
{
    Vec sum[Rows][Vectors];
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Vectors; ++v)
            sum[r][v] = load(bias ? bias + v * kLanes : c + r * cStride + v * kLanes);
    for (std::size_t k = 0; k < inputs; ++k) {
        Vec weight[Vectors];
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Vectors; ++v)
            weight[v] = load(panel + k * panelStride + v * kLanes);
#pragma GCC unroll 4
        for (std::size_t line = 0; line < kPanelWidth; line += kCacheLine)
            __builtin_prefetch(ahead + k * kPanelWidth + line, 0, 2);
#pragma GCC unroll 16
        for (std::size_t r = 0; r < Rows; ++r) {
            const Vec x = splat(a[r * stride + k]);
#pragma GCC unroll 4
            for (std::size_t v = 0; v < Vectors; ++v)
                sum[r][v] = mulAdd(x, weight[v], sum[r][v]);
        }
    }
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Vectors; ++v)
            store(c + r * cStride + v * kLanes, sum[r][v]);
}

template <std::size_t Vectors, std::size_t Rows>
void tileOf(std::size_t rows, const float *a, std::size_t stride, std::size_t inputs, const float *panel,
            std::size_t panelStride, const float *ahead, const float *bias, float *c, std::size_t cStride)
{
    if constexpr (Rows > 1)
        if (rows < Rows)
            return tileOf<Vectors, Rows - 1>(rows, a, stride, inputs, panel, panelStride, ahead, bias, c, cStride);
    tile<Vectors, Rows>(a, stride, inputs, panel, panelStride, ahead, bias, c, cStride);
}

template <std::size_t Vectors>
void run(const float *a, std::size_t stride, std::size_t rows, std::size_t inputs, const float *panel,
         std::size_t panelStride, const float *ahead, const float *bias, float *c, std::size_t cStride)
{
    // Tiles of nearly equal height: a last tile of one row would cost almost as much as a full one.
    const std::size_t tiles = (rows + kRowsAtOnce - 1) / kRowsAtOnce;
    std::size_t done = 0;
    for (std::size_t t = 0; t < tiles; ++t) {
        const std::size_t height = (rows - done + (tiles - t) - 1) / (tiles - t);
        tileOf<Vectors, kRowsAtOnce>(height, a + done * stride, stride, inputs, panel, panelStride, ahead, bias,
                                     c + done * cStride, cStride);
        done += height;
        ahead = panel; // once is enough; what is at hand costs nothing
    }
}

} // namespace
} // namespace embedscope
