#include "core/analyse/cosine.h"
#include "core/scene/build/build_scene.h"
#include "core/scene/describe_scene.h"
#include "core/scene/display_text.h"

#include <cmath>
#include <cstdio>
#include <numeric>
#include <string_view>

namespace embedscope {

namespace {

/// So much of a text is said to name it.
constexpr std::size_t kNameLength = 24;

std::string percent(double share)
{
    return std::to_string(std::lround(share * 100)) + "%";
}

std::string twoDigits(double value)
{
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%.2f", value);
    std::string shown(text, length > 0 ? static_cast<std::size_t>(length) : 0);
    for (char &c : shown)
        if (c == ',') // a locale's decimal comma
            c = '.';
    return shown;
}

/// How well meaning axes tell their own examples apart; nothing where that says nothing.
std::string separationWords(const std::vector<AxisStage> &axes)
{
    std::string words;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (!axes[i].separation)
            continue;
        const std::string axis = i == 0 ? "The axis across" : "The axis upwards";
        if (const auto heldOut = axes[i].separation->heldOut)
            words += " " + axis + " puts " + percent(*heldOut) +
                     " of the pairs of its examples in the right order without having seen them (chance: 50%).";
        else
            words += " " + axis + " has an end with a single example: how well it separates cannot be told.";
    }
    return words;
}

/// Two texts by their first words, or, where those do not tell them apart, by their numbers, as the list has them.
std::string namesOf(const Exploration &e, std::size_t a, std::size_t b)
{
    const std::string first = quoted(e.rows[a].text, kNameLength);
    const std::string second = quoted(e.rows[b].text, kNameLength);
    const bool told = first != second && first != quoted({}, kNameLength) && second != quoted({}, kNameLength);
    const auto number = [&](std::size_t row) {
        return std::to_string((row < e.corpusIndex.size() ? e.corpusIndex[row] : row) + 1);
    };
    return told ? first + " and " + second : "Texts " + number(a) + " and " + number(b);
}

std::string plural(std::size_t n, const std::string &one)
{
    return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

} // namespace

MapCard describeMap(const Exploration &e)
{
    MapCard card;
    if (!e.map || e.size() < 2)
        return card;
    const MapStage &map = *e.map;
    const FaithfulnessResult &f = map.faithfulness;
    const bool measured = f.anyMeasured() && !f.trivial;
    if (!map.explainedVariance.empty()) {
        const double kept = std::accumulate(map.explainedVariance.begin(), map.explainedVariance.end(), 0.0);
        card.kept = kept > 0 ? "This map keeps " + percent(kept) + " of the differences."
                             : "These texts do not differ: there is nothing to map.";
    } else if (measured) {
        card.kept = "This map keeps " + percent(f.neighboursKept) + " of the nearest neighbours.";
    } else if (map.stress) {
        card.kept = "Distances on this map are off by " + percent(*map.stress) + " (stress).";
    } else if (f.trivial) {
        card.kept = "These are too few texts to tell what this map keeps.";
    }
    if (f.worstPair && f.worstPair->first < e.size() && f.worstPair->second < e.size())
        card.worst = namesOf(e, f.worstPair->first, f.worstPair->second) + (f.worstPair->error == PairError::LookCloser
                                                                                ? " look closer than they are."
                                                                                : " look further apart than they are.");
    const std::string k = std::to_string(f.k);
    if (measured)
        card.detail = "Of each text's " + k + " nearest, " + percent(f.neighboursKept) + " are among its " + k +
                      " nearest on the map, where a shuffled map would have " + percent(f.shuffledKept) +
                      "; trustworthiness is " + twoDigits(f.trustworthiness) + " and continuity " +
                      twoDigits(f.continuity) + " (1 is perfect).";
    else if (f.k > 0 && !f.anyMeasured())
        card.detail = "No text has a neighbour, since all vectors are zero: similarity is undefined.";
    else
        card.detail = "With so few texts every text is every other's neighbour, so how many neighbours the map keeps "
                      "says nothing about it.";
    card.detail += separationWords(map.axes);
    return card;
}

std::string explainProjection(const ProjectionRecipe &projection)
{
    const std::string_view name = projectionName(projection);
    if (name == "pca")
        return "PCA lays the map along the directions (principal components) in which the texts differ most. Distrust "
               "it where it keeps little of the differences: texts may then lie together that have nothing in common.";
    if (name == "mds")
        return "MDS moves the points until their distances are like those of the texts. Distrust it where stress, "
               "which says how far off they still are, is above 20%.";
    if (name == "umap")
        return "UMAP keeps neighbourhoods: texts that mean similar things lie together. Distrust the distances between "
               "groups, how large and how dense they are, and what another seed does not show.";
    if (name == "tsne")
        return "t-SNE keeps the nearest neighbours of each text together. Distrust the distances between groups, how "
               "large they are, and small clumps that another seed or perplexity does not show.";
    if (name == "axes")
        return "Each axis goes from the average of some examples to the average of others, and a text lies where it is "
               "projected on it. Distrust an axis whose own examples it does not tell apart.";
    return {};
}

std::string mapCaption(const Exploration &e, CaptionParts parts)
{
    if (!e.map || e.size() < 2)
        return {};
    const MapStage &map = *e.map;
    std::string caption = projectionTitle(map.projection);
    if (!map.explainedVariance.empty()) {
        const double kept = std::accumulate(map.explainedVariance.begin(), map.explainedVariance.end(), 0.0);
        caption += kept > 0 ? " · keeps " + percent(kept) + " of the differences" : " · texts that do not differ";
    } else if (map.stress) {
        caption += " · distances off by " + percent(*map.stress);
    } else if (map.faithfulness.anyMeasured() && !map.faithfulness.trivial) {
        caption += " · keeps " + percent(map.faithfulness.neighboursKept) + " of the nearest neighbours";
    }
    if (e.modelName == "noise")
        caption += " · noise: numbers without meaning"; // never without: such a picture shows nothing
    else if (parts == CaptionParts::WithModel && !e.modelName.empty())
        caption += " · " + displayText(e.modelName, 60);
    return caption;
}

std::string describePoint(const Exploration &e, std::size_t row, std::size_t anchorRow)
{
    if (row >= e.size())
        return {};
    std::string text =
        std::to_string(row + 1) + " of " + std::to_string(e.size()) + ": " + displayText(e.rows[row].text, 300);
    if (row == anchorRow) {
        text += ", compared with the others";
    } else if (anchorRow < e.size()) {
        const MatrixView vectors(e.vectors);
        const Similarity similarity =
            vectors.rows == e.size() ? cosineSimilarity(vectors.row(row), vectors.row(anchorRow)) : std::nullopt;
        text += similarity ? ", similarity " + twoDigits(*similarity) : ", similarity undefined";
    }
    if (e.clusters && e.clusters->labels.size() == e.size()) {
        const ClusterId cluster = e.clusters->labels[row];
        text += cluster == kNoCluster ? ", in no cluster" : ", cluster " + std::to_string(cluster + 1);
    }
    if (!e.rows[row].group.empty())
        text += ", group " + displayText(e.rows[row].group, 60);
    return text;
}

std::string describeMapForReader(const Exploration &e, const ViewState &view)
{
    if (e.size() == 0)
        return "an empty map";
    std::string text = plural(e.size(), "point");
    if (e.clusters && !e.clusters->clusters.empty())
        text += ", " + plural(e.clusters->clusters.size(), "cluster");
    const std::size_t anchor = e.rowOf(view.anchor).value_or(0);
    text += ", compared with " + quoted(e.rows[anchor].text, 60);
    std::size_t selected = 0;
    std::string names;
    for (const Text &row : e.rows) {
        if (view.selection.count(row.id) == 0)
            continue;
        if (++selected <= 3)
            names += (names.empty() ? "" : ", ") + quoted(row.text, 60);
    }
    if (selected > 0)
        text += ", selected: " + names + (selected > 3 ? " and " + std::to_string(selected - 3) + " more" : "");
    return text;
}

} // namespace embedscope
