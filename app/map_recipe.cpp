#include "app/map_recipe.h"

#include "app/console.h"

#include <string>
#include <variant>

namespace embedscope {

ProjectionRecipe projectionOf(const MapOptions &options, const CommonOptions &common, std::size_t texts)
{
    ProjectionRecipe projection = projectionNamed(options.projection).value_or(defaultProjection(texts));
    if (options.projection.empty() && !std::holds_alternative<PcaRecipe>(projection) && !common.quiet)
        complain(std::to_string(texts) + " texts: the map is UMAP, as from " + std::to_string(kManyTexts) +
                 " on; --projection pca gives the other");
    if (auto *axes = std::get_if<AxesRecipe>(&projection))
        *axes = options.axes;
    if (auto *umap = std::get_if<UmapRecipe>(&projection)) {
        if (options.neighbours > 0)
            umap->neighbours = options.neighbours;
        if (options.minDist >= 0)
            umap->minDist = options.minDist;
        if (options.metric == "euclidean")
            umap->metric = UmapMetric::Euclidean;
        if (options.spread > 0)
            umap->spread = options.spread;
        umap->epochs = options.epochs;
    } else if ((options.neighbours > 0 || options.minDist >= 0) && !common.quiet) {
        complain("--neighbours and --min-dist are settings of --projection umap");
    }
    if ((options.spread > 0 || options.epochs > 0) && !std::holds_alternative<UmapRecipe>(projection) && !common.quiet)
        complain("--spread and --epochs are settings of --projection umap");
    if (options.perplexity > 0) {
        if (auto *tsne = std::get_if<TsneRecipe>(&projection))
            tsne->perplexity = options.perplexity;
        else if (!common.quiet)
            complain("--perplexity is a setting of --projection tsne");
    }
    const PcaRecipe components{options.firstComponent, options.secondComponent};
    if (auto *pca = std::get_if<PcaRecipe>(&projection))
        *pca = components;
    else if (components != PcaRecipe{} && !common.quiet)
        complain("--components is a setting of --projection pca");
    if (!options.metric.empty() && !std::holds_alternative<UmapRecipe>(projection) && !common.quiet)
        complain("--metric is a setting of --projection umap");
    return projection;
}

ClusterRecipe clustersOf(const ClusterChoice &choice, const CommonOptions &common)
{
    ClusterRecipe recipe;
    recipe.method = choice.method == "hdbscan" ? ClusterRecipe::Method::Hdbscan : ClusterRecipe::Method::KMeans;
    const ClusterChoice usual;
    if (recipe.method == ClusterRecipe::Method::Hdbscan) {
        recipe.minSize = choice.minSize;
        recipe.space = clusterSpaceNamed(choice.space).value_or(ClusterRecipe::Space::Umap5);
        if (choice.clusters > 0 && !common.quiet)
            complain("-k is a setting of --method kmeans");
    } else {
        recipe.k = choice.clusters;
        if ((choice.minSize > 0 || choice.space != usual.space) && !common.quiet)
            complain("--min-size and --space are settings of --method hdbscan");
    }
    return recipe;
}

} // namespace embedscope
