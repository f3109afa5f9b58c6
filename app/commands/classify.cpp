#include "app/commands/classify.h"

#include "app/commands/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/phrases.h"
#include "app/program.h"
#include "core/base/utf8.h"
#include "core/explore/scores/classify_groups.h"
#include "core/scene/display_text.h"

#include <algorithm>

namespace embedscope {

namespace {

struct Guess
{
    std::size_t group = 0;
    double probability = 0;
};

struct Classified
{
    const ClassifyTexts &texts;
    const PhrasedTexts &phrased;
    GroupClassifier groups;
    std::vector<std::optional<std::size_t>> learned; ///< of each text: its place in groups.rows
    std::vector<std::optional<Guess>> guesses;       ///< of each text without a group
    MatrixD probabilities;                           ///< of those guesses, in their order
};

void writeLearned(JsonWriter &json, const Classified &c, std::size_t index)
{
    const std::size_t at = *c.learned[index];
    json.member("group", c.groups.groups[c.groups.truth[at]]);
    const auto &guess = c.groups.result.guesses[at];
    json.member("fold", guess ? std::optional(c.groups.result.folds.of[at]) : std::nullopt);
    json.member("guess", guess ? std::optional(c.groups.groups[guess->guess]) : std::nullopt);
    json.member("probability", guess ? std::optional(guess->probability) : std::nullopt);
}

std::string asJson(const Classified &c, std::size_t top)
{
    const ClassifyResult &result = c.groups.result;
    const Corpus &corpus = c.texts.loaded.corpus;
    JsonWriter json;
    json.open('{').member("model", c.phrased.exploration().modelName).member("method", "logistic");
    json.member("column", corpus.groupName).member("seed", c.texts.seed);
    json.key("groups").open('[');
    for (std::size_t i = 0; i < c.groups.groups.size(); ++i)
        json.newLine().open('{').member("name", c.groups.groups[i]).member("size", c.groups.sizes[i]).close('}');
    json.close(']').member("folds", result.folds.count).member("held_out", result.heldOut);
    json.member("accuracy", result.accuracy).member("always_largest", result.largestShare);
    json.member("nearest_name", c.groups.nearestName).key("confusion").open('[');
    for (Eigen::Index row = 0; row < result.confusion.rows(); ++row) {
        json.newLine().open('[');
        for (Eigen::Index column = 0; column < result.confusion.cols(); ++column)
            json.value(result.confusion(row, column));
        json.close(']');
    }
    json.close(']').key("mistakes").open('[');
    for (std::size_t i = 0; i < std::min(top, result.mistakes.size()); ++i)
        json.value(c.phrased.exploration().corpusIndex[c.groups.rows[result.mistakes[i]]]);
    json.close(']').key("items").open('[');
    Eigen::Index guessed = 0;
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        if (i == c.texts.own)
            json.close(']').key("applied").open('[');
        json.newLine().open('{').member("index", i < c.texts.own ? i : i - c.texts.own);
        json.member("text", corpus.texts[i].text);
        if (c.learned[i]) {
            writeLearned(json, c, i);
        } else {
            json.key("group").null().key("fold").null();
            json.member("guess", c.guesses[i] ? std::optional(c.groups.groups[c.guesses[i]->group]) : std::nullopt);
            json.member("probability", c.guesses[i] ? std::optional(c.guesses[i]->probability) : std::nullopt);
            json.key("probabilities").open('[');
            for (Eigen::Index group = 0; c.guesses[i] && group < c.probabilities.cols(); ++group)
                json.value(c.probabilities(guessed, group));
            json.close(']');
            guessed += c.guesses[i] ? 1 : 0;
        }
        json.close('}');
    }
    if (c.texts.own == corpus.size())
        json.close(']').key("applied").open('[');
    return json.close(']').close('}').take();
}

std::string confusionTable(const Classified &c)
{
    constexpr std::size_t kMostColumns = 8;
    const std::vector<std::string> &groups = c.groups.groups;
    const Eigen::MatrixXi &confusion = c.groups.result.confusion;
    if (groups.size() > kMostColumns)
        return {};
    std::string out = "\nWhat they were (rows) and were taken for (columns)\n";
    std::vector<std::string> names;
    for (const std::string &group : groups)
        names.push_back(displayText(group, 12));
    const auto padded = [](const std::string &name, std::size_t width) {
        return std::string(width - std::min(width, countCharacters(name)), ' ') + name;
    };
    out += std::string(14, ' ');
    for (const std::string &name : names)
        out += "  " + padded(name, 12);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        out += "\n" + padded(names[i], 14);
        for (std::size_t j = 0; j < groups.size(); ++j)
            out += "  " +
                   padLeft(std::to_string(confusion(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j))), 12);
    }
    return out + "\n";
}

/// The groups that are taken for another most often, where there are too many for a table.
std::string confusionList(const Classified &c)
{
    constexpr std::size_t kShown = 10;
    struct Pair
    {
        Eigen::Index truth;
        Eigen::Index guess;
        int count;
    };
    std::vector<Pair> pairs;
    const Eigen::MatrixXi &confusion = c.groups.result.confusion;
    for (Eigen::Index i = 0; i < confusion.rows(); ++i)
        for (Eigen::Index j = 0; j < confusion.cols(); ++j)
            if (i != j && confusion(i, j) > 0)
                pairs.push_back({i, j, confusion(i, j)});
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair &a, const Pair &b) { return a.count > b.count; });
    if (pairs.empty())
        return {};
    std::string out = "\nTaken for another most often\n";
    for (std::size_t i = 0; i < std::min(kShown, pairs.size()); ++i)
        out += padLeft(std::to_string(pairs[i].count), 6) + "  " +
               displayText(c.groups.groups[static_cast<std::size_t>(pairs[i].truth)], 40) + " for " +
               displayText(c.groups.groups[static_cast<std::size_t>(pairs[i].guess)], 40) + "\n";
    return out;
}

std::string singlesSentence(const GroupClassifier &groups)
{
    constexpr std::size_t kShown = 5;
    if (groups.singles.empty())
        return {};
    std::string names;
    for (std::size_t i = 0; i < std::min(kShown, groups.singles.size()); ++i)
        names += (names.empty() ? "" : ", ") + quoted(groups.groups[groups.singles[i]], 40);
    if (groups.singles.size() > kShown)
        names += " and " + std::to_string(groups.singles.size() - kShown) + " more";
    return (groups.singles.size() == 1 ? "A group has" : "Some groups have") +
           (" one text only and cannot be tested: " + names) + "\n";
}

std::string mistakesTable(const Classified &c, std::size_t top)
{
    const ClassifyResult &result = c.groups.result;
    const Exploration &exploration = c.phrased.exploration();
    if (result.mistakes.empty())
        return {};
    const std::size_t width = std::max<std::size_t>(4, std::to_string(c.texts.loaded.corpus.size()).size());
    std::string out = "\nSurest mistakes\nprobability  " + padLeft("text", width) + "\n";
    for (std::size_t i = 0; i < std::min(top, result.mistakes.size()); ++i) {
        const std::size_t at = result.mistakes[i];
        const std::size_t row = c.groups.rows[at];
        out += padLeft(threeDigits(result.guesses[at]->probability), 11) + "  " +
               padLeft(std::to_string(exploration.corpusIndex[row] + 1), width) + "  " +
               displayText(c.groups.groups[c.groups.truth[at]], 40) + ", taken for " +
               displayText(c.groups.groups[result.guesses[at]->guess], 40) + ": " +
               displayText(exploration.rows[row].text) + "\n";
    }
    return out;
}

std::string guessesTable(const Classified &c)
{
    const Corpus &corpus = c.texts.loaded.corpus;
    std::string out;
    const std::size_t width = std::max<std::size_t>(4, std::to_string(corpus.size()).size());
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        if (!c.guesses[i])
            continue;
        if (out.empty())
            out = "\nGuessed\nprobability  " + padLeft("text", width) + "\n";
        const std::size_t number = (i < c.texts.own ? i : i - c.texts.own) + 1;
        out += padLeft(threeDigits(c.guesses[i]->probability), 11) + "  " + padLeft(std::to_string(number), width) +
               "  " + displayText(c.groups.groups[c.guesses[i]->group], 40) + ": " + displayText(corpus.texts[i].text) +
               "\n";
    }
    return out;
}

std::string asTable(const Classified &c, std::size_t top)
{
    const ClassifyResult &result = c.groups.result;
    std::string out = std::to_string(c.groups.groups.size()) + " groups" +
                      (c.texts.loaded.corpus.groupName.empty() ? std::string()
                                                               : " of " + quoted(c.texts.loaded.corpus.groupName, 60)) +
                      ", learned from " + std::to_string(c.groups.rows.size()) + " texts, " +
                      modelWords(c.phrased.exploration().modelName) + "\n";
    if (result.accuracy) {
        out += percentWords(*result.accuracy) + " of " + std::to_string(result.heldOut) +
               " texts are guessed right by a classifier that has not seen them (" +
               std::to_string(result.folds.count) + " folds)\n";
        out += percentWords(*result.largestShare) + " by always guessing the largest group\n";
        if (c.groups.nearestName)
            out += percentWords(*c.groups.nearestName) + " by the group whose bare name is most similar\n";
    } else {
        out += "Every group has one text only: how good the guesses are cannot be told.\n";
    }
    out += singlesSentence(c.groups);
    const std::string table = confusionTable(c);
    out += table.empty() ? confusionList(c) : table;
    return out + mistakesTable(c, top) + guessesTable(c);
}

} // namespace

int runGroupClassifier(const ClassifyCommandOptions &options, ClassifyTexts &texts)
{
    const std::vector<std::string> names = groupNames(texts.loaded.corpus.texts);
    if (names.empty()) {
        complain("the texts have no groups to learn; --group-column names the column that holds them");
        return kFailed;
    }
    std::vector<std::string> words;
    for (const std::string &name : names)
        words.push_back(groupWords(name));
    const Result<PhrasedTexts> phrased = explorePhrased(options.common, texts.loaded, words, Need::None);
    if (!phrased)
        return fail(phrased.error());
    // A group none of whose texts has a vector is not learned, and its name not compared.
    std::vector<Text> rows(phrased->exploration().rows.begin(),
                           phrased->exploration().rows.begin() + static_cast<std::ptrdiff_t>(phrased->texts));
    std::optional<Matrix> nameVectors;
    if (phrased->hasAllPhrases() && groupNames(rows) == names)
        nameVectors = phrased->phraseVectors();
    ClassifyOptions settings;
    settings.seed = options.common.seed;
    ProgressBar progress(options.common.quiet ? ProgressBar::Show::No : ProgressBar::Show::OnTerminal);
    Result<GroupClassifier> groups = classifyGroups(phrased->exploration(), nameVectors, settings, progress.control());
    if (!groups)
        return fail(groups.error());

    Classified c{texts, *phrased, std::move(*groups), {}, {}, {}};
    c.learned.resize(texts.loaded.corpus.size());
    c.guesses.resize(texts.loaded.corpus.size());
    for (std::size_t i = 0; i < c.groups.rows.size(); ++i)
        c.learned[phrased->exploration().corpusIndex[c.groups.rows[i]]] = i;
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < c.learned.size(); ++i)
        if (!c.learned[i] && phrased->rows[i])
            asked.push_back(*phrased->rows[i]);
    Result<MatrixD> probabilities = groupProbabilities(c.groups, phrased->exploration(), asked);
    if (!probabilities)
        return fail(probabilities.error());
    c.probabilities = std::move(*probabilities);
    for (std::size_t i = 0; i < asked.size(); ++i) {
        Eigen::Index best = 0;
        const double probability = c.probabilities.row(static_cast<Eigen::Index>(i)).maxCoeff(&best);
        c.guesses[phrased->exploration().corpusIndex[asked[i]]] = Guess{static_cast<std::size_t>(best), probability};
    }
    return printOrFail(options.json ? asJson(c, options.top) : asTable(c, options.top));
}

} // namespace embedscope
