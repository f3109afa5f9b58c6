#include "core/analyse/cluster/kmeans.h"

#include "core/analyse/cluster/kmeans_run.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <numeric>

namespace embedscope {

namespace {

using Eigen::Index;

// The best of several starts for each number of clusters in `numbers`, all starts of all numbers side by side.
Result<std::vector<KMeansRun>> bestRuns(const UnitRows &rows, const std::vector<std::size_t> &numbers,
                                        const KMeansOptions &options, const RunControl &control, ThreadPool &pool)
{
    const Result<PackedRows> packed = PackedRows::pack(rows, control, pool);
    if (!packed)
        return packed.error();
    const auto starts = static_cast<std::size_t>(options.starts);
    std::vector<KMeansRun> runs(numbers.size() * starts);
    std::mutex mutex;
    std::size_t done = 0;
    std::vector<std::size_t> perfect(numbers.size(), starts); // the first start that no later one can beat
    const Status status = parallelBlocks(pool, control, runs.size(), 1, [&](std::size_t task, std::size_t) {
        const std::size_t which = task / starts;
        const std::size_t k = numbers[which];
        // Every start has a stream of its own, whatever else is tried beside it.
        const std::uint64_t seed = options.seed + 0xd1b54a32d192ed03u * k + 0x8cb92ba72f3d8dd7u * (task % starts + 1);
        {
            const std::scoped_lock lock(mutex);
            if (perfect[which] < task % starts) { // nothing after it can win
                runs[task].inertia = std::numeric_limits<double>::infinity();
                control.report(++done, runs.size());
                return;
            }
        }
        runs[task] = runKMeans(rows, *packed, k, seed, options.maxIterations, control);
        const std::scoped_lock lock(mutex);
        if (runs[task].perfect)
            perfect[which] = std::min(perfect[which], task % starts);
        control.report(++done, runs.size());
    });
    if (!status)
        return status.error();
    std::vector<KMeansRun> best(numbers.size());
    for (std::size_t which = 0; which < numbers.size(); ++which) {
        const auto first = runs.begin() + static_cast<std::ptrdiff_t>(which * starts);
        best[which] =
            std::move(*std::min_element(first, first + options.starts,
                                        [](const KMeansRun &a, const KMeansRun &b) { return a.inertia < b.inertia; }));
    }
    return best;
}

// With cosine distance the mean distance to a cluster is 1 - u · (sum of members) / size, so that a silhouette of all
// pairs costs n · k products rather than n².
Result<double> silhouetteOf(const UnitRows &unit, const std::vector<ClusterId> &labels, const RunControl &control,
                            ThreadPool &pool)
{
    const auto k = static_cast<std::size_t>(*std::max_element(labels.begin(), labels.end())) + 1;
    const ClusterSums clusters = sumClusters(unit, labels, k);
    if (std::count(clusters.sizes.begin(), clusters.sizes.end(), 0u) + 1 >= static_cast<std::ptrdiff_t>(k))
        return 0.0;
    std::vector<double> silhouettes(labels.size(), 0.0);
    const auto body = [&](std::size_t begin, std::size_t end) {
        MatrixD rows = MatrixD::Zero(static_cast<Index>(end - begin), static_cast<Index>(unit.cols()));
        for (std::size_t i = begin; i < end; ++i)
            unit.addTo(i, 1, rows.row(static_cast<Index>(i - begin)).data());
        const MatrixD products = rows * clusters.sums.transpose();
        for (std::size_t i = begin; i < end; ++i) {
            const auto row = static_cast<Index>(i - begin);
            const auto own = static_cast<std::size_t>(labels[i]);
            if (clusters.sizes[own] < 2)
                continue;
            const auto others = static_cast<double>(clusters.sizes[own] - 1);
            // Of a row and itself the distance is 0, not 1 - |u|², which is rounding (or 1 for a zero vector).
            const double within =
                (others - (products(row, static_cast<Index>(own)) - rows.row(row).squaredNorm())) / others;
            double nearest = 3; // above every mean distance
            for (std::size_t c = 0; c < k; ++c)
                if (c != own && clusters.sizes[c] > 0)
                    nearest = std::min(nearest, 1 - products(row, static_cast<Index>(c)) /
                                                        static_cast<double>(clusters.sizes[c]));
            const double larger = std::max(within, nearest);
            if (larger > 1e-7) // else all are in the same place
                silhouettes[i] = std::clamp((nearest - within) / larger, -1.0, 1.0);
        }
    };
    if (const Status status = parallelBlocks(pool, control, labels.size(), 256, body); !status)
        return status.error();
    return std::accumulate(silhouettes.begin(), silhouettes.end(), 0.0) / static_cast<double>(labels.size());
}

// Numbers the clusters by falling size, equal sizes by the first member, without gaps. Returns how many there are.
std::size_t renumber(std::vector<ClusterId> &labels, std::size_t k)
{
    struct Cluster
    {
        std::size_t size = 0;
        std::size_t first = 0;
        std::size_t old = 0;
    };
    std::vector<Cluster> clusters(k);
    for (std::size_t c = 0; c < k; ++c)
        clusters[c].old = c;
    for (std::size_t i = labels.size(); i-- > 0;) {
        Cluster &cluster = clusters[static_cast<std::size_t>(labels[i])];
        ++cluster.size;
        cluster.first = i;
    }
    std::sort(clusters.begin(), clusters.end(), [](const Cluster &a, const Cluster &b) {
        return a.size != b.size ? a.size > b.size : a.first < b.first;
    });
    std::vector<ClusterId> newOf(k);
    std::size_t used = 0;
    for (std::size_t c = 0; c < k; ++c) {
        newOf[clusters[c].old] = static_cast<ClusterId>(c);
        used += clusters[c].size > 0;
    }
    for (ClusterId &label : labels)
        label = newOf[static_cast<std::size_t>(label)];
    return used;
}

struct Choice
{
    std::size_t clusters = 1;
    std::vector<ClusterId> labels; // of the sample, when it is all rows and more than one cluster won
};

Result<Choice> chooseNumber(MatrixView vectors, const KMeansOptions &options, KMeansResult &result,
                            const RunControl &control, ThreadPool &pool)
{
    Choice choice;
    const std::size_t n = vectors.rows;
    if (n < 4)
        return choice;
    const std::vector<std::size_t> rows = drawSample(n, options.sampleRows, options.seed);
    Matrix sample;
    if (rows.size() < n) {
        sample.resize(static_cast<Index>(rows.size()), static_cast<Index>(vectors.cols));
        for (std::size_t i = 0; i < rows.size(); ++i)
            sample.row(static_cast<Index>(i)) = vectors.eigen().row(static_cast<Index>(rows[i]));
    }
    const UnitRows tried(rows.size() < n ? MatrixView(sample) : vectors, control, pool);

    std::vector<std::size_t> numbers;
    for (std::size_t k = KMeansOptions::kMinChosen; k <= std::min(KMeansOptions::kMaxChosen, rows.size() - 1); ++k)
        numbers.push_back(k);
    Result<std::vector<KMeansRun>> runs = bestRuns(tried, numbers, options, control, pool);
    if (!runs)
        return runs.error();
    result.sampleRows = rows.size();
    double best = 0;
    for (std::size_t which = 0; which < numbers.size(); ++which) {
        KMeansRun &run = (*runs)[which];
        const Result<double> silhouette = silhouetteOf(tried, run.labels, control, pool);
        if (!silhouette)
            return silhouette.error();
        result.tried.push_back({numbers[which], *silhouette});
        if (*silhouette > best) {
            best = *silhouette;
            choice.clusters = numbers[which];
            choice.labels = rows.size() < n ? std::vector<ClusterId>() : std::move(run.labels);
        }
    }
    return choice;
}

void finish(const UnitRows &unit, std::size_t k, KMeansResult &result)
{
    result.clusters = renumber(result.labels, k);
    const ClusterSums clusters = sumClusters(unit, result.labels, result.clusters);
    MatrixD centres = clusters.sums;
    for (std::size_t c = 0; c < result.clusters; ++c)
        centres.row(static_cast<Index>(c)) /= static_cast<double>(clusters.sizes[c]);
    result.inertia = 0;
    Eigen::RowVectorXd away(centres.cols());
    for (std::size_t i = 0; i < result.labels.size(); ++i) {
        away = centres.row(result.labels[i]);
        unit.addTo(i, -1, away.data());
        result.inertia += away.squaredNorm();
    }
    result.centres = centres.cast<float>();
}

Status checkOptions(const KMeansOptions &options)
{
    if (options.starts < 1 || options.starts > 100)
        return makeError(Errc::InvalidArgument, "starts");
    if (options.maxIterations < 1)
        return makeError(Errc::InvalidArgument, "maxIterations");
    if (options.sampleRows < 4)
        return makeError(Errc::InvalidArgument, "sampleRows");
    return {};
}

} // namespace

Result<KMeansResult> clusterKMeans(MatrixView vectors, const KMeansOptions &options, const RunControl &control,
                                   ThreadPool &pool)
{
    if (const Status status = checkOptions(options); !status)
        return status.error();
    return withoutExceptions([&]() -> Result<KMeansResult> {
        if (const Status status = checkVectors(vectors, control, pool); !status)
            return status.error();
        const UnitRows unit(vectors, control, pool);
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        KMeansResult result;
        result.requested = options.clusters;
        std::size_t k = std::min(options.clusters, vectors.rows);
        if (k == 0) {
            Result<Choice> choice = chooseNumber(vectors, options, result, control, pool);
            if (!choice)
                return choice.error();
            k = choice->clusters;
            result.labels = std::move(choice->labels);
        }
        if (k == 1)
            result.labels.assign(vectors.rows, 0);
        if (result.labels.empty()) {
            Result<std::vector<KMeansRun>> runs = bestRuns(unit, {k}, options, control, pool);
            if (!runs)
                return runs.error();
            result.labels = std::move(runs->front().labels);
        }
        finish(unit, k, result);
        return result;
    });
}

Result<double> meanSilhouette(MatrixView vectors, const std::vector<ClusterId> &labels, const RunControl &control,
                              ThreadPool &pool)
{
    if (labels.size() != vectors.rows)
        return makeError(Errc::DimensionMismatch, "labels");
    if (std::any_of(labels.begin(), labels.end(), [](ClusterId label) { return label < 0; }))
        return makeError(Errc::InvalidArgument, "labels");
    return withoutExceptions([&]() -> Result<double> {
        if (const Status status = checkFinite(vectors, control, pool); !status)
            return status.error();
        if (vectors.rows == 0)
            return 0.0;
        return silhouetteOf(UnitRows(vectors, control, pool), labels, control, pool);
    });
}

} // namespace embedscope
