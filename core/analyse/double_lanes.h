#pragma once

// For kernel sources only, as core/base/cpu_vector.h: eight doubles at once, in as many registers as the instruction
// set that this very source is compiled for needs. Every operation is correctly rounded lane by lane, so all sets give
// the same bits.

#include <cstddef>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace embedscope {
namespace {

#if defined(__AVX512F__)
using Part = __m512d;
constexpr std::size_t kPartLanes = 8;
inline Part partLoad(const double *p)
{
    return _mm512_loadu_pd(p);
}
inline Part partWiden(const float *p)
{
    return _mm512_cvtps_pd(_mm256_loadu_ps(p));
}
inline void partStore(double *p, Part v)
{
    _mm512_storeu_pd(p, v);
}
inline Part partSplat(double x)
{
    return _mm512_set1_pd(x);
}
inline Part partAdd(Part a, Part b)
{
    return _mm512_add_pd(a, b);
}
inline Part partSub(Part a, Part b)
{
    return _mm512_sub_pd(a, b);
}
inline Part partMul(Part a, Part b)
{
    return _mm512_mul_pd(a, b);
}
inline Part partDiv(Part a, Part b)
{
    return _mm512_div_pd(a, b);
}
inline Part partSqrt(Part a)
{
    return _mm512_sqrt_pd(a);
}
inline Part partMin(Part a, Part b)
{
    return _mm512_min_pd(a, b);
}
inline Part partMax(Part a, Part b)
{
    return _mm512_max_pd(a, b);
}
inline Part partWherePositive(Part test, Part then, Part otherwise)
{
    return _mm512_mask_blend_pd(_mm512_cmp_pd_mask(test, _mm512_setzero_pd(), _CMP_GT_OQ), otherwise, then);
}
inline Part partMulAddExact(Part a, Part b, Part c)
{
    return _mm512_fmadd_pd(a, b, c);
}
#elif defined(__AVX2__)
using Part = __m256d;
constexpr std::size_t kPartLanes = 4;
inline Part partLoad(const double *p)
{
    return _mm256_loadu_pd(p);
}
inline Part partWiden(const float *p)
{
    return _mm256_cvtps_pd(_mm_loadu_ps(p));
}
inline void partStore(double *p, Part v)
{
    _mm256_storeu_pd(p, v);
}
inline Part partSplat(double x)
{
    return _mm256_set1_pd(x);
}
inline Part partAdd(Part a, Part b)
{
    return _mm256_add_pd(a, b);
}
inline Part partSub(Part a, Part b)
{
    return _mm256_sub_pd(a, b);
}
inline Part partMul(Part a, Part b)
{
    return _mm256_mul_pd(a, b);
}
inline Part partDiv(Part a, Part b)
{
    return _mm256_div_pd(a, b);
}
inline Part partSqrt(Part a)
{
    return _mm256_sqrt_pd(a);
}
inline Part partMin(Part a, Part b)
{
    return _mm256_min_pd(a, b);
}
inline Part partMax(Part a, Part b)
{
    return _mm256_max_pd(a, b);
}
inline Part partWherePositive(Part test, Part then, Part otherwise)
{
    return _mm256_blendv_pd(otherwise, then, _mm256_cmp_pd(test, _mm256_setzero_pd(), _CMP_GT_OQ));
}
inline Part partMulAddExact(Part a, Part b, Part c)
{
    return _mm256_fmadd_pd(a, b, c);
}
#elif defined(__x86_64__)
using Part = __m128d;
constexpr std::size_t kPartLanes = 2;
inline Part partLoad(const double *p)
{
    return _mm_loadu_pd(p);
}
inline Part partWiden(const float *p)
{
    return _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64(reinterpret_cast<const __m128i *>(p))));
}
inline void partStore(double *p, Part v)
{
    _mm_storeu_pd(p, v);
}
inline Part partSplat(double x)
{
    return _mm_set1_pd(x);
}
inline Part partAdd(Part a, Part b)
{
    return _mm_add_pd(a, b);
}
inline Part partSub(Part a, Part b)
{
    return _mm_sub_pd(a, b);
}
inline Part partMul(Part a, Part b)
{
    return _mm_mul_pd(a, b);
}
inline Part partDiv(Part a, Part b)
{
    return _mm_div_pd(a, b);
}
inline Part partSqrt(Part a)
{
    return _mm_sqrt_pd(a);
}
inline Part partMin(Part a, Part b)
{
    return _mm_min_pd(a, b);
}
inline Part partMax(Part a, Part b)
{
    return _mm_max_pd(a, b);
}
inline Part partWherePositive(Part test, Part then, Part otherwise)
{
    const Part mask = _mm_cmpgt_pd(test, _mm_setzero_pd());
    return _mm_or_pd(_mm_and_pd(mask, then), _mm_andnot_pd(mask, otherwise));
}
inline Part partMulAddExact(Part a, Part b, Part c)
{
    return _mm_add_pd(_mm_mul_pd(a, b), c);
}
#else
using Part = double;
constexpr std::size_t kPartLanes = 1;
inline Part partLoad(const double *p)
{
    return *p;
}
inline Part partWiden(const float *p)
{
    return static_cast<double>(*p);
}
inline void partStore(double *p, Part v)
{
    *p = v;
}
inline Part partSplat(double x)
{
    return x;
}
inline Part partAdd(Part a, Part b)
{
    return a + b;
}
inline Part partSub(Part a, Part b)
{
    return a - b;
}
inline Part partMul(Part a, Part b)
{
    return a * b;
}
inline Part partDiv(Part a, Part b)
{
    return a / b;
}
inline Part partSqrt(Part a)
{
    return __builtin_sqrt(a);
}
inline Part partMin(Part a, Part b)
{
    return a < b ? a : b;
}
inline Part partMax(Part a, Part b)
{
    return a > b ? a : b;
}
inline Part partWherePositive(Part test, Part then, Part otherwise)
{
    return test > 0 ? then : otherwise;
}
inline Part partMulAddExact(Part a, Part b, Part c)
{
    return a * b + c;
}
#endif

constexpr std::size_t kDoubles = 8;
constexpr std::size_t kParts = kDoubles / kPartLanes;

struct Doubles
{
    Part part[kParts];
};

// One loop over the registers for each operation.
#define EMBEDSCOPE_LANEWISE(expression)                                                                                \
    Doubles out;                                                                                                       \
    _Pragma("GCC unroll 8") for (std::size_t i = 0; i < kParts; ++i) out.part[i] = expression;                         \
    return out

inline Doubles load(const double *p)
{
    EMBEDSCOPE_LANEWISE(partLoad(p + i * kPartLanes));
}
inline Doubles widen(const float *p)
{
    EMBEDSCOPE_LANEWISE(partWiden(p + i * kPartLanes));
}
inline Doubles splat(double x)
{
    EMBEDSCOPE_LANEWISE(partSplat(x));
}
inline Doubles operator+(Doubles a, Doubles b)
{
    EMBEDSCOPE_LANEWISE(partAdd(a.part[i], b.part[i]));
}
inline Doubles operator-(Doubles a, Doubles b)
{
    EMBEDSCOPE_LANEWISE(partSub(a.part[i], b.part[i]));
}
inline Doubles operator*(Doubles a, Doubles b)
{
    EMBEDSCOPE_LANEWISE(partMul(a.part[i], b.part[i]));
}
inline Doubles operator/(Doubles a, Doubles b)
{
    EMBEDSCOPE_LANEWISE(partDiv(a.part[i], b.part[i]));
}
inline Doubles squareRoot(Doubles a)
{
    EMBEDSCOPE_LANEWISE(partSqrt(a.part[i]));
}
inline Doubles least(Doubles a, Doubles b)
{
    EMBEDSCOPE_LANEWISE(partMin(a.part[i], b.part[i]));
}
inline Doubles greatest(Doubles a, Doubles b)
{
    EMBEDSCOPE_LANEWISE(partMax(a.part[i], b.part[i]));
}
/// Where test > 0: then; elsewhere: otherwise.
inline Doubles wherePositive(Doubles test, Doubles then, Doubles otherwise)
{
    EMBEDSCOPE_LANEWISE(partWherePositive(test.part[i], then.part[i], otherwise.part[i]));
}
/// a · b + c for numbers that came from float32: their product is exact, so that fusing or not makes no difference.
inline Doubles mulAddExact(Doubles a, Doubles b, Doubles c)
{
    EMBEDSCOPE_LANEWISE(partMulAddExact(a.part[i], b.part[i], c.part[i]));
}
#undef EMBEDSCOPE_LANEWISE

inline void store(double *p, Doubles v)
{
    for (std::size_t i = 0; i < kParts; ++i)
        partStore(p + i * kPartLanes, v.part[i]);
}

/// The lanes added up, in the order of dotInDouble() (core/analyse/rows.h).
inline double sumLanes(Doubles v)
{
    double lanes[kDoubles];
    store(lanes, v);
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

} // namespace
} // namespace embedscope
