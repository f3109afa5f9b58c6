#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <span>
#include <vector>

namespace embedscope {

/// Multinomial logistic regression with an L2 penalty, as scikit-learn's LogisticRegression: the least of
/// ½ Σ|weights|² + C · Σ loss over the texts; the intercepts are not penalised. Two classes: one weight vector, as
/// there.
struct LogisticOptions
{
    double c = 1;             ///< > 0: how much the texts count against the penalty
    int maxIterations = 1000; ///< ≥ 1, of L-BFGS
    double tolerance = 1e-6;  ///< > 0: stops where no entry of the gradient is larger
};

struct LogisticModel
{
    MatrixD weights = {};            ///< classes × d
    Eigen::VectorXd intercepts = {}; ///< classes
    int iterations = 0;
    bool converged = false;

    std::size_t classes() const { return static_cast<std::size_t>(weights.rows()); }
};

/// Learns from rows whose `classes` are 0 to count - 1; a class without rows is allowed (its probability comes out
/// small). `start`, if it has the right shape, is where the search begins: the result is the same to the tolerance.
/// L-BFGS (Liu & Nocedal 1989) in double. Result bits depend neither on the number of threads nor on the processor.
/// Errors: TooFewTexts (no rows, or fewer than two classes), InvalidArgument, DimensionMismatch (d = 0, rows and
/// classes differ), NotFinite (line: row from 1), Cancelled, OutOfMemory.
Result<LogisticModel> learnLogistic(MatrixView rows, std::span<const std::size_t> classes, std::size_t count,
                                    const LogisticOptions &options = {}, const RunControl &control = {},
                                    const LogisticModel *start = nullptr, ThreadPool &pool = ThreadPool::shared());

/// Probabilities, rows × classes; each row sums to 1. Errors: DimensionMismatch, NotFinite, Cancelled, OutOfMemory.
Result<MatrixD> classProbabilities(const LogisticModel &model, MatrixView rows, const RunControl &control = {},
                                   ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
