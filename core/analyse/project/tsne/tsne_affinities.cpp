#include "core/analyse/project/tsne/tsne_affinities.h"

#include "core/analyse/project/sparse_rows.h"
#include "core/analyse/project/tsne/tsne_kernels.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace embedscope {

namespace {

constexpr std::size_t kRowBlock = 256;
constexpr int kBisections = 100;
constexpr double kTolerance = 1e-6; ///< of the entropy, in nats

/// The shares exp(-precision · distance²), made to sum to 1. `squares` count from the smallest. Returns their entropy.
double shares(const std::vector<double> &squares, double precision, std::vector<double> &p)
{
    double sum = 0;
    double moment = 0;
    for (std::size_t j = 0; j < squares.size(); ++j) {
        p[j] = std::exp(-precision * squares[j]);
        sum += p[j];
        moment += p[j] * squares[j];
    }
    for (double &share : p)
        share /= sum;
    return std::log(sum) + precision * moment / sum;
}

/// Given the neighbours of one row, makes `p` their shares.
void sharesOf(std::span<const Neighbour> neighbours, double perplexity, std::vector<double> &squares,
              std::vector<double> &p)
{
    squares.resize(neighbours.size());
    p.resize(neighbours.size());
    if (neighbours.empty())
        return;
    double mean = 0;
    for (std::size_t j = 0; j < squares.size(); ++j) {
        squares[j] = 2 * (neighbours.front().similarity - neighbours[j].similarity);
        mean += squares[j] / static_cast<double>(squares.size());
    }
    const double target = std::log(perplexity);
    double low = 0;
    double high = 0; // unknown
    double precision = mean > 0 ? 1 / mean : 1;
    for (int step = 0; step < kBisections; ++step) {
        const double beyond = shares(squares, precision, p) - target;
        if (std::abs(beyond) < kTolerance)
            return;
        if (beyond > 0) {
            low = precision;
            precision = high > 0 ? (low + high) / 2 : 2 * precision;
        } else {
            high = precision;
            precision = (low + high) / 2;
        }
        if (!std::isfinite(precision))
            break;
    }
    // As many equally near ones as the perplexity, or more: sharper never gets there. Fewer than the perplexity in all:
    // an even share.
    shares(squares, low, p);
}

std::size_t padded(std::size_t count)
{
    constexpr std::size_t kStep = TsneKernels::kLanes;
    return (count + kStep - 1) / kStep * kStep;
}

} // namespace

Result<TsneAffinities> tsneAffinities(const NeighboursResult &neighbours, double perplexity, const RunControl &control,
                                      ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<TsneAffinities> {
        const std::size_t n = neighbours.rows();
        SparseRows rows{.offsets = neighbours.offsets};
        rows.entries.resize(neighbours.entries.size());
        Status status = parallelBlocks(pool, control, n, kRowBlock, [&](std::size_t begin, std::size_t end) {
            std::vector<double> squares;
            std::vector<double> p;
            for (std::size_t i = begin; i < end; ++i) {
                const std::span<const Neighbour> near = neighbours.of(i);
                sharesOf(near, perplexity, squares, p);
                const std::span<SparseEntry> own = rows.of(i);
                for (std::size_t j = 0; j < near.size(); ++j)
                    own[j] = {near[j].index, static_cast<float>(p[j] / (2 * static_cast<double>(n)))};
                std::ranges::sort(own, {}, &SparseEntry::to);
            }
        });
        if (!status)
            return status.error();
        const Result<SparseRows> columns = transposed(rows, control);
        if (!columns)
            return columns.error();

        TsneAffinities result;
        result.offsets.assign(n + 1, 0);
        const auto eachRow = [&](auto &&work) {
            return parallelBlocks(pool, control, n, kRowBlock, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i)
                    work(i);
            });
        };
        status = eachRow([&](std::size_t i) {
            std::size_t count = 0;
            unite(rows.of(i), columns->of(i), [&](std::uint32_t, float, float) { ++count; });
            result.offsets[i + 1] = padded(count);
        });
        if (!status)
            return status.error();
        for (std::size_t i = 0; i < n; ++i)
            result.offsets[i + 1] += result.offsets[i];
        result.to.resize(result.offsets[n]);
        result.p.resize(result.offsets[n]);
        status = eachRow([&](std::size_t i) {
            std::size_t at = result.offsets[i];
            unite(rows.of(i), columns->of(i), [&](std::uint32_t to, float own, float other) {
                result.to[at] = to;
                result.p[at++] = own + other;
            });
            for (; at < result.offsets[i + 1]; ++at) {
                result.to[at] = static_cast<std::uint32_t>(i);
                result.p[at] = 0;
            }
        });
        if (!status)
            return status.error();
        return result;
    });
}

} // namespace embedscope
