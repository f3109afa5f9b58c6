#include "core/explore/scores/classify_groups.h"

#include "core/analyse/learn/groups.h"
#include "core/analyse/unit_rows.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace embedscope {

namespace {

/// Some rows as unit vectors.
Matrix unitRowsOf(const Exploration &exploration, const std::vector<std::size_t> &rows)
{
    const UnitRows unit(exploration.vectors);
    Matrix some(static_cast<Eigen::Index>(rows.size()), exploration.vectors.cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
        unit.copy(rows[i], some.row(static_cast<Eigen::Index>(i)).data());
    return some;
}

/// How often the nearest name is right, of the rows that were held out.
Result<std::optional<double>> nearestNameAccuracy(const GroupClassifier &classifier, const Matrix &rows,
                                                  const Matrix &names, const RunControl &control)
{
    if (classifier.result.heldOut == 0 || static_cast<std::size_t>(names.rows()) != classifier.groups.size())
        return std::optional<double>();
    const Result<Scores> scores = scoreRows(rows, names, control);
    if (!scores)
        return scores.error();
    std::size_t right = 0;
    for (std::size_t i = 0; i < classifier.rows.size(); ++i)
        right += classifier.result.guesses[i] && scores->nearest(i) == classifier.truth[i] ? 1 : 0;
    return std::optional(static_cast<double>(right) / static_cast<double>(classifier.result.heldOut));
}

} // namespace

std::vector<std::string> groupNames(const std::vector<Text> &texts)
{
    std::vector<std::string> names;
    std::unordered_map<std::string_view, std::size_t> seen;
    for (const Text &text : texts)
        if (!isBlank(text.group) && seen.try_emplace(text.group, names.size()).second)
            names.push_back(text.group);
    return names;
}

std::string groupWords(std::string_view name)
{
    std::string words(name);
    for (char &c : words)
        if (c == '_' || c == '-')
            c = ' ';
    return isBlank(words) ? std::string(name) : words;
}

Result<GroupClassifier> classifyGroups(const Exploration &exploration, const std::optional<Matrix> &names,
                                       const ClassifyOptions &options, const RunControl &control)
{
    GroupClassifier classifier;
    classifier.groups = groupNames(exploration.rows);
    if (classifier.groups.size() < 2)
        return makeError(Errc::TooFewTexts, "two groups are needed");
    if (classifier.groups.size() > kMostGroups)
        return makeError(Errc::TooLarge,
                         std::to_string(classifier.groups.size()) + " groups; at most " + std::to_string(kMostGroups));
    std::unordered_map<std::string_view, std::size_t> numbers;
    for (std::size_t group = 0; group < classifier.groups.size(); ++group)
        numbers.emplace(classifier.groups[group], group);
    classifier.sizes.assign(classifier.groups.size(), 0);
    for (std::size_t row = 0; row < exploration.size(); ++row) {
        const auto group = numbers.find(exploration.rows[row].group);
        if (group == numbers.end())
            continue;
        classifier.rows.push_back(row);
        classifier.truth.push_back(group->second);
        ++classifier.sizes[group->second];
    }
    for (std::size_t group = 0; group < classifier.groups.size(); ++group)
        if (classifier.sizes[group] == 1)
            classifier.singles.push_back(group);

    const Matrix rows = unitRowsOf(exploration, classifier.rows);
    Result<ClassifyResult> result = classify(rows, classifier.truth, classifier.groups.size(), options, control);
    if (!result)
        return std::move(result).error();
    classifier.result = std::move(*result);
    if (names) {
        const Result<std::optional<double>> nearest = nearestNameAccuracy(classifier, rows, *names, control);
        if (!nearest)
            return nearest.error();
        classifier.nearestName = *nearest;
    }
    return classifier;
}

Result<MatrixD> groupProbabilities(const GroupClassifier &classifier, const Exploration &exploration,
                                   const std::vector<std::size_t> &rows, const RunControl &control)
{
    const Matrix asked = unitRowsOf(exploration, rows);
    return classProbabilities(classifier.result.model, asked, control);
}

} // namespace embedscope
