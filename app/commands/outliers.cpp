#include "app/commands/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "core/analyse/learn/groups.h"
#include "core/scene/display_text.h"

#include <algorithm>
#include <optional>

namespace embedscope {

namespace {

struct Outlier
{
    std::size_t index = 0; ///< of the text in the input
    double similarity = 0; ///< to the others, on average
};

std::string asJson(const Exploration &exploration, const std::vector<Outlier> &outliers, std::optional<double> mean)
{
    JsonWriter json;
    json.open('{').member("model", exploration.modelName).member("mean", mean).key("items").open('[');
    const auto rowOf = [&](std::size_t index) {
        return static_cast<std::size_t>(
            std::lower_bound(exploration.corpusIndex.begin(), exploration.corpusIndex.end(), index) -
            exploration.corpusIndex.begin());
    };
    for (std::size_t i = 0; i < outliers.size(); ++i) {
        json.newLine().open('{').member("index", outliers[i].index);
        json.member("text", exploration.rows[rowOf(outliers[i].index)].text);
        json.member("similarity", outliers[i].similarity).member("rank", i + 1).close('}');
    }
    return json.close(']').close('}').take();
}

std::string asTable(const Exploration &exploration, const std::vector<Outlier> &outliers, std::optional<double> mean,
                    const Corpus &corpus)
{
    std::string out = "Least like the others of " + std::to_string(exploration.size()) +
                      (exploration.size() == 1 ? " text, " : " texts, ") + modelWords(exploration.modelName) + "\n";
    if (!mean)
        return out + (exploration.size() == 1 ? "There is no other text to compare with.\n"
                                              : "No two texts can be compared: similarity to a vector of zeros is "
                                                "undefined.\n");
    out += "(mean similarity to all others; of all texts: " + threeDigits(*mean) + ")\n\n";
    const std::size_t width = std::max<std::size_t>(4, std::to_string(corpus.size()).size());
    out += "similarity  " + padLeft("text", width) + "\n";
    for (const Outlier &outlier : outliers)
        out += padLeft(threeDigits(outlier.similarity), 10) + "  " + padLeft(std::to_string(outlier.index + 1), width) +
               "  " + displayText(corpus.texts[outlier.index].text) + "\n";
    return out;
}

} // namespace

int runOutliers(const OutliersOptions &options)
{
    const Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    const Result<Explored> explored = exploreTexts(options.common, *loaded, {}, Extent::Vectors);
    if (!explored)
        return fail(explored.error());
    const Exploration &exploration = *explored->exploration;
    const auto likeness = similarityToOthers(exploration.vectors);
    if (!likeness)
        return fail(likeness.error());
    std::vector<Outlier> outliers;
    double sum = 0;
    for (std::size_t row = 0; row < exploration.size(); ++row)
        if (const auto similarity = (*likeness)[row]) {
            outliers.push_back({exploration.corpusIndex[row], *similarity});
            sum += *similarity;
        }
    std::optional<double> mean;
    if (!outliers.empty())
        mean = sum / static_cast<double>(outliers.size());
    std::stable_sort(outliers.begin(), outliers.end(),
                     [](const Outlier &a, const Outlier &b) { return a.similarity < b.similarity; });
    outliers.resize(std::min(outliers.size(), options.top));
    return printOrFail(options.json ? asJson(exploration, outliers, mean)
                                    : asTable(exploration, outliers, mean, loaded->corpus));
}

} // namespace embedscope
