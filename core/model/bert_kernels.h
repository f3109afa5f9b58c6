#pragma once

#include <cstddef>

namespace embedscope {

/// The encoder's hot loops beside the matrix products, one set for each instruction set. A row's bits depend on its own
/// numbers alone.
struct BertKernels
{
    /// x = x · Φ(x) for `count` numbers of each row, the exact GELU with the error function (within 4e-7 · max(1,
    /// |x|)).
    void (*gelu)(float *x, std::size_t stride, std::size_t rows, std::size_t count);
    /// The same within 7e-5 for |x| ≤ 3.6 and 1.5e-4 · |x| beyond, which is nothing beside the steps of bytes.
    void (*geluNear)(float *x, std::size_t stride, std::size_t rows, std::size_t count);
    /// GELU with the hyperbolic tangent: x · ½(1 + tanh(√(2/π)(x + 0.044715 x³))).
    void (*geluTanh)(float *x, std::size_t stride, std::size_t rows, std::size_t count);
    void (*relu)(float *x, std::size_t stride, std::size_t rows, std::size_t count);
    /// x = (x + residual − mean) / √(variance + epsilon) · gain + offset, over `width` numbers; residual may be null.
    void (*addAndNormalise)(float *x, const float *residual, const float *gain, const float *offset, float epsilon,
                            std::size_t width);
    /// x = exp(scale · x) / Σ exp(scale · x) of each row but for the division, without overflow: inverse[r] gets one
    /// over the sum. count ≥ 1; a row must have room for the count rounded up to 16, which may be written, and held
    /// finite numbers. Relative errors of 3e-6 and 1e-7 for every unit of scale · x below the row's highest.
    void (*softmax)(float *x, std::size_t stride, std::size_t rows, std::size_t count, float scale, float *inverse);
    /// x = x · factors[r] for each of `count` numbers of each row r.
    void (*scaleRows)(float *x, std::size_t stride, std::size_t rows, std::size_t count, const float *factors);
    /// to[c][r] = from[r][c]; columns rows … padded − 1 of `to` get zeros.
    void (*transpose)(const float *from, std::size_t fromStride, std::size_t rows, std::size_t columns, float *to,
                      std::size_t toStride, std::size_t padded);
    /// to[i] = scale · the i-th 16-bit number at `from`, any address.
    void (*fromInt16)(const char *from, std::size_t count, float scale, float *to);
};

/// Those of instructionSet().
const BertKernels &bertKernels();

extern const BertKernels kBertBaseline;
#if defined(__x86_64__)
extern const BertKernels kBertAvx2;
extern const BertKernels kBertAvx512;
#endif

} // namespace embedscope
