#include "core/explore/clusters/cluster_stage.h"

#include "core/analyse/cluster/cluster_space.h"
#include "core/analyse/cluster/hdbscan.h"
#include "core/analyse/cluster/kmeans.h"
#include "core/analyse/neighbours/neighbours.h"
#include "core/analyse/project/umap/umap.h"
#include "core/explore/clusters/cluster_names.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace embedscope {

namespace {

/// The members nearest to the average of all members' directions, best first.
std::vector<std::size_t> centralRows(const Exploration &exploration, const std::vector<std::size_t> &members)
{
    constexpr std::size_t kCentral = 3;
    Matrix vectors(static_cast<Eigen::Index>(members.size()), exploration.vectors.cols());
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(exploration.vectors.cols());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto row = exploration.vectors.row(static_cast<Eigen::Index>(members[i]));
        vectors.row(static_cast<Eigen::Index>(i)) = row;
        const Eigen::VectorXd wide = row.transpose().cast<double>();
        if (const double length = wide.norm(); length > 0)
            sum += wide / length;
    }
    const Eigen::VectorXf centre = (sum / static_cast<double>(std::max<std::size_t>(1, members.size()))).cast<float>();
    const Result<std::vector<Neighbour>> nearest =
        nearestTo(vectors, {centre.data(), static_cast<std::size_t>(centre.size())}, kCentral);
    std::vector<std::size_t> central;
    if (nearest) {
        for (const Neighbour &neighbour : *nearest)
            central.push_back(members[neighbour.index]);
    }
    return central;
}

bool isOnePlace(const Exploration &exploration)
{
    return std::ranges::find(exploration.notes, ExplorationNote::NoDifference) != exploration.notes.end();
}

Result<ClusterStage> byKMeans(Exploration &exploration, const RunControl &control)
{
    KMeansOptions options;
    options.clusters = static_cast<std::size_t>(std::max(0, exploration.recipe.clusters.k));
    options.seed = exploration.recipe.seed;
    Result<KMeansResult> groups = clusterKMeans(exploration.vectors, options, control);
    if (!groups)
        return std::move(groups).error();
    if (options.clusters > groups->clusters)
        exploration.notes.push_back(ExplorationNote::FewerClusters);
    else if (options.clusters == 0 && groups->clusters == 1 && exploration.size() > 3 && !isOnePlace(exploration))
        exploration.notes.push_back(ExplorationNote::OneCluster);
    ClusterStage stage;
    stage.labels = std::move(groups->labels);
    stage.clusters.resize(groups->clusters);
    stage.tried = std::move(groups->tried);
    stage.triedOn = groups->sampleRows;
    return stage;
}

Result<HdbscanResult> densityGroups(Exploration &exploration, ClusterRecipe::Space &space, const RunControl &control)
{
    HdbscanOptions options;
    options.minSize = static_cast<std::size_t>(std::max(0, exploration.recipe.clusters.minSize));
    if (isOnePlace(exploration)) { // no denser than the rest, but nothing could be more of a cluster
        HdbscanResult one;
        one.labels.assign(exploration.size(), 0);
        one.clusters = 1;
        one.minSize = options.minSize;
        space = ClusterRecipe::Space::AllDimensions;
        return one;
    }
    if (space == ClusterRecipe::Space::Map && exploration.map)
        return clusterHdbscanOfPoints(exploration.map->coordinates, options, control);
    if (space == ClusterRecipe::Space::Umap5 && exploration.size() >= UmapOptions::kLeastTexts) {
        const Result<UmapResult> points =
            projectUmap(exploration.vectors, clusterSpace(exploration.recipe.seed), control);
        if (!points)
            return points.error();
        return clusterHdbscanOfPoints(points->coordinates, options, control);
    }
    space = ClusterRecipe::Space::AllDimensions;
    return clusterHdbscan(exploration.vectors, options, control);
}

Result<ClusterStage> byHdbscan(Exploration &exploration, const RunControl &control)
{
    ClusterStage stage;
    stage.space = exploration.recipe.clusters.space;
    Result<HdbscanResult> groups = densityGroups(exploration, stage.space, control);
    if (!groups)
        return std::move(groups).error();
    if (groups->clusters == 0)
        exploration.notes.push_back(ExplorationNote::NoClusters);
    stage.labels = std::move(groups->labels);
    stage.clusters.resize(groups->clusters);
    stage.minSize = groups->minSize;
    stage.noise = groups->noise;
    return stage;
}

void describe(ClusterStage &stage, const Exploration &exploration)
{
    std::vector<std::string_view> texts;
    texts.reserve(exploration.size());
    for (const Text &text : exploration.rows)
        texts.push_back(text.text);
    std::vector<ClusterName> names = nameClusters(texts, stage.labels, stage.clusters.size());
    std::vector<std::vector<std::size_t>> members(stage.clusters.size());
    for (std::size_t row = 0; row < stage.labels.size(); ++row)
        if (stage.labels[row] != kNoCluster)
            members[static_cast<std::size_t>(stage.labels[row])].push_back(row);
    for (std::size_t id = 0; id < stage.clusters.size(); ++id) {
        Cluster &cluster = stage.clusters[id];
        cluster.id = static_cast<ClusterId>(id);
        cluster.name = std::move(names[id].name);
        cluster.words = std::move(names[id].words);
        cluster.size = members[id].size();
        cluster.central = centralRows(exploration, members[id]);
    }
}

} // namespace

Result<ClusterStage> makeClusterStage(Exploration &exploration, const RunControl &control)
{
    Result<ClusterStage> stage = exploration.recipe.clusters.method == ClusterRecipe::Method::Hdbscan
                                     ? byHdbscan(exploration, control)
                                     : byKMeans(exploration, control);
    if (stage)
        describe(*stage, exploration);
    return stage;
}

} // namespace embedscope
