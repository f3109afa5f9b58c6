#include "app/commands/commands.h"
#include "app/commands/separation.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "app/map_recipe.h"

namespace embedscope {

namespace {

std::string asJson(const Exploration &exploration)
{
    const MapStage &map = *exploration.map;
    JsonWriter json;
    json.open('{').member("model", exploration.modelName);
    json.member("projection", projectionName(map.projection)).member("seed", exploration.recipe.seed);
    if (!map.explainedVariance.empty()) {
        json.key("variance").open('[');
        for (const double share : map.explainedVariance)
            json.value(share);
        json.close(']');
    }
    if (const auto *axes = std::get_if<AxesRecipe>(&map.projection)) {
        json.key("axes").open('{').member("orthogonal", axes->orthogonal).key("x").open('{');
        writeAxis(json, axes->x, map.axes[0]);
        json.close('}').key("y").open('{');
        writeAxis(json, axes->y, map.axes[1]);
        json.close('}').close('}');
    }
    const FaithfulnessResult &kept = map.faithfulness;
    // Undefined where no text has a neighbour: one text, zero vectors alone.
    const auto ifMeasured = [&kept](double share) {
        return kept.anyMeasured() ? std::optional<double>(share) : std::nullopt;
    };
    json.key("faithfulness").open('{').member("neighbours_kept", ifMeasured(kept.neighboursKept));
    json.member("trustworthiness", ifMeasured(kept.trustworthiness));
    json.member("continuity", ifMeasured(kept.continuity));
    json.member("shuffled", ifMeasured(kept.shuffledKept)).close('}');
    json.key("items").open('[');
    for (std::size_t row = 0; row < exploration.size(); ++row) {
        json.newLine().open('{').member("index", exploration.corpusIndex[row]);
        json.member("text", exploration.rows[row].text);
        json.member("x", map.coordinates(static_cast<Eigen::Index>(row), 0));
        json.member("y", map.coordinates(static_cast<Eigen::Index>(row), 1));
        json.member("cluster", exploration.clusters->labels[row]);
        json.member("neighbours_kept", kept.neighboursKeptOf[row]).close('}');
    }
    return json.close(']').close('}').take();
}

std::string asCsv(const Exploration &exploration)
{
    const MapStage &map = *exploration.map;
    TableWriter table;
    const std::vector<std::string> names = {"index", "text", "x", "y", "cluster", "neighbours_kept"};
    table.header(names);
    for (std::size_t row = 0; row < exploration.size(); ++row) {
        table.cell(exploration.corpusIndex[row]);
        table.cell(exploration.rows[row].text);
        table.cell(map.coordinates(static_cast<Eigen::Index>(row), 0));
        table.cell(map.coordinates(static_cast<Eigen::Index>(row), 1));
        table.cell(exploration.clusters->labels[row]);
        if (const auto kept = map.faithfulness.neighboursKeptOf[row])
            table.cell(*kept);
        else
            table.cell(std::string_view());
        table.endRow();
    }
    return table.take();
}

} // namespace

int runProject(const ProjectOptions &options)
{
    const Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    Recipe recipe;
    recipe.projection = projectionOf(options.map, options.common, loaded->corpus.size());
    recipe.clusters = clustersOf(options.clusters, options.common);
    const Result<Explored> explored = exploreTexts(options.common, *loaded, recipe, Extent::Everything);
    if (!explored)
        return fail(explored.error());
    const Exploration &exploration = *explored->exploration;
    if (!options.out.empty()) {
        const std::string bytes = extensionOf(options.out) == "json" ? asJson(exploration) : asCsv(exploration);
        if (const int status = writeOrFail(options.out, bytes); status != 0 || !options.json)
            return status;
    }
    return printOrFail(options.json ? asJson(exploration) : asCsv(exploration));
}

} // namespace embedscope
