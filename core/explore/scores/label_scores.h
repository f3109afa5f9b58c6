#pragma once

#include "core/analyse/learn/groups.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/explore/exploration.h"
#include "core/explore/vector_store.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What texts are scored against: a typed word or phrase, or the average of a group's texts.
struct Label
{
    enum class Kind { Words, Group };
    Kind kind = Kind::Words;
    std::string name = {};
    bool operator==(const Label &) const = default;
};

/// As it is typed: "sports", "group:card_arrival".
Label labelOf(std::string_view notation);
std::string labelNotation(const Label &label);
/// The labels of several notations, equal ones once, in the order in which they come first.
std::vector<Label> labelsOf(const std::vector<std::string> &notations);
/// What has to be embedded.
std::vector<std::string> labelWords(const std::vector<Label> &labels);

/// How similar each row is to each label.
struct LabelScores
{
    std::vector<Label> labels = {};
    std::vector<std::optional<std::size_t>> members = {}; ///< of a group: its rows; none of it: it scores nothing
    Scores scores = {};                                   ///< rows × labels
};

/// `words` has the vectors of labelWords(). Errors: of vectorsOfPhrases(), groupAverages() and scoreRows().
Result<LabelScores> scoreLabels(const Exploration &exploration, const std::vector<Label> &labels,
                                const VectorStore &words, const RunControl &control = {});

} // namespace embedscope
