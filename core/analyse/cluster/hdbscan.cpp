#include "core/analyse/cluster/hdbscan.h"

#include "core/analyse/cluster/condensed_tree.h"
#include "core/analyse/cluster/reach_space.h"
#include "core/analyse/cluster/spanning_tree.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

/// The options with what they leave open chosen for n points.
Result<HdbscanOptions> settle(const HdbscanOptions &options, std::size_t n)
{
    HdbscanOptions settled = options;
    if (settled.minSize == 0)
        settled.minSize = hdbscanMinSize(n);
    if (settled.minSamples == 0)
        settled.minSamples = settled.minSize;
    if (settled.minSize < 2)
        return makeError(Errc::InvalidArgument, "minSize");
    return settled;
}

Result<HdbscanResult> clusterIn(ReachSpace &space, const HdbscanOptions &options, const RunControl &control,
                                ThreadPool &pool)
{
    const Result<std::vector<TreeEdge>> tree = reachTree(space, options.minSamples, control, pool);
    if (!tree)
        return tree.error();
    CondensedClusters found = condenseTree(*tree, space.size(), options.minSize);
    HdbscanResult result;
    result.clusters = found.clusters;
    result.minSize = options.minSize;
    result.minSamples = options.minSamples;
    result.labels = std::move(found.labels);
    result.probabilities = std::move(found.probabilities);
    result.noise = static_cast<std::size_t>(std::ranges::count(result.labels, kNoCluster));
    return result;
}

/// Puts the rows that were left out back in, as noise.
void spreadOver(HdbscanResult &result, const std::vector<std::size_t> &rows, std::size_t n)
{
    std::vector<ClusterId> labels(n, kNoCluster);
    std::vector<double> probabilities(n, 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        labels[rows[i]] = result.labels[i];
        probabilities[rows[i]] = result.probabilities[i];
    }
    result.noise += n - rows.size();
    result.labels = std::move(labels);
    result.probabilities = std::move(probabilities);
}

} // namespace

std::size_t hdbscanMinSize(std::size_t points)
{
    constexpr std::size_t kLeast = 5;
    return std::max(kLeast, static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(points)) / 4)));
}

Result<HdbscanResult> clusterHdbscanOfPoints(const MatrixD &points, const HdbscanOptions &options,
                                             const RunControl &control, ThreadPool &pool)
{
    const auto n = static_cast<std::size_t>(points.rows());
    const Result<HdbscanOptions> settled = settle(options, n);
    if (!settled)
        return settled.error();
    if (n == 0)
        return makeError(Errc::TooFewTexts);
    if (points.cols() == 0)
        return makeError(Errc::DimensionMismatch, "0 dimensions");
    if (const Status status = checkFinite(points, {}); !status)
        return status.error();
    return withoutExceptions([&]() -> Result<HdbscanResult> {
        const Result<std::unique_ptr<ReachSpace>> space = treeSpace(points);
        if (!space)
            return space.error();
        return clusterIn(**space, *settled, control, pool);
    });
}

Result<HdbscanResult> clusterHdbscan(MatrixView vectors, const HdbscanOptions &options, const RunControl &control,
                                     ThreadPool &pool)
{
    const Result<HdbscanOptions> settled = settle(options, vectors.rows);
    if (!settled)
        return settled.error();
    return withoutExceptions([&]() -> Result<HdbscanResult> {
        if (const Status status = checkVectors(vectors, control, pool); !status)
            return status.error();
        std::vector<std::size_t> rows;
        Status status = eachInOrder(vectors.rows, control, [&](std::size_t i) {
            if (std::ranges::any_of(vectors.row(i), [](float value) { return value != 0; }))
                rows.push_back(i);
        });
        if (!status)
            return status.error();
        Matrix some;
        MatrixView directed = vectors;
        if (rows.size() < vectors.rows) {
            some.resize(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(vectors.cols));
            status = eachInOrder(rows.size(), control, [&](std::size_t i) {
                std::ranges::copy(vectors.row(rows[i]), some.row(static_cast<Eigen::Index>(i)).data());
            });
            if (!status)
                return status.error();
            directed = some;
        }
        const std::unique_ptr<ReachSpace> space = unitSpace(directed, PairSearch::Chosen, control, pool);
        Result<HdbscanResult> result = clusterIn(*space, *settled, control, pool);
        if (result && rows.size() < vectors.rows)
            spreadOver(*result, rows, vectors.rows);
        return result;
    });
}

} // namespace embedscope
