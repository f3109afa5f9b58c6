#include "core/explore/scores/label_scores.h"

#include "core/explore/axes/axes.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace embedscope {

namespace {

constexpr std::string_view kGroup = "group:";

} // namespace

Label labelOf(std::string_view notation)
{
    if (notation.starts_with(kGroup))
        return {Label::Kind::Group, std::string(notation.substr(kGroup.size()))};
    return {Label::Kind::Words, std::string(notation)};
}

std::string labelNotation(const Label &label)
{
    return label.kind == Label::Kind::Group ? std::string(kGroup) + label.name : label.name;
}

std::vector<Label> labelsOf(const std::vector<std::string> &notations)
{
    std::vector<Label> labels;
    for (const std::string &notation : notations)
        if (Label label = labelOf(notation); std::find(labels.begin(), labels.end(), label) == labels.end())
            labels.push_back(std::move(label));
    return labels;
}

std::vector<std::string> labelWords(const std::vector<Label> &labels)
{
    std::vector<std::string> words;
    for (const Label &label : labels)
        if (label.kind == Label::Kind::Words)
            words.push_back(label.name);
    return words;
}

Result<LabelScores> scoreLabels(const Exploration &exploration, const std::vector<Label> &labels,
                                const VectorStore &words, const RunControl &control)
{
    const Result<Matrix> phrases = vectorsOfPhrases(labelWords(labels), exploration, words);
    if (!phrases)
        return phrases.error();
    // A group may be asked for twice; its average is made once.
    std::unordered_map<std::string_view, std::size_t> numbers;
    for (const Label &label : labels)
        if (label.kind == Label::Kind::Group && !label.name.empty())
            numbers.try_emplace(label.name, numbers.size());
    std::vector<std::size_t> groups(exploration.size(), kNoGroup);
    std::vector<std::size_t> sizes(numbers.size());
    for (std::size_t row = 0; row < exploration.size(); ++row)
        if (const auto number = numbers.find(exploration.rows[row].group); number != numbers.end()) {
            groups[row] = number->second;
            ++sizes[number->second];
        }
    const Result<Matrix> averages = groupAverages(exploration.vectors, groups, numbers.size());
    if (!averages)
        return averages.error();

    LabelScores result;
    result.labels = labels;
    Matrix targets = Matrix::Zero(static_cast<Eigen::Index>(labels.size()), exploration.vectors.cols());
    Eigen::Index phrase = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto at = static_cast<Eigen::Index>(i);
        if (labels[i].kind == Label::Kind::Words) {
            targets.row(at) = phrases->row(phrase++);
            result.members.emplace_back();
        } else if (const auto number = numbers.find(labels[i].name); number != numbers.end()) {
            targets.row(at) = averages->row(static_cast<Eigen::Index>(number->second));
            result.members.emplace_back(sizes[number->second]);
        } else {
            result.members.emplace_back(0);
        }
    }
    Result<Scores> scores = scoreRows(exploration.vectors, targets, control);
    if (!scores)
        return std::move(scores).error();
    result.scores = std::move(*scores);
    return result;
}

} // namespace embedscope
