#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <stdexcept>
#include <vector>

namespace embedscope {

// What the algorithms of this room share.

/// a·b, each product and sum in double, in a fixed order. The squares of all float32 values, sums of them and products
/// of two such sums are normal doubles, so nothing here needs scaling.
double dotInDouble(const float *a, const float *b, std::size_t size);

/// Cosine from a·b and the squared lengths; both lengths > 0. Equal vectors give exactly 1.
double cosineFrom(double dot, double squaredA, double squaredB);

/// Each row's squared length. A stop leaves off early: ask for it afterwards.
std::vector<double> squaredLengths(MatrixView rows, const RunControl &control = {},
                                   ThreadPool &pool = ThreadPool::shared());

/// NotFinite with the first bad row, counted from 1; Cancelled.
Status checkFinite(MatrixView rows, const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

/// Of points in few dimensions: NotFinite with the first bad one, counted from 1, and `what` as its detail.
Status checkFinite(const MatrixD &points, const std::string &what);

/// What every method asks of its vectors: TooFewTexts for none, DimensionMismatch for d = 0, NotFinite; Cancelled.
Status checkVectors(MatrixView rows, const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

/// Calls body(i) for 0 ≤ i < count, in order, and now and then looks whether a stop was asked for: Cancelled then.
template <class Body> Status eachInOrder(std::size_t count, const RunControl &control, Body &&body)
{
    constexpr std::size_t kLookEvery = 4096;
    for (std::size_t begin = 0; begin < count; begin += kLookEvery) {
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        for (std::size_t i = begin; i < std::min(count, begin + kLookEvery); ++i)
            body(i);
    }
    return {};
}

/// Runs body over [0, count) in fixed blocks. Cancelled if a stop was asked for by the end (a body may then return
/// early); OutOfMemory if a body could not allocate.
Status parallelBlocks(ThreadPool &pool, const RunControl &control, std::size_t count, std::size_t block,
                      const std::function<void(std::size_t, std::size_t)> &body);

/// The cosines of `count` rows (without gaps, `queries`) with all of `rows`, count × n, each as cosineFrom() of
/// dotInDouble(); `undefined` where either is zero. `squares` and `querySquares` are squared lengths. Leaves off early
/// when a stop is asked for.
void cosinesWithAll(MatrixView rows, const std::vector<double> &squares, const float *queries,
                    const double *querySquares, std::size_t count, double undefined, double *out,
                    const RunControl &control);

/// 1 - cosine for each pair; 1 where one vector is zero, 0 where both are (they are equal) and on the diagonal. n × n.
Result<MatrixD> cosineDistances(MatrixView rows, const RunControl &control, ThreadPool &pool);

/// `count` different numbers below `total` (all of them if there are not so many), rising, drawn with `seed`.
std::vector<std::size_t> drawSample(std::size_t total, std::size_t count, std::uint64_t seed);

/// Turns each column over, if needed, so that its first entry is positive; where that is (nearly) zero, its entry of
/// largest magnitude.
void mirrorToFirst(MatrixD &coordinates);

/// The door of a room: an allocation that fails becomes an error value.
template <class Work> auto withoutExceptions(Work &&work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    } catch (const std::length_error &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
