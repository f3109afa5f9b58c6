#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"
#include "core/explore/exploration.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

struct CompareOptions
{
    std::size_t neighbours = 10; ///< k = min(this, texts - 1); ≥ 1
};

/// How one text's surroundings differ between two models.
struct TextMove
{
    std::size_t corpusIndex = 0; ///< from 0
    std::size_t rowA = 0;        ///< in the first exploration
    std::size_t rowB = 0;
    /// Of its k nearest under the two models: shared / all of them, [0, 1] (Jaccard 1901). None for a text that is a
    /// zero vector under either, and where there is no other to be its neighbour.
    std::optional<double> jaccard = {};
    std::vector<std::size_t> lost = {};   ///< corpus indices of neighbours under A only, nearest first
    std::vector<std::size_t> gained = {}; ///< under B only, nearest first
};

struct ModelComparison
{
    std::string modelA = {};
    std::string modelB = {};
    std::size_t dimensionsA = 0;
    std::size_t dimensionsB = 0;
    std::size_t neighbours = 0;       ///< k = min(that asked for, comparable - 1)
    std::vector<TextMove> texts = {}; ///< those that have a vector in both, in the corpus's order
    /// So many of them are zero vectors in neither: among these neighbours are looked for.
    std::size_t comparable = 0;
    std::optional<double> meanJaccard = {}; ///< over those that have one
    /// What two unrelated models would give on average: the expected Jaccard of two random sets of k of the others.
    double byChance = 1;
    std::vector<std::size_t> mostMoved =
        {}; ///< indices into `texts`: all that have a Jaccard, smallest first, ties by order
};

/// Two explorations of the same corpus. Similarities are cosines of the real vectors, never distances on the maps.
/// Result bits do not depend on the number of threads. Errors: InvalidArgument (neighbours), NoTexts (none has a vector
/// in both), Cancelled, OutOfMemory.
Result<ModelComparison> compareModels(const Exploration &a, const Exploration &b, const CompareOptions &options = {},
                                      const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
