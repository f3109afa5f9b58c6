#pragma once

#include <cstddef>

namespace embedscope {

/// The encoder's hot loops beside the matrix products, one set for each instruction set. A row's bits depend on its own
/// numbers alone.
struct BertKernels
{
    /// x = x · Φ(x), the exact GELU with the error function (within 4e-7 · max(1, |x|)).
    void (*gelu)(float *x, std::size_t count);
    /// GELU with the hyperbolic tangent: x · ½(1 + tanh(√(2/π)(x + 0.044715 x³))).
    void (*geluTanh)(float *x, std::size_t count);
    void (*relu)(float *x, std::size_t count);
    /// x = (x + residual − mean) / √(variance + epsilon) · gain + offset, over `width` numbers; residual may be null.
    void (*addAndNormalise)(float *x, const float *residual, const float *gain, const float *offset, float epsilon,
                            std::size_t width);
    /// x = exp(scale · x) / Σ exp(scale · x), without overflow; count ≥ 1.
    void (*softmax)(float *x, std::size_t count, float scale);
};

/// Those of instructionSet().
const BertKernels &bertKernels();

extern const BertKernels kBertBaseline;
#if defined(__x86_64__)
extern const BertKernels kBertAvx2;
extern const BertKernels kBertAvx512;
#endif

} // namespace embedscope
