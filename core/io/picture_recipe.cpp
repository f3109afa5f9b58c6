#include "core/io/picture_recipe.h"

#include "core/io/picture_recipe_words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace embedscope {

namespace {

using Json = nlohmann::json;

Json axisJson(const AxisRecipe &axis, const Corpus &corpus)
{
    Json json;
    for (const auto &[name, end] : {std::pair("low", &axis.low), std::pair("high", &axis.high)}) {
        Json texts = Json::array();
        for (const TextId id : end->texts)
            if (const auto index = corpus.indexOf(id))
                texts.push_back(*index);
        json[name] = {{"phrases", end->phrases}, {"texts", std::move(texts)}};
    }
    return json;
}

Json viewJson(const ViewState &view, const Corpus &corpus)
{
    Json json;
    if (view.camera)
        json["camera"] = {view.camera->centre.x, view.camera->centre.y, view.camera->scale};
    const Alignment &a = view.alignment;
    json["alignment"] = {a.a, a.b, a.c, a.d, a.scale, a.shiftX, a.shiftY};
    // Columns stay behind, and with them what they would colour.
    const ColourMode mode = view.colourMode == ColourMode::Column ? ColourMode::None : view.colourMode;
    json["colour"] = kColourWords.at(static_cast<std::size_t>(mode));
    if (view.measure != Measure::Cosine)
        json["measure"] = kMeasureWords.at(static_cast<std::size_t>(view.measure));
    if (mode == ColourMode::Component)
        json["number"] = static_cast<unsigned>(std::max(view.component, 0)) + 1;
    if (mode == ColourMode::Phrase)
        json["phrase"] = view.phrase;
    if (mode == ColourMode::Spectrum)
        json["spectrum"] = axisJson(view.spectrum, corpus);
    json["ramp"] = kRampWords.at(static_cast<std::size_t>(view.ramp));
    json["stretch"] = view.stretchRamp;
    if (const auto anchor = corpus.indexOf(view.anchor))
        json["anchor"] = *anchor;
    json["hidden"] = view.hiddenGroups;
    for (const ClusterTitle &title : view.clusterTitles) {
        Json texts = Json::array();
        for (const TextId id : title.texts)
            if (const auto index = corpus.indexOf(id))
                texts.push_back(*index);
        if (!texts.empty())
            json["cluster_names"].push_back({{"name", title.name}, {"texts", std::move(texts)}});
    }
    json["truth"] = view.truthLines;
    json["labels"] = view.showLabels;
    return json;
}

} // namespace

std::string plainModelName(std::string_view model)
{
    while (!model.empty() && model.back() == '/')
        model.remove_suffix(1);
    const std::size_t last = model.find_last_of("/\\:");
    if (last != std::string_view::npos)
        model.remove_prefix(last + 1);
    while (!model.empty() && model.front() == '.')
        model.remove_prefix(1);
    return model.empty() ? Recipe{}.model : std::string(model);
}

std::string formatPictureRecipe(const PictureRecipe &picture)
{
    Json json;
    json["embedscope"] = kPictureRecipeVersion;
    json["title"] = picture.title;
    if (!picture.corpus.groupName.empty())
        json["groups"] = picture.corpus.groupName;
    Json texts = Json::array();
    for (const Text &text : picture.corpus.texts) {
        if (text.group.empty())
            texts.push_back(text.text);
        else
            texts.push_back({{"text", text.text}, {"group", text.group}});
    }
    json["texts"] = std::move(texts);
    const Recipe &recipe = picture.recipe;
    json["recipe"] = {{"model", plainModelName(recipe.model)},
                      {"projection", projectionName(recipe.projection)},
                      {"clusters",
                       {{"method", clusterMethodName(recipe.clusters.method)},
                        {"k", static_cast<unsigned>(std::max(0, recipe.clusters.k))}}},
                      {"seed", recipe.seed}};
    if (const auto *pca = std::get_if<PcaRecipe>(&recipe.projection); pca && *pca != PcaRecipe{})
        json["recipe"]["components"] = {pca->firstAxis, pca->secondAxis};
    if (const auto *umap = std::get_if<UmapRecipe>(&recipe.projection)) {
        if (umap->metric == UmapMetric::Euclidean)
            json["recipe"]["metric"] = "euclidean";
        json["recipe"]["neighbours"] = static_cast<unsigned>(std::max(0, umap->neighbours));
        json["recipe"]["min_dist"] = {umap->minDist};
        if (umap->spread != UmapRecipe{}.spread)
            json["recipe"]["spread"] = {umap->spread};
        if (umap->epochs > 0)
            json["recipe"]["epochs"] = static_cast<unsigned>(umap->epochs);
    } else if (const auto *axes = std::get_if<AxesRecipe>(&recipe.projection)) {
        json["recipe"]["x"] = axisJson(axes->x, picture.corpus);
        json["recipe"]["y"] = axisJson(axes->y, picture.corpus);
        json["recipe"]["orthogonal"] = axes->orthogonal;
    }
    if (const auto *tsne = std::get_if<TsneRecipe>(&recipe.projection))
        json["recipe"]["perplexity"] = {tsne->perplexity};
    if (recipe.clusters.method == ClusterRecipe::Method::Hdbscan) {
        json["recipe"]["clusters"]["min_size"] = static_cast<unsigned>(std::max(0, recipe.clusters.minSize));
        json["recipe"]["clusters"]["space"] = clusterSpaceName(recipe.clusters.space);
    }
    json["view"] = viewJson(picture.view, picture.corpus);
    const std::string plain = json.dump(-1, ' ', true, Json::error_handler_t::replace);
    // These stand in strings only, where JSON has another way to write them.
    std::string safe;
    safe.reserve(plain.size());
    for (const char c : plain) {
        if (c == '<')
            safe += "\\u003c";
        else if (c == '>')
            safe += "\\u003e";
        else if (c == '&')
            safe += "\\u0026";
        else
            safe += c;
    }
    return safe;
}

} // namespace embedscope
