#include "core/analyse/rows.h"

#include "core/analyse/analyse_kernels.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <string>

namespace embedscope {

namespace {

// What passes over all numbers once takes so many rows at once: some tenths of a millisecond.
std::size_t rowsAtOnce(MatrixView rows)
{
    constexpr std::size_t kNumbers = 1 << 19;
    return std::max<std::size_t>(1, kNumbers / std::max<std::size_t>(1, rows.cols));
}

// Nothing times infinity is not a number, and one such makes the sum so.
bool allFinite(const float *values, std::size_t count)
{
    return (Eigen::Map<const Eigen::ArrayXf>(values, static_cast<Eigen::Index>(count)) * 0.0F).sum() == 0;
}

} // namespace

double dotInDouble(const float *a, const float *b, std::size_t size)
{
    constexpr std::size_t kLanes = 8;
    double lanes[kLanes] = {};
    std::size_t i = 0;
    for (; i + kLanes <= size; i += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            lanes[lane] += static_cast<double>(a[i + lane]) * static_cast<double>(b[i + lane]);
    for (; i < size; ++i)
        lanes[i % kLanes] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

double cosineFrom(double dot, double squaredA, double squaredB)
{
    // sqrt(x * x) is exactly x, where sqrt(x) * sqrt(x) need not be.
    return std::clamp(dot / std::sqrt(squaredA * squaredB), -1.0, 1.0);
}

std::vector<double> squaredLengths(MatrixView rows, const RunControl &control, ThreadPool &pool)
{
    std::vector<double> squares(rows.rows);
    pool.parallelFor(
        rows.rows, rowsAtOnce(rows),
        [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                squares[i] = dotInDouble(rows.row(i).data(), rows.row(i).data(), rows.cols);
        },
        control);
    return squares;
}

Status checkFinite(MatrixView rows, const RunControl &control, ThreadPool &pool)
{
    std::atomic<std::size_t> firstBad = rows.rows;
    const Status status =
        parallelBlocks(pool, control, rows.rows, rowsAtOnce(rows), [&](std::size_t begin, std::size_t end) {
            if (allFinite(rows.data + begin * rows.cols, (end - begin) * rows.cols))
                return;
            while (allFinite(rows.row(begin).data(), rows.cols))
                ++begin;
            std::size_t before = firstBad;
            while (begin < before && !firstBad.compare_exchange_weak(before, begin)) {
            }
        });
    if (!status)
        return status;
    if (firstBad == rows.rows)
        return {};
    Error error = makeError(Errc::NotFinite);
    error.line = static_cast<std::int64_t>(firstBad) + 1;
    return error;
}

Status checkFinite(const MatrixD &points, const std::string &what)
{
    for (Eigen::Index i = 0; i < points.rows(); ++i)
        if (!points.row(i).allFinite()) {
            Error error = makeError(Errc::NotFinite, what);
            error.line = i + 1;
            return error;
        }
    return {};
}

Status checkVectors(MatrixView rows, const RunControl &control, ThreadPool &pool)
{
    if (rows.rows == 0)
        return makeError(Errc::TooFewTexts);
    if (rows.cols == 0)
        return makeError(Errc::DimensionMismatch, "0 dimensions");
    return checkFinite(rows, control, pool);
}

Status parallelBlocks(ThreadPool &pool, const RunControl &control, std::size_t count, std::size_t block,
                      const std::function<void(std::size_t, std::size_t)> &body)
{
    std::atomic<bool> outOfMemory = false;
    pool.parallelFor(
        count, block,
        [&](std::size_t begin, std::size_t end) {
            try {
                if (!outOfMemory)
                    body(begin, end);
            } catch (const std::bad_alloc &) {
                outOfMemory = true;
            }
        },
        control);
    if (control.stopRequested())
        return makeError(Errc::Cancelled);
    if (outOfMemory)
        return makeError(Errc::OutOfMemory);
    return {};
}

void cosinesWithAll(MatrixView rows, const std::vector<double> &squares, const float *queries,
                    const double *querySquares, std::size_t count, double undefined, double *out,
                    const RunControl &control)
{
    constexpr std::size_t kColumns = 64; // so many rows stay in the nearer caches while all queries pass
    const AnalyseKernels &kernels = analyseKernels();
    for (std::size_t j = 0; j < rows.rows && !control.stopRequested(); j += kColumns) {
        const std::size_t columns = std::min(kColumns, rows.rows - j);
        kernels.dots(queries, count, rows.data + j * rows.cols, columns, rows.cols, out + j, rows.rows);
        for (std::size_t q = 0; q < count; ++q) {
            double *values = out + q * rows.rows + j;
            if (querySquares[q] > 0)
                kernels.cosines(values, querySquares[q], squares.data() + j, columns, undefined);
            else
                std::fill_n(values, columns, undefined);
        }
    }
}

Result<MatrixD> cosineDistances(MatrixView rows, const RunControl &control, ThreadPool &pool)
{
    constexpr std::size_t kBlock = 8;
    const std::vector<double> squares = squaredLengths(rows, control, pool);
    MatrixD distances(static_cast<Eigen::Index>(rows.rows), static_cast<Eigen::Index>(rows.rows));
    const Status status = parallelBlocks(pool, control, rows.rows, kBlock, [&](std::size_t begin, std::size_t end) {
        cosinesWithAll(rows, squares, rows.data + begin * rows.cols, squares.data() + begin, end - begin, 0,
                       distances.data() + begin * rows.rows, control);
        for (std::size_t i = begin; i < end; ++i) {
            double *row = distances.data() + i * rows.rows;
            for (std::size_t j = 0; j < rows.rows; ++j)
                row[j] = squares[i] > 0 || squares[j] > 0 ? 1 - row[j] : 0;
        }
    });
    if (!status)
        return status.error();
    return distances;
}

std::vector<std::size_t> drawSample(std::size_t total, std::size_t count, std::uint64_t seed)
{
    std::vector<std::size_t> all(total);
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (count >= total)
        return all;
    PortableRandom random(seed);
    for (std::size_t i = 0; i < count; ++i)
        std::swap(all[i], all[i + random.below(total - i)]);
    all.resize(count);
    std::sort(all.begin(), all.end());
    return all;
}

void mirrorToFirst(MatrixD &coordinates)
{
    if (coordinates.rows() == 0)
        return;
    for (Eigen::Index c = 0; c < coordinates.cols(); ++c) {
        auto column = coordinates.col(c);
        Eigen::Index largest = 0;
        const double size = column.cwiseAbs().maxCoeff(&largest);
        const double decides = std::abs(column[0]) > 1e-9 * size ? column[0] : column[largest];
        if (decides < 0)
            column = -column;
    }
}

} // namespace embedscope
