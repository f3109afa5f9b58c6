// The loops of tsne_kernels.h, compiled once for each instruction set. As in core/base/cpu_vector.h everything is in an
// unnamed namespace and nothing of the standard library with inline functions is included.

#include "core/analyse/project/tsne/tsne_kernels.h"

namespace embedscope {
namespace {

constexpr std::size_t kLanes = TsneKernels::kLanes;
// As many registers as the instruction set needs for sixteen numbers.
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));
using Register = float __attribute__((vector_size(kLanes * sizeof(float))));

inline float sumOf(const Register &v)
{
    float eight[8];
    for (std::size_t i = 0; i < 8; ++i)
        eight[i] = v[i] + v[i + 8];
    return ((eight[0] + eight[4]) + (eight[2] + eight[6])) + ((eight[1] + eight[5]) + (eight[3] + eight[7]));
}

void repel(float x, float y, const float *xs, const float *ys, std::size_t count, float *out)
{
    Register sum{};
    Register pushX{};
    Register pushY{};
    for (std::size_t j = 0; j < count; j += kLanes) {
        const Register dx = x - *reinterpret_cast<const Lanes *>(xs + j);
        const Register dy = y - *reinterpret_cast<const Lanes *>(ys + j);
        const Register q = 1 / (1 + (dx * dx + dy * dy));
        const Register square = q * q;
        sum += q;
        pushX += square * dx;
        pushY += square * dy;
    }
    out[0] = sumOf(sum);
    out[1] = sumOf(pushX);
    out[2] = sumOf(pushY);
}

void attract(float x, float y, const float *places, const std::uint32_t *to, const float *p, std::size_t count,
             float *out)
{
    Register pullX{};
    Register pullY{};
    for (std::size_t e = 0; e < count; e += kLanes) {
        float otherX[kLanes];
        float otherY[kLanes];
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            otherX[lane] = places[2 * to[e + lane]];
            otherY[lane] = places[2 * to[e + lane] + 1];
        }
        const Register dx = x - *reinterpret_cast<const Lanes *>(otherX);
        const Register dy = y - *reinterpret_cast<const Lanes *>(otherY);
        const Register strength = *reinterpret_cast<const Lanes *>(p + e) / (1 + (dx * dx + dy * dy));
        pullX += strength * dx;
        pullY += strength * dy;
    }
    out[0] = sumOf(pullX);
    out[1] = sumOf(pullY);
}

struct Complex
{
    Register re, im;
};

inline Complex operator+(const Complex &a, const Complex &b)
{
    return {a.re + b.re, a.im + b.im};
}
inline Complex operator-(const Complex &a, const Complex &b)
{
    return {a.re - b.re, a.im - b.im};
}
inline Complex operator*(float factor, const Complex &a)
{
    return {factor * a.re, factor * a.im};
}
/// a·(-i).
inline Complex turned(const Complex &a)
{
    return {a.im, -a.re};
}
inline Complex times(const Complex &a, float re, float im)
{
    return {a.re * re - a.im * im, a.re * im + a.im * re};
}

// The transforms of R numbers, in place.
template <std::size_t R> inline void butterfly(Complex *x);
template <> inline void butterfly<2>(Complex *x)
{
    const Complex a = x[0];
    x[0] = a + x[1];
    x[1] = a - x[1];
}
template <> inline void butterfly<3>(Complex *x)
{
    const Complex sum = x[1] + x[2];
    const Complex middle = x[0] - 0.5F * sum;
    const Complex across = turned(0.866025403784F * (x[1] - x[2]));
    x[0] = x[0] + sum;
    x[1] = middle + across;
    x[2] = middle - across;
}
template <> inline void butterfly<4>(Complex *x)
{
    const Complex a = x[0] + x[2];
    const Complex b = x[0] - x[2];
    const Complex c = x[1] + x[3];
    const Complex d = turned(x[1] - x[3]);
    x[0] = a + c;
    x[1] = b + d;
    x[2] = a - c;
    x[3] = b - d;
}
template <> inline void butterfly<5>(Complex *x)
{
    const Complex a = x[1] + x[4];
    const Complex b = x[2] + x[3];
    const Complex c = x[1] - x[4];
    const Complex d = x[2] - x[3];
    const Complex middle1 = x[0] + 0.309016994375F * a - 0.809016994375F * b;
    const Complex middle2 = x[0] - 0.809016994375F * a + 0.309016994375F * b;
    const Complex across1 = turned(0.951056516295F * c + 0.587785252292F * d);
    const Complex across2 = turned(0.587785252292F * c - 0.951056516295F * d);
    x[0] = x[0] + a + b;
    x[1] = middle1 + across1;
    x[2] = middle2 + across2;
    x[3] = middle2 - across2;
    x[4] = middle1 - across1;
}

// One step of Stockham's self-sorting transform: `remaining` = R · m numbers of each of `done` transforms.
template <std::size_t R>
void step(const float *fromRe, const float *fromIm, float *toRe, float *toIm, const float *roots, std::size_t size,
          std::size_t remaining)
{
    const std::size_t m = remaining / R;
    const std::size_t done = size / remaining;
    for (std::size_t p = 0; p < m; ++p) {
        for (std::size_t q = 0; q < done; ++q) {
            Complex x[R];
            for (std::size_t j = 0; j < R; ++j) {
                const std::size_t at = (q + done * (p + m * j)) * kLanes;
                x[j] = {*reinterpret_cast<const Lanes *>(fromRe + at), *reinterpret_cast<const Lanes *>(fromIm + at)};
            }
            butterfly<R>(x);
            for (std::size_t k = 0; k < R; ++k) {
                if (k > 0 && p > 0) {
                    const std::size_t root = p * k * done; // below size: p < m, k < R
                    x[k] = times(x[k], roots[2 * root], roots[2 * root + 1]);
                }
                const std::size_t at = (q + done * (R * p + k)) * kLanes;
                *reinterpret_cast<Lanes *>(toRe + at) = x[k].re;
                *reinterpret_cast<Lanes *>(toIm + at) = x[k].im;
            }
        }
    }
}

void fourier(float *re, float *im, float *spare, const float *roots, std::size_t size)
{
    float *from[2] = {re, im};
    float *to[2] = {spare, spare + size * kLanes};
    for (std::size_t remaining = size; remaining > 1;) {
        std::size_t radix = 5;
        if (remaining % 4 == 0) {
            radix = 4;
            step<4>(from[0], from[1], to[0], to[1], roots, size, remaining);
        } else if (remaining % 2 == 0) {
            radix = 2;
            step<2>(from[0], from[1], to[0], to[1], roots, size, remaining);
        } else if (remaining % 3 == 0) {
            radix = 3;
            step<3>(from[0], from[1], to[0], to[1], roots, size, remaining);
        } else {
            step<5>(from[0], from[1], to[0], to[1], roots, size, remaining);
        }
        remaining /= radix;
        for (std::size_t part = 0; part < 2; ++part) {
            float *other = from[part];
            from[part] = to[part];
            to[part] = other;
        }
    }
    if (from[0] == re)
        return;
    for (std::size_t i = 0; i < size * kLanes; i += kLanes) {
        *reinterpret_cast<Lanes *>(re + i) = *reinterpret_cast<const Lanes *>(from[0] + i);
        *reinterpret_cast<Lanes *>(im + i) = *reinterpret_cast<const Lanes *>(from[1] + i);
    }
}

void transpose(const float *from, std::size_t fromStride, float *to, std::size_t toStride)
{
    for (std::size_t r = 0; r < kLanes; ++r)
        for (std::size_t c = 0; c < kLanes; ++c)
            to[c * toStride + r] = from[r * fromStride + c];
}

} // namespace
} // namespace embedscope
