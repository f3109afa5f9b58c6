#include "core/analyse/learn/logistic_regression.h"

#include "core/analyse/learn/lbfgs.h"
#include "core/analyse/learn/softmax_loss.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

using Eigen::Index;

Status check(MatrixView rows, std::span<const std::size_t> classes, std::size_t count, const LogisticOptions &options)
{
    if (!(options.c > 0) || !std::isfinite(options.c))
        return makeError(Errc::InvalidArgument, "c");
    if (options.maxIterations < 1)
        return makeError(Errc::InvalidArgument, "maxIterations");
    if (!(options.tolerance > 0))
        return makeError(Errc::InvalidArgument, "tolerance");
    if (const Status status = checkVectors(rows); !status)
        return status;
    if (classes.size() != rows.rows)
        return makeError(Errc::DimensionMismatch, "classes");
    if (count < 2)
        return makeError(Errc::TooFewTexts, "two groups are needed");
    if (std::any_of(classes.begin(), classes.end(), [&](std::size_t one) { return one >= count; }))
        return makeError(Errc::InvalidArgument, "classes");
    return {};
}

Eigen::VectorXd startFrom(const LogisticModel *start, Index count, Index cols)
{
    Eigen::VectorXd at = Eigen::VectorXd::Zero(count * (cols + 1));
    if (start && start->weights.rows() == count && start->weights.cols() == cols && start->intercepts.size() == count) {
        Eigen::Map<MatrixD>(at.data(), count, cols) = start->weights;
        at.tail(count) = start->intercepts;
    }
    return at;
}

} // namespace

Result<LogisticModel> learnLogistic(MatrixView rows, std::span<const std::size_t> classes, std::size_t count,
                                    const LogisticOptions &options, const RunControl &control,
                                    const LogisticModel *start, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<LogisticModel> {
        if (const Status status = check(rows, classes, count, options); !status)
            return status.error();
        // With two classes the two weight vectors are each other's opposite, and their difference is what is penalised:
        // (2w)² / 2 = 2 · (w² + w²) / 2.
        const double penalty = count == 2 ? 2 : 1;
        const SoftmaxLoss loss(rows, classes, count, options.c, penalty);
        const auto cols = static_cast<Index>(rows.cols);
        const auto classCount = static_cast<Index>(count);
        Eigen::VectorXd at = startFrom(start, classCount, cols);
        LbfgsOptions search;
        search.maxIterations = options.maxIterations;
        search.tolerance = options.tolerance;
        const Result<LbfgsResult> found =
            minimiseLbfgs([&](const Eigen::VectorXd &parameters,
                              Eigen::VectorXd &gradient) { return loss.evaluate(parameters, gradient, control, pool); },
                          at, search);
        if (!found)
            return found.error();
        LogisticModel model;
        model.weights = Eigen::Map<const MatrixD>(at.data(), classCount, cols);
        model.intercepts = at.tail(classCount);
        model.iterations = found->iterations;
        model.converged = found->converged;
        return model;
    });
}

Result<MatrixD> classProbabilities(const LogisticModel &model, MatrixView rows, const RunControl &control,
                                   ThreadPool &pool)
{
    constexpr std::size_t kBlock = 256;
    return withoutExceptions([&]() -> Result<MatrixD> {
        const std::size_t count = model.classes();
        if (rows.rows > 0 && static_cast<Index>(rows.cols) != model.weights.cols())
            return makeError(Errc::DimensionMismatch);
        if (const Status finite = checkFinite(rows); !finite)
            return finite.error();
        MatrixD probabilities(static_cast<Index>(rows.rows), static_cast<Index>(count));
        const ScoreLayer layer(model.weights, model.intercepts);
        const Status status = parallelBlocks(pool, control, rows.rows, kBlock, [&](std::size_t begin, std::size_t end) {
            MatrixD scores;
            layer.score(rows.data + begin * rows.cols, end - begin, scores);
            for (Index i = 0; i < scores.rows(); ++i)
                softmax(scores.row(i));
            probabilities.middleRows(static_cast<Index>(begin), scores.rows()) = scores;
        });
        if (!status)
            return status.error();
        return probabilities;
    });
}

} // namespace embedscope
