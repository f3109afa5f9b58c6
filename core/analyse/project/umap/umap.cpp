#include "core/analyse/project/umap/umap.h"

#include "core/analyse/project/pca/pca.h"
#include "core/analyse/project/umap/fuzzy_graph.h"
#include "core/analyse/project/umap/spectral_layout.h"
#include "core/analyse/project/umap/umap_blocks.h"
#include "core/analyse/project/umap/umap_kernels.h"
#include "core/analyse/project/umap/umap_parts.h"
#include "core/analyse/project/umap/umap_schedule.h"
#include "core/analyse/rows.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kManyTexts = 10'000; ///< above, fewer epochs do: umap-learn's rule
constexpr double kStartWidth = 10;         ///< of the first layout, in each coordinate
constexpr auto kWatchEvery = std::chrono::milliseconds(50);

/// Moves a layout (float, n × c, block after block) for some epochs.
Status layOut(std::vector<float> &places, const FuzzyGraph &graph, const std::vector<std::size_t> &blocks,
              const UmapSchedule &schedule, const UmapCurve &curve, const UmapOptions &options, int epochs,
              const RunControl &control, ThreadPool &pool, const std::function<void(int)> &afterEpoch)
{
    const std::vector<std::uint32_t> steps = umapSteps(graph.weights);
    std::vector<float> next(places.size());
    UmapEpoch step;
    step.pointCount = static_cast<std::uint32_t>(graph.rows());
    step.components = static_cast<std::size_t>(options.components);
    step.to = graph.to.data();
    step.steps = steps.data();
    step.seed = options.seed;
    step.pushed = static_cast<std::size_t>(options.negativeSamples);
    step.a = static_cast<float>(curve.a);
    step.b = static_cast<float>(curve.b);
    const auto work = [&](std::size_t number) {
        const UmapSchedule::Task &task = schedule.tasks[number];
        UmapRows moving;
        moving.begin[0] = blocks[task.first];
        moving.end[0] = blocks[task.first + 1];
        if (task.first == task.second) { // before all others of these rows
            const auto at = [&](std::size_t row) { return static_cast<std::ptrdiff_t>(row * step.components); };
            std::copy(places.begin() + at(moving.begin[0]), places.begin() + at(moving.end[0]),
                      next.begin() + at(moving.begin[0]));
        } else {
            moving.begin[1] = blocks[task.second];
            moving.end[1] = blocks[task.second + 1];
        }
        umapKernels().moveParts(step, schedule.parts.data() + task.begin, task.end - task.begin, moving,
                                static_cast<std::uint32_t>(number));
    };
    for (int epoch = 0; epoch < epochs; ++epoch) {
        step.places = places.data();
        step.next = next.data();
        step.epoch = static_cast<std::uint64_t>(epoch);
        step.rate = 1 - static_cast<float>(epoch) / static_cast<float>(epochs);
        for (std::size_t round = 0; round + 1 < schedule.rounds.size(); ++round) {
            const std::size_t first = schedule.rounds[round];
            const Status status = parallelBlocks(pool, control, schedule.rounds[round + 1] - first, 1,
                                                 [&](std::size_t i, std::size_t) { work(first + i); });
            if (!status)
                return status;
        }
        places.swap(next);
        afterEpoch(epoch + 1);
    }
    return {};
}

/// Each column over [0, kStartWidth], with a little noise: points in the same place could not part.
Result<std::vector<float>> startFrom(MatrixD layout, std::uint64_t seed, const RunControl &control)
{
    const double largest = layout.cwiseAbs().maxCoeff();
    PortableRandom random(seed);
    std::vector<float> places(static_cast<std::size_t>(layout.size()));
    const double factor = largest > 0 ? kStartWidth / largest : 0;
    const Status status = eachInOrder(places.size(), control, [&](std::size_t i) {
        layout.data()[i] = layout.data()[i] * factor + 1e-4 * random.normal();
    });
    if (!status)
        return status.error();
    for (Index c = 0; c < layout.cols(); ++c) {
        const double low = layout.col(c).minCoeff();
        const double width = layout.col(c).maxCoeff() - low;
        layout.col(c) = (layout.col(c).array() - low) * (width > 0 ? kStartWidth / width : 0);
    }
    for (Index i = 0; i < layout.size(); ++i)
        places[static_cast<std::size_t>(i)] = static_cast<float>(layout.data()[i]);
    return places;
}

/// The places of `order`'s rows, each in its own row.
MatrixD centred(const std::vector<float> &places, const std::vector<std::uint32_t> &order, int components)
{
    const Eigen::Map<const Matrix> placed(places.data(), static_cast<Index>(order.size()), components);
    MatrixD all(placed.rows(), placed.cols());
    for (std::size_t i = 0; i < order.size(); ++i)
        all.row(order[i]) = placed.row(static_cast<Index>(i)).cast<double>();
    return all.rowwise() - all.colwise().mean();
}

/// PCA's layout; axes that the vectors do not have are filled with nothing.
Result<MatrixD> pcaStart(MatrixView vectors, int components, const RunControl &control, ThreadPool &pool)
{
    PcaOptions options;
    options.components = components;
    Result<PcaResult> pca = projectPca(vectors, options, control, pool);
    if (!pca)
        return pca.error();
    MatrixD layout = MatrixD::Zero(static_cast<Index>(vectors.rows), components);
    const Index got = std::min<Index>(components, pca->coordinates.cols());
    layout.leftCols(got) = pca->coordinates.leftCols(got);
    return layout;
}

/// Of each row and its `count` nearest others, taken from what is given or searched; those are let go.
Result<FuzzyGraph> graphOf(MatrixView vectors, std::size_t count, NeighbourMetric metric,
                           const NeighboursResult *neighbours, const RunControl &control, ThreadPool &pool)
{
    const Result<NeighboursResult> found =
        neighbours ? firstNeighbours(*neighbours, count, control)
                   : findNeighbours(vectors, {count, NeighbourProducts::Chosen, metric}, control, pool);
    if (!found)
        return found.error();
    return buildFuzzyGraph(*found, control, pool);
}

} // namespace

Result<UmapResult> projectUmap(MatrixView vectors, const UmapOptions &options, const RunControl &control,
                               const UmapWatcher &watcher, const NeighboursResult *neighbours, ThreadPool &pool)
{
    if (const Status status = checkUmapOptions(options); !status)
        return status.error();
    if (vectors.rows < UmapOptions::kLeastTexts)
        return makeError(Errc::TooFewTexts);
    return withoutExceptions([&]() -> Result<UmapResult> {
        if (const Status status = checkVectors(vectors, control, pool); !status)
            return status.error();
        UmapResult result;
        result.neighbours =
            static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(options.neighbours), vectors.rows));
        const auto others = static_cast<std::size_t>(result.neighbours - 1);
        if (neighbours && (neighbours->rows() != vectors.rows || neighbours->metric != options.metric))
            return makeError(Errc::InvalidArgument, "given neighbours");
        Result<FuzzyGraph> graph = graphOf(vectors, others, options.metric, neighbours, control, pool);
        if (!graph)
            return graph.error();

        Result<std::optional<MatrixD>> spectral = spectralLayout(*graph, options.components, control, pool);
        if (!spectral)
            return spectral.error();
        MatrixD start;
        if (*spectral) {
            start = std::move(**spectral);
        } else {
            result.start = UmapStart::Pca;
            Result<MatrixD> pca = pcaStart(vectors, options.components, control, pool);
            if (!pca)
                return pca.error();
            start = std::move(*pca);
        }
        mirrorToFirst(start);

        const UmapCurve curve = fitUmapCurve(options.minDist, options.spread);
        result.a = curve.a;
        result.b = curve.b;
        result.epochs = options.epochs > 0 ? options.epochs : (vectors.rows > kManyTexts ? 200 : 500);
        const Result<std::vector<float>> started = startFrom(std::move(start), options.seed, control);
        if (!started)
            return started.error();
        const Result<UmapBlocks> cut = umapBlocks(*started, static_cast<std::size_t>(options.components), control);
        if (!cut)
            return cut.error();
        const UmapBlocks &blocks = *cut;
        std::vector<float> places = inOrder(*started, blocks.order);
        graph = inOrder(*graph, blocks.order, control);
        if (!graph)
            return graph.error();
        const Result<UmapSchedule> schedule = umapSchedule(*graph, blocks.starts, control);
        if (!schedule)
            return schedule.error();
        auto shown = std::chrono::steady_clock::now();
        const Status laid = layOut(
            places, *graph, blocks.starts, *schedule, curve, options, result.epochs, control, pool, [&](int epoch) {
                control.report(static_cast<std::size_t>(epoch), static_cast<std::size_t>(result.epochs));
                const auto now = std::chrono::steady_clock::now();
                if (watcher && now - shown >= kWatchEvery) {
                    shown = now;
                    watcher(centred(places, blocks.order, options.components), epoch, result.epochs);
                }
            });
        if (!laid)
            return laid.error();
        result.coordinates = centred(places, blocks.order, options.components);
        mirrorToFirst(result.coordinates);
        return result;
    });
}

} // namespace embedscope
