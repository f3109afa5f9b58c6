// The loops of analyse_kernels.h, compiled once for each instruction set. The including source defines kTileRows: a
// tile of so many rows by so many rows fills the registers with its sums.

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/double_lanes.h"

namespace embedscope {
namespace {

template <std::size_t A, std::size_t B>
void dotTile(const float *a, const float *b, std::size_t size, double *out, std::size_t stride)
{
    Doubles sum[A][B];
    for (std::size_t r = 0; r < A; ++r)
        for (std::size_t c = 0; c < B; ++c)
            sum[r][c] = splat(0);
    const std::size_t whole = size / kDoubles * kDoubles;
    for (std::size_t k = 0; k < whole; k += kDoubles) {
        Doubles left[A];
#pragma GCC unroll 4
        for (std::size_t r = 0; r < A; ++r)
            left[r] = widen(a + r * size + k);
#pragma GCC unroll 4
        for (std::size_t c = 0; c < B; ++c) {
            const Doubles right = widen(b + c * size + k);
#pragma GCC unroll 4
            for (std::size_t r = 0; r < A; ++r)
                sum[r][c] = mulAddExact(left[r], right, sum[r][c]);
        }
    }
    if (whole < size) { // adding the zeros beyond the end changes no sum
        float tailA[A][kDoubles] = {};
        float tailB[B][kDoubles] = {};
        for (std::size_t k = whole; k < size; ++k) {
            for (std::size_t r = 0; r < A; ++r)
                tailA[r][k - whole] = a[r * size + k];
            for (std::size_t c = 0; c < B; ++c)
                tailB[c][k - whole] = b[c * size + k];
        }
        for (std::size_t r = 0; r < A; ++r)
            for (std::size_t c = 0; c < B; ++c)
                sum[r][c] = mulAddExact(widen(tailA[r]), widen(tailB[c]), sum[r][c]);
    }
    for (std::size_t r = 0; r < A; ++r)
        for (std::size_t c = 0; c < B; ++c)
            out[r * stride + c] = sumLanes(sum[r][c]);
}

template <std::size_t A>
void dotRows(const float *a, const float *b, std::size_t rowsB, std::size_t size, double *out, std::size_t stride)
{
    std::size_t c = 0;
    for (; c + kTileRows <= rowsB; c += kTileRows)
        dotTile<A, kTileRows>(a, b + c * size, size, out + c, stride);
    for (; c < rowsB; ++c)
        dotTile<A, 1>(a, b + c * size, size, out + c, stride);
}

void dots(const float *a, std::size_t rowsA, const float *b, std::size_t rowsB, std::size_t size, double *out,
          std::size_t stride)
{
    std::size_t r = 0;
    for (; r + kTileRows <= rowsA; r += kTileRows)
        dotRows<kTileRows>(a + r * size, b, rowsB, size, out + r * stride, stride);
    for (; r < rowsA; ++r)
        dotRows<1>(a + r * size, b, rowsB, size, out + r * stride, stride);
}

void cosines(double *values, double squared, const double *squares, std::size_t count, double undefined)
{
    const auto eight = [&](double *value, const double *square) {
        const Doubles squaresHere = load(square);
        const Doubles cosine = load(value) / squareRoot(splat(squared) * squaresHere);
        const Doubles inRange = least(greatest(cosine, splat(-1)), splat(1));
        store(value, wherePositive(squaresHere, inRange, splat(undefined)));
    };
    std::size_t j = 0;
    for (; j + kDoubles <= count; j += kDoubles)
        eight(values + j, squares + j);
    if (j == count)
        return;
    double value[kDoubles] = {};
    double square[kDoubles] = {};
    for (std::size_t lane = 0; j + lane < count; ++lane) {
        value[lane] = values[j + lane];
        square[lane] = squares[j + lane];
    }
    eight(value, square);
    for (std::size_t lane = 0; j + lane < count; ++lane)
        values[j + lane] = value[lane];
}

template <std::size_t C>
double majoriseIn(const double *place, const double *const *columns, const double *wanted, std::size_t n, double *moved)
{
    Doubles stress = splat(0);
    Doubles sums[C];
    Doubles own[C];
    for (std::size_t k = 0; k < C; ++k) {
        sums[k] = splat(0);
        own[k] = splat(place[k]);
    }
    const auto eight = [&](const double *const *others, const double *wantedHere) {
        Doubles away[C];
        Doubles squared = splat(0);
        for (std::size_t k = 0; k < C; ++k) {
            away[k] = own[k] - load(others[k]);
            squared = squared + away[k] * away[k];
        }
        const Doubles length = squareRoot(squared);
        const Doubles distance = load(wantedHere);
        const Doubles residual = length - distance;
        stress = stress + residual * residual;
        const Doubles ratio = wherePositive(length, distance / length, splat(0));
        for (std::size_t k = 0; k < C; ++k)
            sums[k] = sums[k] + ratio * away[k];
    };
    const double *others[C];
    std::size_t j = 0;
    for (; j + kDoubles <= n; j += kDoubles) {
        for (std::size_t k = 0; k < C; ++k)
            others[k] = columns[k] + j;
        eight(others, wanted + j);
    }
    if (j < n) { // filled up with the row's own place, at distance 0 from itself
        double tail[C][kDoubles];
        double tailWanted[kDoubles] = {};
        for (std::size_t lane = 0; lane < kDoubles; ++lane) {
            for (std::size_t k = 0; k < C; ++k)
                tail[k][lane] = j + lane < n ? columns[k][j + lane] : place[k];
            if (j + lane < n)
                tailWanted[lane] = wanted[j + lane];
        }
        for (std::size_t k = 0; k < C; ++k)
            others[k] = tail[k];
        eight(others, tailWanted);
    }
    for (std::size_t k = 0; k < C; ++k)
        moved[k] = sumLanes(sums[k]);
    return sumLanes(stress);
}

double majorise(const double *place, const double *const *columns, std::size_t c, const double *wanted, std::size_t n,
                double *moved)
{
    switch (c) {
    case 1:
        return majoriseIn<1>(place, columns, wanted, n, moved);
    case 2:
        return majoriseIn<2>(place, columns, wanted, n, moved);
    default:
        return majoriseIn<3>(place, columns, wanted, n, moved);
    }
}

void nearness(const double *place, const double *const *columns, std::size_t c, std::size_t n, double *out)
{
    std::size_t j = 0;
    for (; j + kDoubles <= n; j += kDoubles) {
        Doubles sum = splat(0);
        for (std::size_t k = 0; k < c; ++k) {
            const Doubles away = splat(place[k]) - load(columns[k] + j);
            sum = sum - away * away;
        }
        store(out + j, sum);
    }
    for (; j < n; ++j) {
        out[j] = 0;
        for (std::size_t k = 0; k < c; ++k)
            out[j] -= (place[k] - columns[k][j]) * (place[k] - columns[k][j]);
    }
}

// One bit for each of sixteen values that pass.
unsigned passingOfSixteen(const float *values, float add, float least, const float *limits)
{
#if defined(__AVX512F__)
    const __m512 sums = _mm512_add_ps(_mm512_loadu_ps(values), _mm512_set1_ps(add));
    const __m512 limit = _mm512_min_ps(_mm512_set1_ps(least), _mm512_loadu_ps(limits));
    return _mm512_cmp_ps_mask(sums, limit, _CMP_GE_OQ);
#elif defined(__AVX2__)
    unsigned bits = 0;
    for (unsigned half = 0; half < 2; ++half) {
        const __m256 sums = _mm256_add_ps(_mm256_loadu_ps(values + 8 * half), _mm256_set1_ps(add));
        const __m256 limit = _mm256_min_ps(_mm256_set1_ps(least), _mm256_loadu_ps(limits + 8 * half));
        bits |= static_cast<unsigned>(_mm256_movemask_ps(_mm256_cmp_ps(sums, limit, _CMP_GE_OQ))) << 8 * half;
    }
    return bits;
#elif defined(__x86_64__)
    unsigned bits = 0;
    for (unsigned part = 0; part < 4; ++part) {
        const __m128 sums = _mm_add_ps(_mm_loadu_ps(values + 4 * part), _mm_set1_ps(add));
        const __m128 limit = _mm_min_ps(_mm_set1_ps(least), _mm_loadu_ps(limits + 4 * part));
        bits |= static_cast<unsigned>(_mm_movemask_ps(_mm_cmpge_ps(sums, limit))) << 4 * part;
    }
    return bits;
#else
    unsigned bits = 0;
    for (unsigned j = 0; j < 16; ++j) {
        const float sum = values[j] + add;
        bits |= static_cast<unsigned>(sum >= least || sum >= limits[j]) << j;
    }
    return bits;
#endif
}

std::size_t passing(const float *values, float add, float least, const float *limits, std::size_t count,
                    std::uint32_t *found)
{
    std::size_t hits = 0;
    std::size_t j = 0;
    for (; j + 16 <= count; j += 16)
        for (unsigned bits = passingOfSixteen(values + j, add, least, limits + j); bits != 0; bits &= bits - 1)
            found[hits++] = static_cast<std::uint32_t>(j) + static_cast<std::uint32_t>(__builtin_ctz(bits));
    for (; j < count; ++j) {
        const float sum = values[j] + add;
        if (sum >= least || sum >= limits[j])
            found[hits++] = static_cast<std::uint32_t>(j);
    }
    return hits;
}

// Of sixteen values: a bit for each that is above `above`, and one for each that is at least `below`.
void compareSixteen(const float *values, float below, float above, unsigned &over, unsigned &reaching)
{
#if defined(__AVX512F__)
    const __m512 here = _mm512_loadu_ps(values);
    over = _mm512_cmp_ps_mask(here, _mm512_set1_ps(above), _CMP_GT_OQ);
    reaching = _mm512_cmp_ps_mask(here, _mm512_set1_ps(below), _CMP_GE_OQ);
#elif defined(__AVX2__)
    over = reaching = 0;
    for (unsigned half = 0; half < 2; ++half) {
        const __m256 here = _mm256_loadu_ps(values + 8 * half);
        over |= static_cast<unsigned>(_mm256_movemask_ps(_mm256_cmp_ps(here, _mm256_set1_ps(above), _CMP_GT_OQ)))
                << 8 * half;
        reaching |= static_cast<unsigned>(_mm256_movemask_ps(_mm256_cmp_ps(here, _mm256_set1_ps(below), _CMP_GE_OQ)))
                    << 8 * half;
    }
#elif defined(__x86_64__)
    over = reaching = 0;
    for (unsigned part = 0; part < 4; ++part) {
        const __m128 here = _mm_loadu_ps(values + 4 * part);
        over |= static_cast<unsigned>(_mm_movemask_ps(_mm_cmpgt_ps(here, _mm_set1_ps(above)))) << 4 * part;
        reaching |= static_cast<unsigned>(_mm_movemask_ps(_mm_cmpge_ps(here, _mm_set1_ps(below)))) << 4 * part;
    }
#else
    over = reaching = 0;
    for (unsigned j = 0; j < 16; ++j) {
        over |= static_cast<unsigned>(values[j] > above) << j;
        reaching |= static_cast<unsigned>(values[j] >= below) << j;
    }
#endif
}

std::size_t countAbove(const float *values, std::size_t count, float below, float above, std::uint32_t *found,
                       std::size_t *foundCount)
{
    std::size_t total = 0;
    std::size_t unsure = 0;
    std::size_t j = 0;
    for (; j + 16 <= count; j += 16) {
        unsigned over = 0;
        unsigned reaching = 0;
        compareSixteen(values + j, below, above, over, reaching);
        total += static_cast<std::size_t>(__builtin_popcount(over));
        for (unsigned bits = reaching & ~over; bits != 0; bits &= bits - 1)
            found[unsure++] = static_cast<std::uint32_t>(j) + static_cast<std::uint32_t>(__builtin_ctz(bits));
    }
    for (; j < count; ++j) {
        if (values[j] > above)
            ++total;
        else if (values[j] >= below)
            found[unsure++] = static_cast<std::uint32_t>(j);
    }
    *foundCount = unsure;
    return total;
}

using SixteenFloats = float __attribute__((vector_size(64)));

float raise(const float *products, float add, const float *caps, float cap, std::size_t count, float *columns)
{
    const auto lesser = [](float a, float b) { return b < a ? b : a; };
    const auto greater = [](float a, float b) { return a < b ? b : a; };
    float greatest = -__builtin_inff();
    SixteenFloats most = {};
    SixteenFloats columnCap = {};
    most += greatest;
    columnCap += cap;
    std::size_t j = 0;
    for (; j + 16 <= count; j += 16) {
        SixteenFloats sums;
        SixteenFloats rowCaps;
        SixteenFloats column;
        __builtin_memcpy(&sums, products + j, sizeof sums);
        __builtin_memcpy(&rowCaps, caps + j, sizeof rowCaps);
        __builtin_memcpy(&column, columns + j, sizeof column);
        sums += add;
        rowCaps = sums < rowCaps ? sums : rowCaps;
        most = most < rowCaps ? rowCaps : most;
        sums = sums < columnCap ? sums : columnCap;
        column = column < sums ? sums : column;
        __builtin_memcpy(columns + j, &column, sizeof column);
    }
    for (std::size_t lane = 0; lane < 16; ++lane)
        greatest = greater(greatest, most[lane]);
    for (; j < count; ++j) {
        const float sum = products[j] + add;
        greatest = greater(greatest, lesser(sum, caps[j]));
        columns[j] = greater(columns[j], lesser(sum, cap));
    }
    return greatest;
}

} // namespace
} // namespace embedscope
