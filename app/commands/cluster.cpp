#include "app/commands/commands.h"
#include "app/commands/name_clusters.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "app/map_recipe.h"
#include "app/program.h"
#include "core/scene/display_text.h"
#include "ui/state/error_text.h"

#include <algorithm>

namespace embedscope {

namespace {

std::string asJson(const Explored &explored, const Corpus &corpus, const NamedClusters &named)
{
    const Exploration &exploration = *explored.exploration;
    JsonWriter json;
    json.open('{')
        .member("model", exploration.modelName)
        .member("method", clusterMethodName(exploration.recipe.clusters.method));
    json.member("seed", exploration.recipe.seed);
    if (const ClusterStage &stage = *exploration.clusters; stage.minSize > 0) {
        json.member("space", clusterSpaceName(stage.space));
        if (stage.space == ClusterRecipe::Space::Map)
            json.member("projection", projectionName(exploration.map->projection));
        json.member("min_size", stage.minSize).member("noise", stage.noise);
    }
    json.key("clusters").open('[');
    for (const Cluster &cluster : exploration.clusters->clusters) {
        const WrittenName &name = named.names[static_cast<std::size_t>(cluster.id)];
        json.newLine().open('{').member("id", cluster.id).member("name", name.name).key("named_by");
        if (name.why.empty())
            json.value(named.model);
        else
            json.null();
        json.key("words").open('[');
        for (const std::string &word : cluster.words)
            json.value(word);
        json.close(']').member("size", cluster.size).key("central").open('[');
        for (const std::size_t row : cluster.central)
            json.value(exploration.corpusIndex[row]);
        json.close(']').close('}');
    }
    json.close(']').key("items").open('[');
    const auto rows = rowsOfTexts(explored);
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        json.newLine().open('{').member("index", i).member("text", corpus.texts[i].text);
        json.member("cluster", rows[i] ? exploration.clusters->labels[*rows[i]] : kNoCluster).close('}');
    }
    return json.close(']').close('}').take();
}

/// Where HDBSCAN looked.
std::string spaceWords(const Exploration &exploration)
{
    switch (exploration.clusters->space) {
    case ClusterRecipe::Space::Umap5:
        return "on a UMAP of 5 dimensions";
    case ClusterRecipe::Space::AllDimensions:
        return "in all dimensions";
    case ClusterRecipe::Space::Map:
        break;
    }
    return std::string("on the map (") + projectionTitle(exploration.map->projection) + ")";
}

/// Why there are so many; nothing where the person chose, or there is no choice.
std::string whyOfKMeans(const Exploration &exploration)
{
    const auto noted = [&](ExplorationNote note) {
        return std::find(exploration.notes.begin(), exploration.notes.end(), note) != exploration.notes.end();
    };
    if (noted(ExplorationNote::NoDifference))
        return "; to this model all texts are the same";
    if (noted(ExplorationNote::OneCluster))
        return "; no number of clusters fits better than none (silhouette)";
    return exploration.recipe.clusters.k == 0 && !exploration.clusters->tried.empty()
               ? ", as many as fit best (silhouette)"
               : "";
}

std::string asTable(const Exploration &exploration, const NamedClusters &named)
{
    const ClusterStage &stage = *exploration.clusters;
    const std::vector<Cluster> &clusters = stage.clusters;
    std::string out = std::to_string(clusters.size()) + (clusters.size() == 1 ? " cluster of " : " clusters of ") +
                      std::to_string(exploration.size()) + (exploration.size() == 1 ? " text, " : " texts, ") +
                      modelWords(exploration.modelName);
    if (stage.minSize > 0)
        out += ", dense places of " + std::to_string(stage.minSize) + " texts or more " + spaceWords(exploration) +
               "; " + std::to_string(stage.noise) + " in no cluster";
    else
        out += whyOfKMeans(exploration);
    out += "\n";
    const std::size_t width = std::max<std::size_t>(4, std::to_string(exploration.corpusIndex.back() + 1).size());
    for (const Cluster &cluster : clusters) {
        out += "\n" + std::to_string(cluster.id + 1) + "  " +
               displayText(named.names[static_cast<std::size_t>(cluster.id)].name) + "  (" +
               std::to_string(cluster.size) + ")\n";
        for (std::size_t row = 0; row < exploration.size(); ++row) {
            if (exploration.clusters->labels[row] != cluster.id)
                continue;
            const bool central =
                std::find(cluster.central.begin(), cluster.central.end(), row) != cluster.central.end();
            out += central ? "* " : "  ";
            out += padLeft(std::to_string(exploration.corpusIndex[row] + 1), width) + "  ";
            out += displayText(exploration.rows[row].text) + "\n";
        }
    }
    return clusters.empty() ? out : out + "\n* nearest to the middle of its cluster\n";
}

} // namespace

int runCluster(const ClusterOptions &options)
{
    const Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    Recipe recipe;
    recipe.clusters = clustersOf(options.clusters, options.common);
    // Only clusters on the map want one; "the map" is the one that the window would show.
    if (recipe.clusters.space == ClusterRecipe::Space::Map)
        recipe.projection = projectionOf(options.map, options.common, loaded->corpus.size());
    else if (!options.map.projection.empty() && !options.common.quiet)
        complain("--projection is a setting of --space map");
    const Result<Explored> explored = exploreTexts(options.common, *loaded, recipe, Extent::Everything);
    if (!explored)
        return fail(explored.error());
    const Result<NamedClusters> named = nameClustersAsAsked(options, *explored->exploration);
    if (!named) {
        complain(errorText(named.error(), Surface::NamesOption).toStdString());
        return kFailed;
    }
    return printOrFail(options.json ? asJson(*explored, loaded->corpus, *named)
                                    : asTable(*explored->exploration, *named));
}

} // namespace embedscope
