// Products of bytes, compiled once for each instruction set. The including source defines kRowsAtOnce (rows of a tile)
// and kVectors (vectors of a tile's row), and EMBEDSCOPE_INT8_VNNI where the instruction that multiplies four bytes by
// four bytes and adds them to an int32 without saturating (vpdpbusd) is there. Elsewhere numbers are widened to 16 bits
// beforehand: pmaddwd adds two products of at most 255 · 127 exactly. (pmaddubsw, which takes bytes, saturates at 16
// bits: 255 · 127 · 2 is twice what it can hold.)

#include "core/base/cpu_vector.h"
#include "core/base/gemm/gemm_int8_kernel.h"

namespace embedscope {
namespace {

#if defined(EMBEDSCOPE_INT8_VNNI)
constexpr std::size_t kGroup = 4;
using Stored = std::uint8_t;
#else
constexpr std::size_t kGroup = 2;
using Stored = std::int16_t;
#endif

#if defined(__AVX512F__)

using Ints = std::int32_t __attribute__((vector_size(64)));
inline Ints loadInts(const void *p)
{
    return reinterpret_cast<Ints>(_mm512_loadu_si512(p));
}
inline void storeInts(void *p, Ints v)
{
    _mm512_storeu_si512(p, reinterpret_cast<__m512i>(v));
}
inline Ints splatInt(std::int32_t x)
{
    return reinterpret_cast<Ints>(_mm512_set1_epi32(x));
}
inline Ints noInts()
{
    return Ints{};
}
inline Vec toFloats(Ints v)
{
    return _mm512_cvtepi32_ps(reinterpret_cast<__m512i>(v));
}
inline Ints toNearest(Vec v)
{
    return reinterpret_cast<Ints>(_mm512_cvtps_epi32(v));
}
#if defined(EMBEDSCOPE_INT8_VNNI)
inline Ints addProducts(Ints sum, Ints a, Ints w)
{
    return reinterpret_cast<Ints>(_mm512_dpbusd_epi32(reinterpret_cast<__m512i>(sum), reinterpret_cast<__m512i>(a),
                                                      reinterpret_cast<__m512i>(w)));
}
inline void storeNarrow(Stored *p, Ints v)
{
    _mm_storeu_si128(reinterpret_cast<__m128i *>(p), _mm512_cvtepi32_epi8(reinterpret_cast<__m512i>(v)));
}
#else
inline Ints addProducts(Ints sum, Ints a, Ints w)
{
    return sum + reinterpret_cast<Ints>(_mm512_madd_epi16(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(w)));
}
inline void storeNarrow(Stored *p, Ints v)
{
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(p), _mm512_cvtepi32_epi16(reinterpret_cast<__m512i>(v)));
}
#endif

#elif defined(__AVX2__)

using Ints = std::int32_t __attribute__((vector_size(32)));
inline Ints loadInts(const void *p)
{
    return reinterpret_cast<Ints>(_mm256_loadu_si256(static_cast<const __m256i *>(p)));
}
inline void storeInts(void *p, Ints v)
{
    _mm256_storeu_si256(static_cast<__m256i *>(p), reinterpret_cast<__m256i>(v));
}
inline Ints splatInt(std::int32_t x)
{
    return reinterpret_cast<Ints>(_mm256_set1_epi32(x));
}
inline Ints noInts()
{
    return Ints{};
}
inline Vec toFloats(Ints v)
{
    return _mm256_cvtepi32_ps(reinterpret_cast<__m256i>(v));
}
inline Ints toNearest(Vec v)
{
    return reinterpret_cast<Ints>(_mm256_cvtps_epi32(v));
}
inline __m128i narrow16(Ints v)
{
    return _mm_packs_epi32(_mm256_castsi256_si128(reinterpret_cast<__m256i>(v)),
                           _mm256_extracti128_si256(reinterpret_cast<__m256i>(v), 1));
}
#if defined(EMBEDSCOPE_INT8_VNNI)
inline Ints addProducts(Ints sum, Ints a, Ints w)
{
    return reinterpret_cast<Ints>(_mm256_dpbusd_avx_epi32(reinterpret_cast<__m256i>(sum), reinterpret_cast<__m256i>(a),
                                                          reinterpret_cast<__m256i>(w)));
}
inline void storeNarrow(Stored *p, Ints v)
{
    // To bytes by their lower halves: 0 … 255 and −127 … 127 alike.
    const __m128i words = _mm_and_si128(narrow16(v), _mm_set1_epi16(255));
    _mm_storel_epi64(reinterpret_cast<__m128i *>(p), _mm_packus_epi16(words, words));
}
#else
inline Ints addProducts(Ints sum, Ints a, Ints w)
{
    return sum + reinterpret_cast<Ints>(_mm256_madd_epi16(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(w)));
}
inline void storeNarrow(Stored *p, Ints v)
{
    _mm_storeu_si128(reinterpret_cast<__m128i *>(p), narrow16(v));
}
#endif

#elif defined(__x86_64__)

using Ints = std::int32_t __attribute__((vector_size(16)));
inline Ints loadInts(const void *p)
{
    return reinterpret_cast<Ints>(_mm_loadu_si128(static_cast<const __m128i *>(p)));
}
inline void storeInts(void *p, Ints v)
{
    _mm_storeu_si128(static_cast<__m128i *>(p), reinterpret_cast<__m128i>(v));
}
inline Ints splatInt(std::int32_t x)
{
    return reinterpret_cast<Ints>(_mm_set1_epi32(x));
}
inline Ints noInts()
{
    return Ints{};
}
inline Vec toFloats(Ints v)
{
    return _mm_cvtepi32_ps(reinterpret_cast<__m128i>(v));
}
inline Ints toNearest(Vec v)
{
    return reinterpret_cast<Ints>(_mm_cvtps_epi32(v));
}
inline Ints addProducts(Ints sum, Ints a, Ints w)
{
    return sum + reinterpret_cast<Ints>(_mm_madd_epi16(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(w)));
}
inline void storeNarrow(Stored *p, Ints v)
{
    _mm_storel_epi64(reinterpret_cast<__m128i *>(p),
                     _mm_packs_epi32(reinterpret_cast<__m128i>(v), reinterpret_cast<__m128i>(v)));
}

#else

using Ints = std::int32_t __attribute__((vector_size(16)));
using Words = std::int16_t __attribute__((vector_size(16)));
inline Ints loadInts(const void *p)
{
    Ints v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
inline void storeInts(void *p, Ints v)
{
    __builtin_memcpy(p, &v, sizeof v);
}
inline Ints splatInt(std::int32_t x)
{
    return Ints{x, x, x, x};
}
inline Ints noInts()
{
    return Ints{0, 0, 0, 0};
}
inline Vec toFloats(Ints v)
{
    return __builtin_convertvector(v, Vec);
}
inline Ints toNearest(Vec v)
{
    Ints n;
    for (int i = 0; i < 4; ++i)
        n[i] = static_cast<std::int32_t>(__builtin_nearbyintf(v[i]));
    return n;
}
inline Ints addProducts(Ints sum, Ints a, Ints w)
{
    Words x, y;
    __builtin_memcpy(&x, &a, sizeof x);
    __builtin_memcpy(&y, &w, sizeof y);
    for (int i = 0; i < 4; ++i)
        sum[i] += x[2 * i] * y[2 * i] + x[2 * i + 1] * y[2 * i + 1];
    return sum;
}
inline void storeNarrow(Stored *p, Ints v)
{
    for (int i = 0; i < 4; ++i)
        p[i] = static_cast<Stored>(v[i]);
}

#endif

constexpr std::size_t kPanelWidth = kVectors * kLanes;
constexpr std::size_t kGroupBytes = 4; // four bytes or two words

// One group of inputs of one row, in every lane.
inline Ints splatGroup(const std::uint8_t *p)
{
    std::int32_t group;
    __builtin_memcpy(&group, p, sizeof group);
    return splatInt(group);
}

template <typename Out> constexpr bool kIsInt = false;
template <> constexpr bool kIsInt<std::int32_t> = true;

// Out float: the results; int32: the bare sums.
template <std::size_t Rows, typename Out>
void tile(const Int8RowsView &rows, std::size_t first, const Int8PanelView &panel, Out *c, std::size_t cStride)
{
    Ints sum[Rows][kVectors];
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < kVectors; ++v)
            sum[r][v] = noInts();
    const std::uint8_t *const a = rows.values + first * rows.stride;
    const std::size_t stride = rows.stride;
    const std::size_t groups = panel.groups;
    const std::uint8_t *const weights = panel.weights;
    for (std::size_t g = 0; g < groups; ++g) {
        Ints weight[kVectors];
#pragma GCC unroll 4
        for (std::size_t v = 0; v < kVectors; ++v)
            weight[v] = loadInts(weights + (g * kVectors + v) * sizeof(Ints));
#pragma GCC unroll 16
        for (std::size_t r = 0; r < Rows; ++r) {
            const Ints x = splatGroup(a + r * stride + g * kGroupBytes);
#pragma GCC unroll 4
            for (std::size_t v = 0; v < kVectors; ++v)
                sum[r][v] = addProducts(sum[r][v], x, weight[v]);
        }
    }
    c += first * cStride;
    if constexpr (kIsInt<Out>) {
#pragma GCC unroll 16
        for (std::size_t r = 0; r < Rows; ++r)
#pragma GCC unroll 4
            for (std::size_t v = 0; v < kVectors; ++v)
                storeInts(c + r * cStride + v * kLanes, sum[r][v]);
    } else {
#pragma GCC unroll 16
        for (std::size_t r = 0; r < Rows; ++r) {
            const Vec scale = splat(rows.scales[first + r]);
            const Vec low = splat(rows.lows[first + r]);
#pragma GCC unroll 4
            for (std::size_t v = 0; v < kVectors; ++v)
                store(c + r * cStride + v * kLanes,
                      mulAdd(toFloats(sum[r][v]) * load(panel.scales + v * kLanes), scale,
                             mulAdd(low, load(panel.sums + v * kLanes), load(panel.bias + v * kLanes))));
        }
    }
}

template <std::size_t Rows, typename Out>
void tileOf(std::size_t rows, const Int8RowsView &a, std::size_t first, const Int8PanelView &panel, Out *c,
            std::size_t cStride)
{
    if constexpr (Rows > 1)
        if (rows < Rows)
            return tileOf<Rows - 1>(rows, a, first, panel, c, cStride);
    tile<Rows>(a, first, panel, c, cStride);
}

template <typename Out> void run(const Int8RowsView &a, const Int8PanelView &panel, Out *c, std::size_t cStride)
{
    // Tiles of nearly equal height: a last tile of one row would cost almost as much as a full one.
    const std::size_t tiles = (a.rows + kRowsAtOnce - 1) / kRowsAtOnce;
    std::size_t done = 0;
    for (std::size_t t = 0; t < tiles; ++t) {
        const std::size_t height = (a.rows - done + (tiles - t) - 1) / (tiles - t);
        tileOf<kRowsAtOnce>(height, a, done, panel, c, cStride);
        done += height;
    }
}

void quantise(const float *x, const float *factors, std::size_t count, std::uint8_t *to, float *scale, float *low)
{
    const std::size_t whole = count / kLanes * kLanes;
    float restLow = x[0] * (factors ? factors[0] : 1.0F);
    float restHigh = restLow;
    for (std::size_t i = whole; i < count; ++i) {
        const float value = x[i] * (factors ? factors[i] : 1.0F);
        restLow = value < restLow ? value : restLow;
        restHigh = value > restHigh ? value : restHigh;
    }
    Vec lows = splat(restLow);
    Vec highs = splat(restHigh);
    for (std::size_t i = 0; i < whole; i += kLanes) {
        const Vec v = factors ? load(x + i) * load(factors + i) : load(x + i);
        lows = least(lows, v);
        highs = greatest(highs, v);
    }
    const float lowest = minLanes(lows);
    const float range = maxLanes(highs) - lowest;
    const float inverse = range > 0 ? 255.0F / range : 0.0F;
    *low = lowest;
    *scale = range / 255.0F;

    // The greatest number times `inverse` may be a little above 255, never by a half: nothing needs to be cut off.
    Stored *out = reinterpret_cast<Stored *>(to);
    const Vec shift = splat(lowest);
    const Vec factor = splat(inverse);
    for (std::size_t i = 0; i < whole; i += kLanes) {
        const Vec v = factors ? load(x + i) * load(factors + i) : load(x + i);
        storeNarrow(out + i, toNearest((v - shift) * factor));
    }
    if (whole < count) {
        float lanes[kLanes];
        for (std::size_t i = 0; i < kLanes; ++i)
            lanes[i] = whole + i < count ? x[whole + i] * (factors ? factors[whole + i] : 1.0F) : lowest;
        Stored narrow[kLanes];
        storeNarrow(narrow, toNearest((load(lanes) - shift) * factor));
        for (std::size_t i = whole; i < (count + kGroup - 1) / kGroup * kGroup; ++i)
            out[i] = i < count ? narrow[i - whole] : Stored{0};
    }
}

void quantiseWeights(const float *weights, std::size_t count, std::uint8_t *to, float *scale, std::int32_t *sum)
{
    const std::size_t whole = count / kLanes * kLanes;
    Vec highest = splat(0);
    Vec faults = splat(0); // infinity and NaN times 0 are NaN
    float restHighest = 0;
    float restFaults = 0;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        const Vec v = load(weights + i);
        highest = greatest(highest, greatest(v, splat(0) - v));
        faults = faults + v * splat(0);
    }
    for (std::size_t i = whole; i < count; ++i) {
        const float size = weights[i] < 0 ? -weights[i] : weights[i];
        restHighest = size > restHighest ? size : restHighest;
        restFaults += weights[i] * 0;
    }
    const float fault = sumLanes(faults) + restFaults;
    const float most = maxLanes(greatest(highest, splat(restHighest)));
    const float inverse = most > 0 && fault == 0 ? 127.0F / most : 0.0F;
    *scale = most / 127.0F + fault;

    Stored *out = reinterpret_cast<Stored *>(to);
    const Vec factor = splat(inverse);
    Ints total = noInts();
    std::int32_t restTotal = 0;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        const Ints q = toNearest(load(weights + i) * factor);
        storeNarrow(out + i, q);
        total += q;
    }
    if (whole < count) {
        float lanes[kLanes];
        Stored narrow[kLanes];
        std::int32_t wide[kLanes];
        for (std::size_t i = 0; i < kLanes; ++i)
            lanes[i] = whole + i < count ? weights[whole + i] * inverse : 0.0F;
        const Ints q = toNearest(load(lanes));
        storeNarrow(narrow, q);
        storeInts(wide, q);
        for (std::size_t i = whole; i < (count + kGroup - 1) / kGroup * kGroup; ++i) {
            out[i] = i < count ? narrow[i - whole] : Stored{0};
            restTotal += i < count ? wide[i - whole] : 0;
        }
    }
    std::int32_t each[kLanes];
    storeInts(each, total);
    for (std::size_t i = 0; i < kLanes; ++i)
        restTotal += each[i];
    *sum = restTotal;
}

} // namespace
} // namespace embedscope
