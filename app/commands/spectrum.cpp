#include "core/explore/scores/spectrum.h"
#include "app/commands/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/phrases.h"
#include "app/commands/separation.h"
#include "core/scene/display_text.h"

#include <algorithm>
#include <numeric>

namespace embedscope {

namespace {

/// Of each text of the input; none where it has no vector, or one of zeros.
std::vector<std::optional<double>> placesOf(const PhrasedTexts &texts, const Spectrum &spectrum)
{
    std::vector<std::optional<double>> places;
    for (const auto &row : texts.rows)
        places.push_back(row ? spectrum.places[*row] : std::nullopt);
    return places;
}

std::string asJson(const PhrasedTexts &texts, const Spectrum &spectrum, const AxisRecipe &ends, const Corpus &corpus)
{
    const std::vector<std::optional<double>> places = placesOf(texts, spectrum);
    JsonWriter json;
    json.open('{').member("model", texts.exploration().modelName);
    writeAxis(json, ends, spectrum.axis);
    json.key("items").open('[');
    for (std::size_t i = 0; i < corpus.size(); ++i)
        json.newLine()
            .open('{')
            .member("index", i)
            .member("text", corpus.texts[i].text)
            .member("place", places[i])
            .close('}');
    return json.close(']').close('}').take();
}

std::string asTable(const PhrasedTexts &texts, const Spectrum &spectrum, const Corpus &corpus)
{
    const std::vector<std::optional<double>> places = placesOf(texts, spectrum);
    std::vector<std::size_t> order(corpus.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (places[a].has_value() != places[b].has_value())
            return places[a].has_value();
        return places[a].has_value() && *places[a] < *places[b];
    });
    std::string out = "From " + quoted(spectrum.axis.low, 200) + " (0) to " + quoted(spectrum.axis.high, 200) +
                      " (1), " + modelWords(texts.exploration().modelName) + "\n";
    out += "(place along the difference of the two averages, which lie at 0 and 1)\n" +
           separationSentence(*spectrum.axis.separation) + "\n\n";
    const std::size_t width = std::max<std::size_t>(4, std::to_string(corpus.size()).size());
    out += "   place  " + padLeft("text", width) + "\n";
    bool anyUndefined = false;
    for (const std::size_t i : order) {
        anyUndefined = anyUndefined || !places[i];
        out += padLeft(digitsOrDash(places[i]), 8) + "  " + padLeft(std::to_string(i + 1), width) + "  " +
               displayText(corpus.texts[i].text) + "\n";
    }
    return out + (anyUndefined ? "\n- undefined: a vector of zeros, or none\n" : "");
}

} // namespace

int runSpectrum(const SpectrumOptions &options)
{
    Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    std::vector<std::string> phrases = options.ends.low.phrases;
    phrases.insert(phrases.end(), options.ends.high.phrases.begin(), options.ends.high.phrases.end());
    const Result<PhrasedTexts> texts = explorePhrased(options.common, *loaded, phrases, Need::All);
    if (!texts)
        return fail(texts.error());
    // The phrases are rows here, where their vectors are found.
    const Result<Spectrum> spectrum = spectrumOf(texts->exploration(), options.ends, VectorStore());
    if (!spectrum)
        return fail(spectrum.error());
    return printOrFail(options.json ? asJson(*texts, *spectrum, options.ends, loaded->corpus)
                                    : asTable(*texts, *spectrum, loaded->corpus));
}

} // namespace embedscope
