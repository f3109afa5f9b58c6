#include "app/commands/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "core/explore/compare_models.h"
#include "core/scene/display_text.h"

#include <algorithm>

namespace embedscope {

namespace {

void listOf(JsonWriter &json, const char *name, const std::vector<std::size_t> &indices)
{
    json.key(name).open('[');
    for (const std::size_t index : indices)
        json.value(index);
    json.close(']');
}

std::string asJson(const ModelComparison &comparison, const Corpus &corpus, std::size_t top)
{
    JsonWriter json;
    json.open('{').member("model", comparison.modelA).member("with", comparison.modelB);
    json.member("neighbours", comparison.neighbours).member("mean_jaccard", comparison.meanJaccard);
    json.member("by_chance", comparison.meanJaccard ? std::optional(comparison.byChance) : std::nullopt);
    std::vector<std::size_t> moved;
    for (const std::size_t i : comparison.mostMoved)
        if (moved.size() < top)
            moved.push_back(comparison.texts[i].corpusIndex);
    listOf(json, "most_moved", moved);
    json.key("items").open('[');
    for (const TextMove &text : comparison.texts) {
        json.newLine().open('{').member("index", text.corpusIndex);
        json.member("text", corpus.texts[text.corpusIndex].text).member("jaccard", text.jaccard);
        listOf(json, "lost", text.lost);
        listOf(json, "gained", text.gained);
        json.close('}');
    }
    return json.close(']').close('}').take();
}

std::string some(const std::vector<std::size_t> &indices, const Corpus &corpus)
{
    constexpr std::size_t kShown = 3;
    std::string out;
    for (std::size_t i = 0; i < std::min(kShown, indices.size()); ++i)
        out += (i > 0 ? ", " : "") + std::to_string(indices[i] + 1) + " " + quoted(corpus.texts[indices[i]].text, 40);
    if (indices.size() > kShown)
        out += " and " + std::to_string(indices.size() - kShown) + " more";
    return out;
}

/// How many texts cannot be compared.
std::string zeroWords(const ModelComparison &comparison)
{
    const std::size_t zeros = comparison.texts.size() - comparison.comparable;
    if (zeros == 0)
        return {};
    return (zeros == 1 ? std::string("1 text is left out: its vector is")
                       : std::to_string(zeros) + " texts are left out: their vectors are") +
           " zero under one of the models, so that similarity is undefined.\n";
}

std::string asTable(const ModelComparison &comparison, const Corpus &corpus, std::size_t top)
{
    const std::string zeros = zeroWords(comparison);
    if (comparison.comparable < 2)
        return zeros + (comparison.comparable == 0 ? "There is nothing to compare.\n"
                                                   : "There is no other text to compare with.\n");
    std::string out = "Nearest " + std::to_string(comparison.neighbours) + " of each of " +
                      std::to_string(comparison.comparable) + " texts: " + modelWords(comparison.modelA) + " (" +
                      std::to_string(comparison.dimensionsA) + " numbers) against " + modelWords(comparison.modelB) +
                      " (" + std::to_string(comparison.dimensionsB) + ")\n" + zeros;
    out += "On average a Jaccard of " + threeDigits(*comparison.meanJaccard) +
           " (shared neighbours of all; 1: the same; unrelated models: " + threeDigits(comparison.byChance) + ")\n\n";
    if (comparison.neighbours + 1 >= comparison.comparable)
        return out + "With so few texts each is every other's neighbour, whatever the model.\n";
    const std::size_t width = std::max<std::size_t>(4, std::to_string(corpus.size()).size());
    out += "jaccard  " + padLeft("text", width) + "   those that moved most\n";
    for (std::size_t place = 0; place < std::min(top, comparison.mostMoved.size()); ++place) {
        const TextMove &text = comparison.texts[comparison.mostMoved[place]];
        const std::string indent(width + 12, ' ');
        out += padLeft(threeDigits(*text.jaccard), 7) + "  " + padLeft(std::to_string(text.corpusIndex + 1), width) +
               "   " + displayText(corpus.texts[text.corpusIndex].text) + "\n";
        if (!text.lost.empty())
            out += indent + "lost " + some(text.lost, corpus) + "\n";
        if (!text.gained.empty())
            out += indent + "gained " + some(text.gained, corpus) + "\n";
    }
    return out;
}

} // namespace

int runCompare(const CompareCommandOptions &options)
{
    const Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    const Result<Explored> first = exploreTexts(options.common, *loaded, {}, Extent::Vectors);
    if (!first)
        return fail(first.error());
    CommonOptions other = options.common;
    other.model = options.with;
    const Result<Explored> second = exploreTexts(other, *loaded, {}, Extent::Vectors);
    if (!second)
        return fail(second.error());
    const Result<ModelComparison> comparison = compareModels(*first->exploration, *second->exploration);
    if (!comparison)
        return fail(comparison.error());
    return printOrFail(options.json ? asJson(*comparison, loaded->corpus, options.top)
                                    : asTable(*comparison, loaded->corpus, options.top));
}

} // namespace embedscope
