#include "app/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/phrases.h"
#include "app/program.h"
#include "core/analyse/learn/groups.h"
#include "core/base/utf8.h"
#include "core/scene/display_text.h"

#include <algorithm>

namespace embedscope {

namespace {

/// A typed word, or the average of a group's texts.
struct Label
{
    std::string name = {};
    std::optional<std::size_t> members = {}; ///< of a group: its texts with a vector
};

struct LabelTable
{
    std::vector<Label> labels = {};
    Scores scores = {}; ///< rows that are texts × labels
};

constexpr std::string_view kGroup = "group:";

/// The words among the labels.
std::vector<std::string> wordsOf(const std::vector<std::string> &labels)
{
    std::vector<std::string> words;
    for (const std::string &label : labels)
        if (!label.starts_with(kGroup))
            words.push_back(label);
    return words;
}

/// A label that names a group which no text is in; nothing if all are there.
std::optional<std::string> missingGroup(const std::vector<std::string> &labels, const Corpus &corpus)
{
    for (const std::string &label : labels) {
        if (!label.starts_with(kGroup))
            continue;
        const std::string group = label.substr(kGroup.size());
        if (std::none_of(corpus.texts.begin(), corpus.texts.end(),
                         [&](const Text &text) { return !group.empty() && text.group == group; }))
            return group;
    }
    return std::nullopt;
}

Result<LabelTable> scoreLabels(const PhrasedTexts &texts, const std::vector<std::string> &labels)
{
    LabelTable table;
    const Exploration &exploration = texts.exploration();
    const Matrix words = texts.phraseVectors();
    Matrix targets = Matrix::Zero(static_cast<Eigen::Index>(labels.size()), exploration.vectors.cols());
    Eigen::Index word = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        if (!labels[i].starts_with(kGroup)) {
            targets.row(at) = words.row(word++);
            table.labels.push_back({labels[i], {}});
            continue;
        }
        std::vector<std::size_t> groups(texts.texts, kNoGroup);
        const std::string group = labels[i].substr(kGroup.size());
        for (std::size_t row = 0; row < texts.texts; ++row)
            if (exploration.rows[row].group == group)
                groups[row] = 0;
        const Result<Matrix> average = groupAverages(texts.vectors(), groups, 1);
        if (!average)
            return average.error();
        targets.row(at) = average->row(0);
        table.labels.push_back({group, static_cast<std::size_t>(std::count(groups.begin(), groups.end(), 0U))});
    }
    Result<Scores> scores = scoreRows(texts.vectors(), targets);
    if (!scores)
        return std::move(scores).error();
    table.scores = std::move(*scores);
    return table;
}

std::string asJson(const PhrasedTexts &texts, const LabelTable &table, const Corpus &corpus)
{
    JsonWriter json;
    json.open('{').member("model", texts.exploration().modelName).key("labels").open('[');
    for (const Label &label : table.labels) {
        json.open('{').member("name", label.name).member("kind", label.members ? "group" : "word");
        json.member("size", label.members).close('}');
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

std::string asTable(const PhrasedTexts &texts, const LabelTable &table, const Corpus &corpus)
{
    std::string out = "Similarity to each label, " + modelWords(texts.exploration().modelName) + "\n\n";
    std::vector<std::size_t> widths;
    const std::size_t width = std::max<std::size_t>(4, std::to_string(corpus.size()).size());
    out += padLeft("text", width);
    for (std::size_t label = 0; label < table.labels.size(); ++label) {
        std::string head = displayText(table.labels[label].name, 14);
        head += table.labels[label].members ? " (" + std::to_string(*table.labels[label].members) + ")" : "";
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
    if (const auto missing = missingGroup(options.labels, loaded->corpus)) {
        complain("no text is in the group \"" + *missing + "\"; --group-column names the column that holds the groups");
        return kFailed;
    }
    const Result<PhrasedTexts> texts = explorePhrased(options.common, *loaded, wordsOf(options.labels), Need::All);
    if (!texts)
        return fail(texts.error());
    const Result<LabelTable> table = scoreLabels(*texts, options.labels);
    if (!table)
        return fail(table.error());
    return printOrFail(options.json ? asJson(*texts, *table, loaded->corpus) : asTable(*texts, *table, loaded->corpus));
}

} // namespace embedscope
