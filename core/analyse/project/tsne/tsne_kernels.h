#pragma once

#include <cstddef>
#include <cstdint>

namespace embedscope {

/// The hot loops of t-SNE, one set for each instruction set, in float32. Every set gives the same bits: sixteen numbers
/// at once in each, added up in the same order.
struct TsneKernels
{
    static constexpr std::size_t kLanes = 16;

    /// What `count` (a multiple of kLanes) others do to the point x, y, where q = 1 / (1 + distance²): out[0] = Σ q,
    /// out[1], out[2] = Σ q²·(x - xs[j], y - ys[j]).
    void (*repel)(float x, float y, const float *xs, const float *ys, std::size_t count, float *out);

    /// out[0], out[1] = Σ p[e]·q·(x - places[2·to[e]], y - places[2·to[e] + 1]) over `count` (a multiple of kLanes).
    void (*attract)(float x, float y, const float *places, const std::uint32_t *to, const float *p, std::size_t count,
                    float *out);

    /// kLanes Fourier transforms of `size` at once: number k of transform l is at re[k·kLanes + l], im[…]; the result
    /// comes to the same place. `size` is a product of 2, 3 and 5; `roots` are cos and -sin of 2π·k / size, in turn;
    /// `spare` has room for 2·size·kLanes. For the inverse (without the division by size) give `im` as `re` and `re`
    /// as `im`.
    void (*fourier)(float *re, float *im, float *spare, const float *roots, std::size_t size);

    /// to[c·toStride + r] = from[r·fromStride + c] for r and c below kLanes.
    void (*transpose)(const float *from, std::size_t fromStride, float *to, std::size_t toStride);
};

/// Those of instructionSet().
const TsneKernels &tsneKernels();

extern const TsneKernels kTsneBaseline;
#if defined(__x86_64__)
extern const TsneKernels kTsneAvx2;
extern const TsneKernels kTsneAvx512;
#endif

} // namespace embedscope
