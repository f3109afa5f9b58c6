#pragma once

// For kernel sources only: one vector type, as wide as the instruction set that this very source is compiled for.
// Everything is in an unnamed namespace, and kernel sources include nothing of the standard library that has inline
// functions: the linker must never take a function compiled for AVX-512 for one that a plain processor runs.

#include <cstddef>
#include <cstdint>

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#elif defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace embedscope {
namespace {

#if defined(__AVX512F__)

constexpr std::size_t kLanes = 16;
using Vec = __m512;
inline Vec load(const float *p)
{
    return _mm512_loadu_ps(p);
}
inline void store(float *p, Vec v)
{
    _mm512_storeu_ps(p, v);
}
inline Vec splat(float x)
{
    return _mm512_set1_ps(x);
}
inline Vec mulAdd(Vec a, Vec b, Vec c)
{
    return _mm512_fmadd_ps(a, b, c);
}
inline Vec least(Vec a, Vec b)
{
    return _mm512_min_ps(a, b);
}
inline Vec greatest(Vec a, Vec b)
{
    return _mm512_max_ps(a, b);
}
/// 2^n for whole n in [-126, 127].
inline Vec powerOfTwo(Vec n)
{
    const __m512i bits = _mm512_slli_epi32(_mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127)), 23);
    return _mm512_castsi512_ps(bits);
}

#elif defined(__AVX2__)

constexpr std::size_t kLanes = 8;
using Vec = __m256;
inline Vec load(const float *p)
{
    return _mm256_loadu_ps(p);
}
inline void store(float *p, Vec v)
{
    _mm256_storeu_ps(p, v);
}
inline Vec splat(float x)
{
    return _mm256_set1_ps(x);
}
inline Vec mulAdd(Vec a, Vec b, Vec c)
{
    return _mm256_fmadd_ps(a, b, c);
}
inline Vec least(Vec a, Vec b)
{
    return _mm256_min_ps(a, b);
}
inline Vec greatest(Vec a, Vec b)
{
    return _mm256_max_ps(a, b);
}
inline Vec powerOfTwo(Vec n)
{
    const __m256i bits = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_castsi256_ps(bits);
}

#elif defined(__x86_64__)

constexpr std::size_t kLanes = 4;
using Vec = __m128;
inline Vec load(const float *p)
{
    return _mm_loadu_ps(p);
}
inline void store(float *p, Vec v)
{
    _mm_storeu_ps(p, v);
}
inline Vec splat(float x)
{
    return _mm_set1_ps(x);
}
inline Vec mulAdd(Vec a, Vec b, Vec c)
{
    return _mm_add_ps(_mm_mul_ps(a, b), c);
}
inline Vec least(Vec a, Vec b)
{
    return _mm_min_ps(a, b);
}
inline Vec greatest(Vec a, Vec b)
{
    return _mm_max_ps(a, b);
}
inline Vec powerOfTwo(Vec n)
{
    const __m128i bits = _mm_slli_epi32(_mm_add_epi32(_mm_cvtps_epi32(n), _mm_set1_epi32(127)), 23);
    return _mm_castsi128_ps(bits);
}

#else

constexpr std::size_t kLanes = 4;
using Vec = float __attribute__((vector_size(16)));
inline Vec load(const float *p)
{
    Vec v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
inline void store(float *p, Vec v)
{
    __builtin_memcpy(p, &v, sizeof v);
}
inline Vec splat(float x)
{
    return Vec{x, x, x, x};
}
inline Vec mulAdd(Vec a, Vec b, Vec c)
{
    return a * b + c;
}
inline Vec least(Vec a, Vec b)
{
    return a < b ? a : b;
}
inline Vec greatest(Vec a, Vec b)
{
    return a > b ? a : b;
}
inline Vec powerOfTwo(Vec n)
{
    using Ints = std::int32_t __attribute__((vector_size(16)));
    const Ints bits = (__builtin_convertvector(n, Ints) + 127) << 23;
    Vec v;
    __builtin_memcpy(&v, &bits, sizeof v);
    return v;
}

#endif

// Lane i with lane i + width for every width from half the lanes down to 1: the same tree, so the same bits, as a loop.
#if defined(__AVX512F__)
#define EMBEDSCOPE_FOLD(v, combine)                                                                                    \
    v = combine(v, __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));               \
    v = combine(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));               \
    v = combine(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));               \
    v = combine(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14))
#elif defined(__AVX2__)
#define EMBEDSCOPE_FOLD(v, combine)                                                                                    \
    v = combine(v, __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3));                                             \
    v = combine(v, __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5));                                             \
    v = combine(v, __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6))
#else
#define EMBEDSCOPE_FOLD(v, combine)                                                                                    \
    v = combine(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));                                                         \
    v = combine(v, __builtin_shufflevector(v, v, 1, 0, 3, 2))
#endif

inline Vec plus(Vec a, Vec b)
{
    return a + b;
}

/// The lanes added up, always in the same order.
inline float sumLanes(Vec v)
{
    EMBEDSCOPE_FOLD(v, plus);
    return v[0];
}

inline float minLanes(Vec v)
{
    EMBEDSCOPE_FOLD(v, least);
    return v[0];
}

inline float maxLanes(Vec v)
{
    EMBEDSCOPE_FOLD(v, greatest);
    return v[0];
}

} // namespace
} // namespace embedscope
