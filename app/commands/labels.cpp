#include "app/commands/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/phrases.h"
#include "app/program.h"
#include "core/base/utf8.h"
#include "core/explore/scores/label_scores.h"
#include "core/scene/display_text.h"

#include <algorithm>

namespace embedscope {

namespace {

/// A label that names a group which no text is in; nothing if all are there.
std::optional<std::string> missingGroup(const std::vector<Label> &labels, const Corpus &corpus)
{
    for (const Label &label : labels)
        if (label.kind == Label::Kind::Group &&
            std::none_of(corpus.texts.begin(), corpus.texts.end(),
                         [&](const Text &text) { return !label.name.empty() && text.group == label.name; }))
            return label.name;
    return std::nullopt;
}

/// A column twice would be a key twice for whoever reads the table.
void tellRepeated(const std::vector<std::string> &given, std::size_t different)
{
    if (different == given.size())
        return;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto before = given.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::find(given.begin(), before, given[i]) != before) {
            complain("The label " + quoted(given[i], 60) + " is given more than once; it is used once.");
            return;
        }
    }
}

std::string asJson(const PhrasedTexts &texts, const LabelScores &table, const Corpus &corpus)
{
    JsonWriter json;
    json.open('{').member("model", texts.exploration().modelName).key("labels").open('[');
    for (std::size_t i = 0; i < table.labels.size(); ++i) {
        const bool group = table.labels[i].kind == Label::Kind::Group;
        json.open('{').member("name", table.labels[i].name).member("kind", group ? "group" : "word");
        json.member("size", table.members[i]).close('}');
    }
    json.close(']').key("items").open('[');
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        const auto row = texts.rows[i];
        json.newLine().open('{').member("index", i).member("text", corpus.texts[i].text).key("scores").open('[');
        for (std::size_t label = 0; label < table.labels.size(); ++label)
            json.value(row ? table.scores.of(*row, label) : std::nullopt);
        json.close(']').key("nearest");
        const std::size_t nearest = row ? table.scores.nearest(*row) : kNoGroup;
        if (nearest == kNoGroup)
            json.null();
        else
            json.value(nearest);
        json.close('}');
    }
    return json.close(']').close('}').take();
}

std::string asTable(const PhrasedTexts &texts, const LabelScores &table, const Corpus &corpus)
{
    std::string out = "Similarity to each label, " + modelWords(texts.exploration().modelName) + "\n\n";
    std::vector<std::size_t> widths;
    const std::size_t width = std::max<std::size_t>(4, std::to_string(corpus.size()).size());
    out += padLeft("text", width);
    for (std::size_t label = 0; label < table.labels.size(); ++label) {
        std::string head = displayText(table.labels[label].name, 14);
        head += table.members[label] ? " (" + std::to_string(*table.members[label]) + ")" : "";
        widths.push_back(std::max<std::size_t>(7, countCharacters(head)));
        out += "  " + std::string(widths.back() - std::min(widths.back(), countCharacters(head)), ' ') + head;
    }
    out += "\n";
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        const auto row = texts.rows[i];
        out += padLeft(std::to_string(i + 1), width);
        const std::size_t nearest = row ? table.scores.nearest(*row) : kNoGroup;
        for (std::size_t label = 0; label < table.labels.size(); ++label) {
            const std::string score = digitsOrDash(row ? table.scores.of(*row, label) : std::nullopt);
            out += "  " + padLeft((label == nearest ? "*" : "") + score, widths[label]);
        }
        out += "  " + displayText(corpus.texts[i].text) + "\n";
    }
    return out + "\n* the most similar label (cosine; of a group: to the average of its texts)\n";
}

} // namespace

int runLabels(const LabelsOptions &options)
{
    Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    const std::vector<Label> labels = labelsOf(options.labels);
    if (!options.common.quiet)
        tellRepeated(options.labels, labels.size());
    if (const auto missing = missingGroup(labels, loaded->corpus)) {
        complain("no text is in the group \"" + *missing + "\"; --group-column names the column that holds the groups");
        return kFailed;
    }
    const Result<PhrasedTexts> texts = explorePhrased(options.common, *loaded, labelWords(labels), Need::All);
    if (!texts)
        return fail(texts.error());
    // The words are rows here, where their vectors are found.
    const Result<LabelScores> table = scoreLabels(texts->exploration(), labels, VectorStore());
    if (!table)
        return fail(table.error());
    return printOrFail(options.json ? asJson(*texts, *table, loaded->corpus) : asTable(*texts, *table, loaded->corpus));
}

} // namespace embedscope
