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

} // namespace
} // namespace embedscope
