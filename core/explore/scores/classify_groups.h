#pragma once

#include "core/analyse/learn/classify.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/explore/exploration.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// A classifier learned from the group column of an exploration's rows. Rows without a group are what it is for.
struct GroupClassifier
{
    std::vector<std::string> groups = {};  ///< in the order in which they first appear
    std::vector<std::size_t> sizes = {};   ///< rows of each
    std::vector<std::size_t> singles = {}; ///< groups of one row, which cannot be held out
    std::vector<std::size_t> rows = {};    ///< those that have a group
    std::vector<std::size_t> truth = {};   ///< the group of each of them
    ClassifyResult result = {};            ///< of `rows`, in their order
    std::optional<double> nearestName =
        {}; ///< how often the group whose name is most similar is right, on `result.heldOut`
};

inline constexpr std::size_t kMostGroups = 1000;

/// Learns on unit vectors, so that C means the same with every model. `names`, if given, are the vectors of the groups'
/// names, as groupNames() has them. Errors: TooFewTexts (fewer than two groups; detail says so), TooLarge (more than
/// kMostGroups), those of classify().
Result<GroupClassifier> classifyGroups(const Exploration &exploration, const std::optional<Matrix> &names = {},
                                       const ClassifyOptions &options = {}, const RunControl &control = {});

/// The different groups of texts in the order in which they first appear.
std::vector<std::string> groupNames(const std::vector<Text> &texts);

/// A group's name as words to embed: "card_arrival" is "card arrival".
std::string groupWords(std::string_view name);

/// What it makes of rows of an exploration by the same model: probabilities, rows × groups. Errors: of
/// classProbabilities().
Result<MatrixD> groupProbabilities(const GroupClassifier &classifier, const Exploration &exploration,
                                   const std::vector<std::size_t> &rows, const RunControl &control = {});

} // namespace embedscope
