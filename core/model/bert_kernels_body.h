// The encoder's hot loops, compiled once for each instruction set.

#include "core/base/cpu_vector.h"
#include "core/model/bert_kernels.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace embedscope {
namespace {

// A vector's worth of what is left, the rest filled up, for loops whose count is no multiple of kLanes.
inline Vec loadPart(const float *p, std::size_t count, float filler)
{
    float lanes[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i)
        lanes[i] = i < count ? p[i] : filler;
    return load(lanes);
}

inline void storePart(float *p, Vec v, std::size_t count)
{
    float lanes[kLanes];
    store(lanes, v);
    for (std::size_t i = 0; i < count; ++i)
        p[i] = lanes[i];
}

// x = f(x) for `count` numbers of each row.
template <class Function>
inline void forEach(float *x, std::size_t stride, std::size_t rows, std::size_t count, const Function &f)
{
    for (std::size_t r = 0; r < rows; ++r, x += stride) {
        std::size_t i = 0;
        for (; i + kLanes <= count; i += kLanes)
            store(x + i, f(load(x + i)));
        if (i < count)
            storePart(x + i, f(loadPart(x + i, count - i, 0)), count - i);
    }
}

constexpr float kLog2E = 1.44269504088896341F;

// 2^x for x ≤ 0; below −126 it stays at 2^−126, which is nothing beside the 1 that every softmax row holds. The whole
// part by the exponent, the rest in [−½, ½] by a polynomial whose greatest relative error, 2e-9, is least: within 1.4
// units in the last place.
inline Vec exponential2(Vec x)
{
    x = greatest(x, splat(-126.0F));
    const Vec magic = splat(12582912.0F); // 1.5 · 2^23: adding it rounds to a whole number
    const Vec n = x + magic - magic;
    const Vec r = x - n;
    Vec p = splat(1.535335032e-4F);
    p = mulAdd(p, r, splat(1.339887502e-3F));
    p = mulAdd(p, r, splat(9.618437849e-3F));
    p = mulAdd(p, r, splat(5.550332367e-2F));
    p = mulAdd(p, r, splat(2.402264774e-1F));
    p = mulAdd(p, r, splat(6.931471825e-1F));
    p = mulAdd(p, r, splat(1.0F));
    return p * powerOfTwo(n);
}

// The error function as a quotient of polynomials on [−4, 4], beyond which it is ±1 in float32; the coefficients are
// those of Eigen's and XLA's float erf.
inline Vec errorFunction(Vec x)
{
    x = least(greatest(x, splat(-4.0F)), splat(4.0F));
    const Vec s = x * x;
    Vec p = splat(-2.72614225801306e-10F);
    p = mulAdd(p, s, splat(2.77068142495902e-08F));
    p = mulAdd(p, s, splat(-2.10102402082508e-06F));
    p = mulAdd(p, s, splat(-5.69250639462346e-05F));
    p = mulAdd(p, s, splat(-7.34990630326855e-04F));
    p = mulAdd(p, s, splat(-2.95459980854025e-03F));
    p = mulAdd(p, s, splat(-1.60960333262415e-02F));
    Vec q = splat(-1.45660718464996e-05F);
    q = mulAdd(q, s, splat(-2.13374055278905e-04F));
    q = mulAdd(q, s, splat(-1.68282697438203e-03F));
    q = mulAdd(q, s, splat(-7.37332916720468e-03F));
    q = mulAdd(q, s, splat(-1.42647390514189e-02F));
    return x * p / q;
}

inline Vec geluOf(Vec x)
{
    const Vec half = x * splat(0.5F);
    return mulAdd(half, errorFunction(x * splat(0.70710678118654752F)), half);
}

// Φ(x) − ½ as an odd polynomial on [−3.6, 3.6], fitted so that the greatest error of x · Φ(x) is least.
inline Vec geluNearOf(Vec x)
{
    const Vec t = least(greatest(x, splat(-3.6F)), splat(3.6F));
    const Vec s = t * t;
    Vec p = splat(3.99289592e-8F);
    p = mulAdd(p, s, splat(-2.37520718e-6F));
    p = mulAdd(p, s, splat(6.16384884e-5F));
    p = mulAdd(p, s, splat(-9.31786382e-4F));
    p = mulAdd(p, s, splat(9.28002467e-3F));
    p = mulAdd(p, s, splat(-6.55659815e-2F));
    p = mulAdd(p, s, splat(3.98518124e-1F));
    return x * mulAdd(t, p, splat(0.5F));
}

void geluNear(float *x, std::size_t stride, std::size_t rows, std::size_t count)
{
    forEach(x, stride, rows, count, geluNearOf);
}

void gelu(float *x, std::size_t stride, std::size_t rows, std::size_t count)
{
    forEach(x, stride, rows, count, geluOf);
}

inline Vec geluTanhOf(Vec x)
{
    // ½(1 + tanh u) = 1 / (1 + e^−2u), written so that no exponent is above 0.
    const Vec cube = x * x * x;
    const Vec twice = mulAdd(cube, splat(0.044715F), x) * splat(1.5957691216057308F * kLog2E);
    const Vec zero = splat(0);
    return x * exponential2(least(twice, zero)) / (splat(1.0F) + exponential2(least(twice, zero - twice)));
}

void geluTanh(float *x, std::size_t stride, std::size_t rows, std::size_t count)
{
    forEach(x, stride, rows, count, geluTanhOf);
}

void relu(float *x, std::size_t stride, std::size_t rows, std::size_t count)
{
    forEach(x, stride, rows, count, [](Vec v) { return greatest(v, splat(0)); });
}

void addAndNormalise(float *x, const float *residual, const float *gain, const float *offset, float epsilon,
                     std::size_t width)
{
    const std::size_t whole = width / kLanes * kLanes;
    Vec lanes = splat(0);
    float rest = 0;
    if (residual) {
        for (std::size_t i = 0; i < whole; i += kLanes) {
            const Vec v = load(x + i) + load(residual + i);
            store(x + i, v);
            lanes = lanes + v;
        }
        for (std::size_t i = whole; i < width; ++i)
            rest += x[i] += residual[i];
    } else {
        for (std::size_t i = 0; i < whole; i += kLanes)
            lanes = lanes + load(x + i);
        for (std::size_t i = whole; i < width; ++i)
            rest += x[i];
    }
    const float mean = (sumLanes(lanes) + rest) / static_cast<float>(width);

    const Vec meanLanes = splat(mean);
    lanes = splat(0);
    rest = 0;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        const Vec d = load(x + i) - meanLanes;
        lanes = mulAdd(d, d, lanes);
    }
    for (std::size_t i = whole; i < width; ++i)
        rest += (x[i] - mean) * (x[i] - mean);
    const float variance = (sumLanes(lanes) + rest) / static_cast<float>(width);

    const float factor = 1.0F / __builtin_sqrtf(variance + epsilon);
    const Vec factorLanes = splat(factor);
    for (std::size_t i = 0; i < whole; i += kLanes)
        store(x + i, mulAdd((load(x + i) - meanLanes) * factorLanes, load(gain + i), load(offset + i)));
    for (std::size_t i = whole; i < width; ++i)
        x[i] = (x[i] - mean) * factor * gain[i] + offset[i];
}

// Added to a row's last vector: nothing in the lanes that count, then so little that its power is nothing.
constexpr float kNothing = -1e30F;
alignas(64) constexpr float kTails[2 * 16] = {
    0,        0,        0,        0,        0,        0,        0,        0,        0,        0,        0,
    0,        0,        0,        0,        0,        kNothing, kNothing, kNothing, kNothing, kNothing, kNothing,
    kNothing, kNothing, kNothing, kNothing, kNothing, kNothing, kNothing, kNothing, kNothing, kNothing};

void softmax(float *x, std::size_t stride, std::size_t rows, std::size_t count, float scale, float *inverse)
{
    const std::size_t last = (count - 1) / kLanes * kLanes;
    const Vec tail = load(kTails + 16 - (count - last));
    scale *= kLog2E;
    const Vec factor = splat(scale);
    for (std::size_t r = 0; r < rows; ++r, x += stride) {
        const Vec end = load(x + last) + tail;
        Vec highest = end;
        for (std::size_t i = 0; i < last; i += kLanes)
            highest = greatest(highest, load(x + i));
        const Vec shift = splat(-maxLanes(highest) * scale);
        Vec lanes = splat(0);
        for (std::size_t i = 0; i < last; i += kLanes) {
            const Vec e = exponential2(mulAdd(load(x + i), factor, shift));
            store(x + i, e);
            lanes = lanes + e;
        }
        const Vec e = exponential2(mulAdd(end, factor, shift));
        store(x + last, e);
        inverse[r] = 1.0F / sumLanes(lanes + e);
    }
}

void scaleRows(float *x, std::size_t stride, std::size_t rows, std::size_t count, const float *factors)
{
    for (std::size_t r = 0; r < rows; ++r, x += stride) {
        const Vec factor = splat(factors[r]);
        std::size_t i = 0;
        for (; i + kLanes <= count; i += kLanes)
            store(x + i, load(x + i) * factor);
        for (; i < count; ++i)
            x[i] *= factors[r];
    }
}

void transpose(const float *from, std::size_t fromStride, std::size_t rows, std::size_t columns, float *to,
               std::size_t toStride, std::size_t padded)
{
    std::size_t c = 0;
#if defined(__x86_64__)
    const std::size_t wholeRows = rows / 4 * 4;
    for (; c + 4 <= columns; c += 4) {
        for (std::size_t r = 0; r < wholeRows; r += 4) {
            __m128 x0 = _mm_loadu_ps(from + r * fromStride + c);
            __m128 x1 = _mm_loadu_ps(from + (r + 1) * fromStride + c);
            __m128 x2 = _mm_loadu_ps(from + (r + 2) * fromStride + c);
            __m128 x3 = _mm_loadu_ps(from + (r + 3) * fromStride + c);
            _MM_TRANSPOSE4_PS(x0, x1, x2, x3);
            _mm_storeu_ps(to + c * toStride + r, x0);
            _mm_storeu_ps(to + (c + 1) * toStride + r, x1);
            _mm_storeu_ps(to + (c + 2) * toStride + r, x2);
            _mm_storeu_ps(to + (c + 3) * toStride + r, x3);
        }
        for (std::size_t r = wholeRows; r < padded; ++r)
            for (std::size_t i = c; i < c + 4; ++i)
                to[i * toStride + r] = r < rows ? from[r * fromStride + i] : 0.0F;
    }
#endif
    for (; c < columns; ++c)
        for (std::size_t r = 0; r < padded; ++r)
            to[c * toStride + r] = r < rows ? from[r * fromStride + c] : 0.0F;
}

void fromInt16(const char *from, std::size_t count, float scale, float *to)
{
    for (std::size_t i = 0; i < count; ++i) {
        std::int16_t whole;
        __builtin_memcpy(&whole, from + i * sizeof whole, sizeof whole);
        to[i] = static_cast<float>(whole) * scale;
    }
}

} // namespace
} // namespace embedscope
