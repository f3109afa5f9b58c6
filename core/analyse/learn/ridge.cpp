#include "core/analyse/learn/ridge.h"

#include "core/analyse/rows.h"

#include <Eigen/Cholesky>

#include <cmath>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr Index kTile = 64;
constexpr Index kDepth = 256;

/// a · aᵀ for `a` by rows (m × k): strips of fixed size, so that sums do not depend on threads.
Result<Eigen::MatrixXd> outerProduct(const MatrixD &a, const RunControl &control, ThreadPool &pool)
{
    const Index m = a.rows();
    Eigen::MatrixXd product = Eigen::MatrixXd::Zero(m, m);
    const Status status = parallelBlocks(
        pool, control, static_cast<std::size_t>((m + kTile - 1) / kTile), 1, [&](std::size_t strip, std::size_t) {
            const Index from = static_cast<Index>(strip) * kTile;
            const Index width = std::min(kTile, m - from);
            for (Index begin = 0; begin < a.cols() && !control.stopRequested(); begin += kDepth) {
                const Index depth = std::min(kDepth, a.cols() - begin);
                product.block(from, from, m - from, width).noalias() +=
                    a.block(from, begin, m - from, depth) * a.block(from, begin, width, depth).transpose();
            }
        });
    if (!status)
        return status.error();
    return product;
}

Status check(MatrixView rows, std::span<const double> values, double alpha)
{
    if (!(alpha > 0) || !std::isfinite(alpha))
        return makeError(Errc::InvalidArgument, "alpha");
    if (const Status status = checkVectors(rows); !status)
        return status;
    if (values.size() != rows.rows)
        return makeError(Errc::DimensionMismatch, "values");
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i])) {
            Error error = makeError(Errc::NotFinite, "value");
            error.line = static_cast<std::int64_t>(i) + 1;
            return error;
        }
    return {};
}

Result<RidgeModel> learn(const Matrix &rows, const Eigen::VectorXd &values, double alpha, const RunControl &control,
                         ThreadPool &pool)
{
    const Eigen::RowVectorXd mean = rows.cast<double>().colwise().mean();
    const double valueMean = values.mean();
    MatrixD centred = rows.cast<double>();
    centred.rowwise() -= mean;
    const Eigen::VectorXd wanted = values.array() - valueMean;
    const bool wide = centred.cols() > centred.rows();
    Result<Eigen::MatrixXd> square = outerProduct(wide ? centred : MatrixD(centred.transpose()), control, pool);
    if (!square)
        return std::move(square).error();
    square->diagonal().array() += alpha;
    const Eigen::LLT<Eigen::MatrixXd> solver(*square); // looks at the lower half only
    RidgeModel model;
    if (wide)
        model.weights = centred.transpose() * solver.solve(wanted);
    else
        model.weights = solver.solve(centred.transpose() * wanted);
    model.intercept = valueMean - mean.dot(model.weights);
    if (!model.weights.allFinite() || !std::isfinite(model.intercept))
        return makeError(Errc::InvalidArgument, "the numbers to learn are too large to reckon with");
    return model;
}

/// Learns without one fold and predicts it; adds to the squares of always saying the mean of the others.
Status predictFold(RidgeResult &result, std::size_t fold, MatrixView rows, std::span<const double> values, double alpha,
                   double &squaresOfMean, const RunControl &control, ThreadPool &pool)
{
    std::vector<std::size_t> others;
    for (std::size_t row = 0; row < rows.rows; ++row)
        if (result.folds.of[row] != fold)
            others.push_back(row);
    Matrix learned(static_cast<Index>(others.size()), static_cast<Index>(rows.cols));
    Eigen::VectorXd wanted(static_cast<Index>(others.size()));
    for (std::size_t i = 0; i < others.size(); ++i) {
        learned.row(static_cast<Index>(i)) = rows.eigen().row(static_cast<Index>(others[i]));
        wanted[static_cast<Index>(i)] = values[others[i]];
    }
    const Result<RidgeModel> model = learn(learned, wanted, alpha, control, pool);
    if (!model)
        return model.error();
    const double mean = wanted.mean();
    for (std::size_t row = 0; row < rows.rows; ++row) {
        if (result.folds.of[row] != fold)
            continue;
        result.predictions[row] = predictRidge(*model, rows.row(row));
        squaresOfMean += (values[row] - mean) * (values[row] - mean);
    }
    return {};
}

RidgeError errorOf(const std::vector<std::optional<double>> &predictions, std::span<const double> values,
                   double squaresOfMean)
{
    const auto n = static_cast<double>(values.size());
    double mean = 0;
    for (const double value : values)
        mean += value / n;
    double squares = 0;
    double around = 0;
    RidgeError error;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double off = *predictions[i] - values[i];
        squares += off * off;
        error.meanAbsolute += std::abs(off) / n;
        around += (values[i] - mean) * (values[i] - mean);
    }
    error.rootMeanSquare = std::sqrt(squares / n);
    error.ofMean = std::sqrt(squaresOfMean / n);
    if (around > 1e-24 * n * mean * mean && around > 0)
        error.r2 = 1 - squares / around;
    return error;
}

} // namespace

Result<RidgeModel> learnRidge(MatrixView rows, std::span<const double> values, double alpha, const RunControl &control,
                              ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<RidgeModel> {
        if (const Status status = check(rows, values, alpha); !status)
            return status.error();
        return learn(rows.eigen(), Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Index>(values.size())),
                     alpha, control, pool);
    });
}

double predictRidge(const RidgeModel &model, std::span<const float> row)
{
    return Eigen::Map<const Eigen::VectorXf>(row.data(), static_cast<Index>(row.size()))
               .cast<double>()
               .dot(model.weights) +
           model.intercept;
}

Result<RidgeResult> regress(MatrixView rows, std::span<const double> values, const RidgeOptions &options,
                            const RunControl &control, ThreadPool &pool)
{
    if (options.folds < 2)
        return makeError(Errc::InvalidArgument, "folds");
    return withoutExceptions([&]() -> Result<RidgeResult> {
        RidgeResult result;
        Result<RidgeModel> model = learnRidge(rows, values, options.alpha, control, pool);
        if (!model)
            return std::move(model).error();
        result.model = std::move(*model);
        result.folds = plainFolds(rows.rows, options.folds, options.seed);
        result.predictions.resize(rows.rows);
        double squaresOfMean = 0;
        for (std::size_t fold = 0; fold < result.folds.count; ++fold) {
            control.report(fold, result.folds.count);
            if (const Status status =
                    predictFold(result, fold, rows, values, options.alpha, squaresOfMean, control, pool);
                !status)
                return status.error();
        }
        if (result.folds.count > 0)
            result.error = errorOf(result.predictions, values, squaresOfMean);
        return result;
    });
}

} // namespace embedscope
