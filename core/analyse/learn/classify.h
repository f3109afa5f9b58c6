#pragma once

#include "core/analyse/learn/folds.h"
#include "core/analyse/learn/logistic_regression.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace embedscope {

struct ClassifyOptions
{
    LogisticOptions logistic = {};
    std::size_t folds = 5; ///< ≥ 2
    std::uint64_t seed = 1;
};

/// What a model that never saw a row says of it.
struct HeldOutGuess
{
    std::size_t guess = 0;  ///< class
    double probability = 0; ///< of that class
    double ofTruth = 0;     ///< of the row's own class
    bool operator==(const HeldOutGuess &) const = default;
};

struct ClassifyResult
{
    LogisticModel model = {}; ///< learned from all rows
    Folds folds = {};
    std::vector<std::optional<HeldOutGuess>> guesses = {}; ///< of each row; none where it was never held out
    std::size_t heldOut = 0;                               ///< rows that were
    std::optional<double> accuracy = {};                   ///< share of those that were guessed right
    std::optional<double> largestShare = {}; ///< what always guessing the largest class would give on them
    Eigen::MatrixXi confusion = {};          ///< [truth, guess], of the rows that were held out
    /// Rows that were guessed wrong, the surest first (ties by row).
    std::vector<std::size_t> mistakes = {};
};

/// A classifier and how well it does on rows it has not seen: logistic regression by cross-validation in stratified
/// folds (the folds' models begin where that of all rows ended). Result bits do not depend on the number of threads.
/// Errors: of learnLogistic(), InvalidArgument (folds).
Result<ClassifyResult> classify(MatrixView rows, std::span<const std::size_t> classes, std::size_t count,
                                const ClassifyOptions &options = {}, const RunControl &control = {},
                                ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
