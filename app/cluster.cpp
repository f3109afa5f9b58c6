#include "app/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "core/scene/display_text.h"

#include <algorithm>

namespace embedscope {

namespace {

std::string asJson(const Explored &explored, const Corpus &corpus)
{
    const Exploration &exploration = *explored.exploration;
    JsonWriter json;
    json.open('{')
        .member("model", exploration.modelName)
        .member("method", clusterMethodName(exploration.recipe.clusters.method));
    json.member("seed", exploration.recipe.seed);
    if (const ClusterStage &stage = *exploration.clusters; stage.minSize > 0)
        json.member("space", clusterSpaceName(stage.space))
            .member("min_size", stage.minSize)
            .member("noise", stage.noise);
    json.key("clusters").open('[');
    for (const Cluster &cluster : exploration.clusters->clusters) {
        json.newLine().open('{').member("id", cluster.id).member("name", cluster.name).key("words").open('[');
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

std::string asTable(const Exploration &exploration, const ClusterOptions &options)
{
    const std::vector<Cluster> &clusters = exploration.clusters->clusters;
    std::string out = std::to_string(clusters.size()) + (clusters.size() == 1 ? " cluster of " : " clusters of ") +
                      std::to_string(exploration.size()) + (exploration.size() == 1 ? " text, " : " texts, ") +
                      modelWords(exploration.modelName);
    out +=
        options.clusters == 0 && !exploration.clusters->tried.empty() ? ", as many as fit best (silhouette)\n" : "\n";
    if (const ClusterStage &stage = *exploration.clusters; stage.minSize > 0)
        out.insert(out.size() - 1,
                   ", dense places " +
                       std::string(stage.space == ClusterRecipe::Space::Umap5 ? "on a UMAP of 5 dimensions"
                                                                              : "in all dimensions") +
                       " of " + std::to_string(stage.minSize) + " or more; " + std::to_string(stage.noise) +
                       " in no cluster");
    const std::size_t width = std::max<std::size_t>(4, std::to_string(exploration.corpusIndex.back() + 1).size());
    for (const Cluster &cluster : clusters) {
        out += "\n" + std::to_string(cluster.id + 1) + "  " + displayText(cluster.name) + "  (" +
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
    return out + "\n* nearest to the middle of its cluster\n";
}

} // namespace

int runCluster(const ClusterOptions &options)
{
    const Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    Recipe recipe;
    recipe.clusters.method =
        options.method == "hdbscan" ? ClusterRecipe::Method::Hdbscan : ClusterRecipe::Method::KMeans;
    recipe.clusters.k = options.clusters;
    recipe.clusters.minSize = options.minSize;
    recipe.clusters.space = clusterSpaceNamed(options.space).value_or(ClusterRecipe::Space::Umap5);
    const Result<Explored> explored = exploreTexts(options.common, *loaded, recipe, Extent::Everything);
    if (!explored)
        return fail(explored.error());
    return printOrFail(options.json ? asJson(*explored, loaded->corpus) : asTable(*explored->exploration, options));
}

} // namespace embedscope
