#include "app/parse/parse_clusters.h"

#include "app/arguments.h"
#include "app/parse/parse_learn.h"
#include "app/parse/parse_parts.h"
#include "core/embed/http/http_url.h"
#include "core/embed/service/presets.h"

#include <CLI/CLI.hpp>

namespace embedscope {

namespace {

/// The services whose id --names takes.
std::string namingServices()
{
    std::string list;
    for (const ServicePreset &preset : servicePresets())
        if (preset.chat && !preset.base.empty())
            list += (list.empty() ? "" : ", ") + std::string(preset.id);
    return list;
}

/// What is wrong with a --names; empty if nothing is.
std::string namesMisuse(std::string &names)
{
    if (names == "words")
        return {};
    if (const ServicePreset *preset = presetNamed(names); preset && !preset->base.empty())
        return preset->chat ? std::string()
                            : std::string(preset->name) + " has no models that write; these have: " + namingServices();
    if (names.starts_with("http://") || names.starts_with("https://"))
        if (const auto url = parseHttpUrl(names); url)
            return {};
    // Not repeated: it may hold a password.
    return "is neither words, nor an address (https://example.org/v1), nor one of " + namingServices();
}

/// The model that is asked for names where none is given; empty: one must be.
std::string_view obviousModel(const std::string &names)
{
    if (const ServicePreset *preset = presetNamed(names))
        return preset->chatModel;
    const auto url = parseHttpUrl(names);
    return url ? presetOf(*url).chatModel : std::string_view();
}

} // namespace

void addProjection(CLI::App &app, MapOptions &map)
{
    app.add_option("--projection", map.projection,
                   "pca (keeps variance), mds (keeps distances), umap (keeps neighbourhoods), "
                   "tsne (keeps nearest neighbours) or axes (meanings of your own); else umap from 300 texts on, "
                   "pca below")
        ->check(plain(CLI::IsMember({"pca", "mds", "umap", "tsne", "axes"})))
        ->type_name("NAME");
    addWhole(app, "--neighbours,--neighbors", map.neighbours, 2, 1'000'000,
             "UMAP: how many make a neighbourhood, the text itself included (15)");
    app.add_option("--metric", map.metric, "UMAP: what makes texts neighbours, cosine (the default) or euclidean")
        ->check(plain(CLI::IsMember({"cosine", "euclidean"})))
        ->type_name("NAME");
    app.add_option_function<std::string>(
           "--components",
           [&map](const std::string &pair) {
               map.firstComponent = pair.front() - '0';
               map.secondComponent = pair.back() - '0';
           },
           "PCA: which of its first three components are drawn across and up (1,2)")
        ->check(CLI::Validator(
            [](std::string &pair) {
                const auto known = [](char c) { return c >= '1' && c <= '3'; };
                return pair.size() == 3 && pair[1] == ',' && known(pair[0]) && known(pair[2]) && pair[0] != pair[2]
                           ? std::string()
                           : "'" + pair + "' must be two of 1, 2 and 3 with a comma between";
            },
            ""))
        ->type_name("A,B");
    addWhole(app, "--perplexity", map.perplexity, 1, 1'000'000, "t-SNE: about how many neighbours count (30)");
    app.add_option_function<std::string>(
           "--min-dist", [&map](const std::string &number) { map.minDist = *decimalNumber(number); },
           "UMAP: how close points may lie, 0 to 1 (0.1)")
        ->check(CLI::Validator(
            [](std::string &number) {
                const auto value = decimalNumber(number);
                return value && *value <= 1 ? std::string() : "'" + number + "' must be a number from 0 to 1";
            },
            ""))
        ->type_name("NUMBER");
    app.add_option_function<std::string>(
           "--spread", [&map](const std::string &number) { map.spread = *decimalNumber(number); },
           "UMAP: how far neighbourhoods spread out, 0.1 to 10 (1)")
        ->check(CLI::Validator(
            [](std::string &number) {
                const auto value = decimalNumber(number);
                return value && *value >= UmapRecipe::kLeastSpread && *value <= UmapRecipe::kMostSpread
                           ? std::string()
                           : "'" + number + "' must be a number from 0.1 to 10";
            },
            ""))
        ->type_name("NUMBER");
    addWhole(app, "--epochs", map.epochs, 1, UmapRecipe::kMostEpochs,
             "UMAP: how long the map is worked on (500 up to 10,000 texts, 200 above)");
    addAxisOptions(app, map);
}

std::optional<std::string> spreadMisuse(const MapOptions &map)
{
    const UmapRecipe usual;
    const double minDist = map.minDist >= 0 ? map.minDist : usual.minDist;
    if (map.spread > 0 && minDist > map.spread)
        return "--min-dist must not be more than --spread";
    return std::nullopt;
}

void addClusterChoice(CLI::App &app, ClusterChoice &choice)
{
    addWhole(app, "-k", choice.clusters, 1, 1'000'000, "Number of clusters; else as many as fit best, 2 to 20");
    app.add_option("--method", choice.method,
                   "kmeans (every text in a cluster), or hdbscan (dense places; else in none)")
        ->check(plain(CLI::IsMember({"kmeans", "hdbscan"})))
        ->type_name("NAME");
    addWhole(app, "--min-size", choice.minSize, 2, 1'000'000,
             "HDBSCAN: the smallest cluster; else by the number of texts");
    app.add_option("--space", choice.space, "HDBSCAN: umap5 (a UMAP of 5 dimensions), all (dimensions) or map")
        ->check(plain(CLI::IsMember({"umap5", "all", "map"})))
        ->type_name("NAME");
}

bool asksForClusters(const CLI::App &app)
{
    for (const char *option : {"-k", "--method", "--min-size", "--space"})
        if (app.count(option) > 0)
            return true;
    return false;
}

CLI::App *addClusterCommand(CLI::App &app, ClusterOptions &options)
{
    CLI::App *command = app.add_subcommand("cluster", "Find groups of texts, and name them");
    addCommon(*command, options.common);
    addClusterChoice(*command, options.clusters);
    addProjection(*command, options.map);
    command
        ->add_option("--names", options.names,
                     "words (the default), or the address of a service whose model writes them: a URL, or " +
                         namingServices())
        ->check(CLI::Validator(namesMisuse, ""))
        ->type_name("words|URL");
    command->add_option("--names-model", options.namesModel, "The model of that service")->type_name("NAME");
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Examples:\n"
                    "  embedscope cluster texts.txt\n"
                    "  embedscope cluster texts.txt -k 10 --json\n"
                    "  embedscope cluster texts.txt --method hdbscan --min-size 10\n"
                    "  embedscope cluster texts.txt --names ollama --names-model llama3.2\n");
    return command;
}

std::optional<std::string> clusterMisuse(const CLI::App &app, const ClusterOptions &options)
{
    if (options.names == "words" && app.count("--names-model") > 0)
        return "--names-model is for names by a service: --names URL";
    if (options.names != "words" && options.namesModel.empty() && obviousModel(options.names).empty())
        return "--names " + options.names + " wants the model's name: --names-model NAME";
    return std::nullopt;
}

} // namespace embedscope
