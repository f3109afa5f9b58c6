#include "core/analyse/learn/classify.h"

#include "core/analyse/rows.h"

#include <algorithm>

namespace embedscope {

namespace {

using Eigen::Index;

Matrix someRows(MatrixView rows, const std::vector<std::size_t> &which)
{
    Matrix some(static_cast<Index>(which.size()), static_cast<Index>(rows.cols));
    for (std::size_t i = 0; i < which.size(); ++i)
        some.row(static_cast<Index>(i)) = rows.eigen().row(static_cast<Index>(which[i]));
    return some;
}

/// Learns without one fold and guesses it.
Status guessFold(ClassifyResult &result, std::size_t fold, MatrixView rows, std::span<const std::size_t> classes,
                 const ClassifyOptions &options, const RunControl &control, ThreadPool &pool)
{
    std::vector<std::size_t> held;
    std::vector<std::size_t> others;
    std::vector<std::size_t> otherClasses;
    for (std::size_t row = 0; row < rows.rows; ++row) {
        if (result.folds.of[row] == fold) {
            held.push_back(row);
        } else {
            others.push_back(row);
            otherClasses.push_back(classes[row]);
        }
    }
    const std::size_t count = result.model.classes();
    const Matrix learned = someRows(rows, others);
    const auto model = learnLogistic(learned, otherClasses, count, options.logistic, control, &result.model, pool);
    if (!model)
        return model.error();
    const Matrix asked = someRows(rows, held);
    const auto probabilities = classProbabilities(*model, asked, control, pool);
    if (!probabilities)
        return probabilities.error();
    for (std::size_t i = 0; i < held.size(); ++i) {
        const auto row = probabilities->row(static_cast<Index>(i));
        Index best = 0;
        const double probability = row.maxCoeff(&best);
        result.guesses[held[i]] =
            HeldOutGuess{static_cast<std::size_t>(best), probability, row[static_cast<Index>(classes[held[i]])]};
    }
    return {};
}

void countGuesses(ClassifyResult &result, std::span<const std::size_t> classes)
{
    const auto count = static_cast<Index>(result.model.classes());
    result.confusion = Eigen::MatrixXi::Zero(count, count);
    for (std::size_t row = 0; row < classes.size(); ++row) {
        const auto &guess = result.guesses[row];
        if (!guess)
            continue;
        ++result.heldOut;
        ++result.confusion(static_cast<Index>(classes[row]), static_cast<Index>(guess->guess));
        if (guess->guess != classes[row])
            result.mistakes.push_back(row);
    }
    if (result.heldOut == 0)
        return;
    const auto all = static_cast<double>(result.heldOut);
    result.accuracy = static_cast<double>(result.heldOut - result.mistakes.size()) / all;
    result.largestShare = static_cast<double>(result.confusion.rowwise().sum().maxCoeff()) / all;
    std::stable_sort(result.mistakes.begin(), result.mistakes.end(), [&](std::size_t a, std::size_t b) {
        return result.guesses[a]->probability > result.guesses[b]->probability;
    });
}

} // namespace

Result<ClassifyResult> classify(MatrixView rows, std::span<const std::size_t> classes, std::size_t count,
                                const ClassifyOptions &options, const RunControl &control, ThreadPool &pool)
{
    if (options.folds < 2)
        return makeError(Errc::InvalidArgument, "folds");
    return withoutExceptions([&]() -> Result<ClassifyResult> {
        ClassifyResult result;
        Result<LogisticModel> model = learnLogistic(rows, classes, count, options.logistic, control, nullptr, pool);
        if (!model)
            return std::move(model).error();
        result.model = std::move(*model);
        result.folds = stratifiedFolds(classes, count, options.folds, options.seed);
        result.guesses.resize(rows.rows);
        for (std::size_t fold = 0; fold < result.folds.count; ++fold) {
            control.report(fold, result.folds.count);
            if (const Status status = guessFold(result, fold, rows, classes, options, control, pool); !status)
                return status.error();
        }
        countGuesses(result, classes);
        return result;
    });
}

} // namespace embedscope
