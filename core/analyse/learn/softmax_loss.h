#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <span>
#include <vector>

namespace embedscope {

/// A linear layer: scores of float32 rows as precise as double, by the kernels whose bits are the same on every
/// processor. What float32 cannot hold of a weight is multiplied by itself.
class ScoreLayer
{
public:
    /// Classes × d, and a bias for each class.
    ScoreLayer(const Eigen::Ref<const MatrixD> &weights, const Eigen::Ref<const Eigen::VectorXd> &biases);

    std::size_t classes() const { return static_cast<std::size_t>(m_biases.size()); }
    /// scores (count × classes) of `count` rows without gaps.
    void score(const float *rows, std::size_t count, MatrixD &scores) const;

private:
    Matrix m_weights;
    Matrix m_rest;
    Eigen::VectorXd m_biases;
};

/// Scores to probabilities that sum to 1, in place; returns the logarithm of the sum of the exponentials.
double softmax(Eigen::Ref<Eigen::RowVectorXd> scores);

/// What multinomial logistic regression makes small: ½ penalty · Σ|weights|² + c · Σ over the rows of
/// -log(probability of its class). Looks at rows and classes, and keeps a second copy of the rows, turned over.
class SoftmaxLoss
{
public:
    /// Throws std::bad_alloc. `rows` and `classes` must outlive this.
    SoftmaxLoss(MatrixView rows, std::span<const std::size_t> classes, std::size_t count, double c, double penalty);

    /// The value and its gradient, of weights (count × d by rows) and then the intercepts. Errors: Cancelled,
    /// OutOfMemory. Bits do not depend on the number of threads.
    Result<double> evaluate(const Eigen::VectorXd &parameters, Eigen::VectorXd &gradient, const RunControl &control,
                            ThreadPool &pool) const;

private:
    struct Part;
    void addRows(Part &part, const ScoreLayer &layer, std::size_t begin, std::size_t end) const;

    MatrixView m_rows;
    std::span<const std::size_t> m_classes;
    std::size_t m_count;
    double m_c;
    double m_penalty;
    std::size_t m_partRows;      ///< rows whose sums are made by one thread
    std::vector<float> m_turned; ///< block after block, each d × its rows
};

} // namespace embedscope
