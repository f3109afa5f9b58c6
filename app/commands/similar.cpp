#include "app/commands/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "core/scene/display_text.h"

#include <algorithm>

namespace embedscope {

namespace {

/// One line of the ranking.
struct Item
{
    std::size_t index = 0; ///< of the text in the input
    std::optional<double> similarity = {};
    const StoredVector *vector = nullptr; ///< none: the text has no vector
};

struct Ranking
{
    std::optional<std::size_t> anchorIndex = {}; ///< none: --to
    std::string anchorText = {};
    const StoredVector *anchorVector = nullptr;
    std::vector<Item> items = {};
};

std::string asJson(const Exploration &exploration, const Ranking &ranking, const Corpus &corpus)
{
    JsonWriter json;
    json.open('{').member("model", exploration.modelName).member("dimensions", exploration.vectors.cols());
    json.key("anchor").open('{').member("index", ranking.anchorIndex).member("text", ranking.anchorText).close('}');
    json.key("items").open('[');
    for (std::size_t i = 0; i < ranking.items.size(); ++i) {
        const Item &item = ranking.items[i];
        json.newLine().open('{').member("index", item.index).member("text", corpus.texts[item.index].text);
        json.member("similarity", item.similarity).member("rank", i + 1);
        json.member("tokens", item.vector ? item.vector->tokens : 0);
        json.member("truncated", item.vector && item.vector->truncated).close('}');
    }
    return json.close(']').close('}').take();
}

std::string cutNote(const StoredVector *vector)
{
    if (!vector || !vector->truncated)
        return {};
    if (vector->fullTokens <= vector->tokens)
        return "  [cut]"; // it came with a file, which does not say more
    return "  [cut: " + std::to_string(vector->tokens) + " of " + std::to_string(vector->fullTokens) + " tokens]";
}

std::string asTable(const Exploration &exploration, const Ranking &ranking, const Corpus &corpus)
{
    std::string out = "Similarity to ";
    out += ranking.anchorIndex ? "text " + std::to_string(*ranking.anchorIndex + 1) + ", " : "";
    out += quoted(ranking.anchorText, 400) + cutNote(ranking.anchorVector) + "\n";
    out += "(cosine of all " + std::to_string(exploration.vectors.cols()) + " dimensions, " +
           modelWords(exploration.modelName) + ")\n\n";
    if (ranking.items.empty())
        return out + "There is no other text.\n";
    const std::size_t width = std::max<std::size_t>(4, std::to_string(corpus.size()).size());
    out += "  similarity  " + padLeft("text", width) + "\n";
    bool anyUndefined = false;
    for (std::size_t i = 0; i < ranking.items.size(); ++i) {
        const Item &item = ranking.items[i];
        const bool best = i == 0 && item.similarity;
        out += best ? "* " : "  ";
        out += padLeft(item.similarity ? threeDigits(*item.similarity) : "-", 10) + "  ";
        out += padLeft(std::to_string(item.index + 1), width) + "  ";
        out += displayText(corpus.texts[item.index].text) + cutNote(item.vector) + "\n";
        anyUndefined = anyUndefined || !item.similarity;
    }
    out += ranking.items.front().similarity ? "\n* most similar\n" : "\n";
    if (anyUndefined)
        out += "- undefined: a vector of zeros, or none\n";
    return out;
}

} // namespace

int runSimilar(const SimilarOptions &options)
{
    Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    const std::size_t count = loaded->corpus.size();
    if (options.to) {
        loaded->corpus.add(*options.to);
        loaded->lastIsQuery = true;
    }
    const Result<Explored> explored = exploreTexts(options.common, *loaded, {}, Extent::Vectors,
                                                   options.to ? Missing::LastRefused : Missing::FirstRefused);
    if (!explored)
        return fail(explored.error());
    const Exploration &exploration = *explored->exploration;

    const std::size_t anchorIndex = options.to ? count : 0;
    const std::size_t anchorRow = rowsOfTexts(*explored)[anchorIndex].value_or(0);

    Ranking ranking;
    ranking.anchorText = loaded->corpus.texts[anchorIndex].text;
    ranking.anchorVector = exploration.stored[anchorRow].get();
    if (!options.to)
        ranking.anchorIndex = anchorIndex;
    for (const RankedText &ranked : rankAgainst(exploration, anchorRow))
        ranking.items.push_back(
            {exploration.corpusIndex[ranked.row], ranked.similarity, exploration.stored[ranked.row].get()});
    for (std::size_t i = 0; i < count; ++i) {
        if (explored->errors.contains(i))
            ranking.items.push_back({i, {}, nullptr});
    }
    if (options.top > 0 && ranking.items.size() > options.top)
        ranking.items.resize(options.top);
    return printOrFail(options.json ? asJson(exploration, ranking, loaded->corpus)
                                    : asTable(exploration, ranking, loaded->corpus));
}

} // namespace embedscope
