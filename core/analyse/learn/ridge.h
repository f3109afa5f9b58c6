#pragma once

#include "core/analyse/learn/folds.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace embedscope {

/// Ridge regression (Hoerl & Kennard 1970), as scikit-learn's Ridge: the least of Σ(value - prediction)² + alpha ·
/// |weights|²; the intercept is not penalised.
struct RidgeOptions
{
    double alpha = 1;      ///< > 0
    std::size_t folds = 5; ///< ≥ 2, of the cross-validation
    std::uint64_t seed = 1;
};

struct RidgeModel
{
    Eigen::VectorXd weights = {}; ///< d
    double intercept = 0;
};

/// How far predictions of rows that the model did not see are off.
struct RidgeError
{
    double rootMeanSquare = 0; ///< unit of the values
    double meanAbsolute = 0;
    double ofMean = 0;             ///< root mean square of always saying the mean of the others
    std::optional<double> r2 = {}; ///< 1 - squares / squares around the mean; none where the values do not differ
};

struct RidgeResult
{
    RidgeModel model = {}; ///< learned from all rows
    Folds folds = {};
    std::vector<std::optional<double>> predictions = {}; ///< of each row by a model that did not see it
    std::optional<RidgeError> error = {};                ///< none for a single row
};

/// Exact, in double, by Cholesky's method on d × d or n × n numbers, whichever is less. Result bits do not depend on
/// the number of threads. Errors: TooFewTexts (no rows), InvalidArgument, DimensionMismatch, NotFinite (line: row from
/// 1; of the values: detail "value"), Cancelled, OutOfMemory.
Result<RidgeModel> learnRidge(MatrixView rows, std::span<const double> values, double alpha = 1,
                              const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

/// The value of a row of the model's length.
double predictRidge(const RidgeModel &model, std::span<const float> row);

/// The model of all rows, with its cross-validated error. Errors: as above.
Result<RidgeResult> regress(MatrixView rows, std::span<const double> values, const RidgeOptions &options = {},
                            const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
