#include "core/explore/explore.h"

#include "core/analyse/project/mds.h"
#include "core/analyse/project/tsne/tsne.h"
#include "core/analyse/project/umap/umap.h"
#include "core/explore/axes/axes.h"
#include "core/explore/clusters/cluster_stage.h"
#include "core/explore/embed_missing.h"
#include "core/explore/map/growing_map.h"
#include "core/explore/map/projection_options.h"

#include <algorithm>
#include <new>
#include <utility>

namespace embedscope {

namespace {

/// The neighbours by cosine that the map and the measure of its faithfulness take, found once; none where neither does
/// or they are soon found.
Result<NeighboursResult> neighboursFor(const Exploration &exploration, const ProjectionRecipe &projection,
                                       const FaithfulnessOptions &faithfulness, const RunControl &control)
{
    NeighboursOptions options;
    options.k = exploration.size() <= faithfulness.exactRows ? faithfulness.neighbours : 0;
    if (const auto *umap = std::get_if<UmapRecipe>(&projection); umap && umap->metric == UmapMetric::Cosine)
        options.k = std::max(options.k, static_cast<std::size_t>(std::max(2, umap->neighbours) - 1));
    else if (const auto *tsne = std::get_if<TsneRecipe>(&projection))
        options.k = std::max(options.k, static_cast<std::size_t>(std::max(1.0, 3 * tsne->perplexity)) + 1);
    if (options.k == 0 || exploration.size() <= faithfulness.plainRows)
        return NeighboursResult();
    return findNeighbours(exploration.vectors, options, control);
}

/// Shown the layout of `projection` while it forms.
using LayoutWatcher = std::function<void(const ProjectionRecipe &, const MatrixD &, int epoch, int epochs)>;

/// What the methods draw from, beside their own settings.
struct MapWork
{
    Exploration &exploration;                     ///< notes are added to it
    const NeighboursResult *neighbours = nullptr; ///< by cosine; none: each finds its own
    const LayoutWatcher &watch;
    const RunControl &control;

    /// As UmapWatcher and TsneWatcher want it; none where nobody watches.
    std::function<void(const MatrixD &, int, int)> watcherOf(const ProjectionRecipe &projection) const
    {
        if (!watch)
            return {};
        return [this, &projection](const MatrixD &places, int epoch, int epochs) {
            watch(projection, places, epoch, epochs);
        };
    }
};

Status draw(MapStage &map, const MdsRecipe &mds, const MapWork &work)
{
    MdsOptions options;
    options.maxIterations = mds.maxIterations;
    Result<MdsResult> result = projectMds(work.exploration.vectors, options, work.control);
    if (!result)
        return std::move(result).error();
    map.coordinates = std::move(result->coordinates);
    map.stress = result->stress;
    return {};
}

Status draw(MapStage &map, const UmapRecipe &umap, const MapWork &work)
{
    const UmapOptions options = umapOptions(umap, work.exploration.recipe.seed);
    Result<UmapResult> result =
        projectUmap(work.exploration.vectors, options, work.control, work.watcherOf(map.projection),
                    umap.metric == UmapMetric::Cosine ? work.neighbours : nullptr);
    if (!result)
        return std::move(result).error();
    map.coordinates = std::move(result->coordinates);
    if (result->neighbours < options.neighbours)
        work.exploration.notes.push_back(ExplorationNote::UmapFewer);
    if (result->start == UmapStart::Pca)
        work.exploration.notes.push_back(ExplorationNote::UmapPieces);
    return {};
}

Status draw(MapStage &map, const TsneRecipe &tsne, const MapWork &work)
{
    TsneOptions options;
    options.perplexity = tsne.perplexity;
    options.seed = work.exploration.recipe.seed;
    Result<TsneResult> result =
        projectTsne(work.exploration.vectors, options, work.control, work.watcherOf(map.projection), work.neighbours);
    if (!result)
        return std::move(result).error();
    map.coordinates = std::move(result->coordinates);
    if (result->perplexity < options.perplexity)
        work.exploration.notes.push_back(ExplorationNote::TsneFewer);
    return {};
}

Status draw(MapStage &map, const PcaRecipe &recipe, const MapWork &work)
{
    Result<RecipePca> result = projectPca(work.exploration.vectors, recipe, work.control);
    if (!result)
        return std::move(result).error();
    map.coordinates = std::move(result->coordinates);
    for (const int axis : {recipe.firstAxis, recipe.secondAxis})
        map.explainedVariance.push_back(result->pca.explainedVarianceRatio[static_cast<std::size_t>(axis - 1)]);
    map.formula = std::move(result->pca);
    return {};
}

/// Drawn by mapOnAxes() already.
Status draw(MapStage &, const AxesRecipe &, const MapWork &)
{
    return {};
}

/// All of two rows or more do, but for the rounding of float.
bool pointTheSameWay(const SharedMatrix &vectors)
{
    constexpr double kSame = 1e-12; // squared
    const auto direction = [&](Eigen::Index row) -> Eigen::RowVectorXd {
        const Eigen::RowVectorXd wide = vectors.row(row).cast<double>();
        const double length = wide.norm();
        return length > 0 ? Eigen::RowVectorXd(wide / length) : wide;
    };
    const Eigen::RowVectorXd first = direction(0);
    for (Eigen::Index row = 1; row < vectors.rows(); ++row)
        if ((direction(row) - first).squaredNorm() > kSame)
            return false;
    return vectors.rows() > 1;
}

/// What is drawn: the recipe's projection, or PCA where that cannot be, with a note. Axes are drawn at once.
Result<MapStage> beginMap(Exploration &exploration, const VectorStore &phrases, ExploreInput::Fallback fallback,
                          const RunControl &control)
{
    MapStage map;
    map.projection = exploration.recipe.projection;
    const auto instead = [&](ExplorationNote note) {
        map.projection = PcaRecipe{};
        exploration.notes.push_back(note);
    };
    if (pointTheSameWay(exploration.vectors)) {
        exploration.notes.push_back(ExplorationNote::NoDifference);
        const auto *umap = std::get_if<UmapRecipe>(&map.projection);
        if (std::holds_alternative<TsneRecipe>(map.projection) || (umap && umap->metric == UmapMetric::Cosine)) {
            map.projection = PcaRecipe{}; // neighbourhoods would lie anywhere
            return map;
        }
    }
    if (std::holds_alternative<MdsRecipe>(map.projection) && exploration.size() > MdsOptions::kMaxTexts &&
        fallback == ExploreInput::Fallback::Allowed)
        instead(ExplorationNote::MdsTooMany);
    if (std::holds_alternative<UmapRecipe>(map.projection) && exploration.size() < UmapOptions::kLeastTexts)
        instead(ExplorationNote::UmapTooFew);
    if (std::holds_alternative<TsneRecipe>(map.projection) && exploration.size() < TsneOptions::kLeastTexts)
        instead(ExplorationNote::TsneTooFew);
    if (const auto *axes = std::get_if<AxesRecipe>(&exploration.recipe.projection)) {
        Result<MapStage> made = mapOnAxes(exploration, *axes, phrases, control);
        if (made || fallback == ExploreInput::Fallback::Refused || made.error().code == Errc::Cancelled)
            return made;
        map.refused = made.error();
        instead(ExplorationNote::AxesImpossible);
    }
    return map;
}

/// Which distances the method tries to keep, for the worst pair.
TrueDistance distanceKeptBy(const ProjectionRecipe &projection)
{
    const bool linear = std::holds_alternative<PcaRecipe>(projection) || std::holds_alternative<AxesRecipe>(projection);
    return linear ? TrueDistance::Chord : TrueDistance::Cosine;
}

Result<MapStage> makeMap(Exploration &exploration, const VectorStore &phrases, ExploreInput::Fallback fallback,
                         const LayoutWatcher &watch, const RunControl &control)
{
    Result<MapStage> map = beginMap(exploration, phrases, fallback, control);
    if (!map)
        return map;
    FaithfulnessOptions faithfulness;
    faithfulness.seed = exploration.recipe.seed;
    faithfulness.distance = distanceKeptBy(map->projection);
    const Result<NeighboursResult> near = neighboursFor(exploration, map->projection, faithfulness, control);
    if (!near)
        return near.error();
    const NeighboursResult *const given = near->rows() > 0 ? &*near : nullptr;
    faithfulness.truth = given;

    const MapWork work{exploration, given, watch, control};
    const Status drawn =
        std::visit([&](const auto &projection) { return draw(*map, projection, work); }, map->projection);
    if (!drawn)
        return drawn.error();
    Result<FaithfulnessResult> measured =
        measureFaithfulness(exploration.vectors, map->coordinates, faithfulness, control);
    if (!measured)
        return std::move(measured).error();
    map->faithfulness = std::move(*measured);
    return map;
}

Result<ExplorationPtr> conduct(const ExploreInput &input, const ExploreHooks &hooks, const RunControl &control)
{
    KnownVectors known = knownVectors(input);
    if (input.embedder) {
        if (Status embedded = embedMissing(known, input, hooks, control); !embedded)
            return embedded.error();
    }

    Exploration exploration = gatherRows(input, std::move(known.texts));

    // A published stage is never changed: each is a copy that shares the vectors.
    const auto publish = [&](Exploration stage) {
        auto published = std::make_shared<const Exploration>(std::move(stage));
        if (hooks.stage)
            hooks.stage(published);
        return published;
    };
    if (exploration.rows.empty())
        return ExplorationPtr(publish(std::move(exploration)));
    const ExplorationPtr vectors = hooks.stage || hooks.forming ? publish(exploration) : nullptr;
    LayoutWatcher watch;
    if (hooks.forming)
        watch = [&](const ProjectionRecipe &projection, const MatrixD &places, int epoch, int epochs) {
            hooks.forming(std::make_shared<const FormingMap>(FormingMap{vectors, projection, places, epoch, epochs}));
        };

    // Progress belongs to the embedding; the stages after it report nothing of their own.
    const RunControl quiet{control.stop, {}};
    Result<MapStage> map = makeMap(exploration, known.phrases, input.fallback, watch, quiet);
    if (!map)
        return std::move(map).error();
    exploration.map = std::move(*map);
    if (input.recipe.clusters.method == ClusterRecipe::Method::None)
        return ExplorationPtr(publish(std::move(exploration)));
    if (hooks.stage)
        publish(exploration);

    Result<ClusterStage> clusters = makeClusterStage(exploration, quiet);
    if (!clusters)
        return std::move(clusters).error();
    exploration.clusters = std::move(*clusters);
    return ExplorationPtr(publish(std::move(exploration)));
}

} // namespace

Result<ExplorationPtr> explore(const ExploreInput &input, const ExploreHooks &hooks, const RunControl &control)
{
    try {
        return conduct(input, hooks, control);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
