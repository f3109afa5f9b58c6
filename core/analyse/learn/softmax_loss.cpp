#include "core/analyse/learn/softmax_loss.h"

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kBlock = 256; // rows multiplied at once
constexpr std::size_t kNear = 64;   // rows of the other factor that stay in the nearer caches meanwhile
constexpr std::size_t kMostParts = 64;
constexpr std::size_t kPartsBytes = std::size_t{64} << 20;

/// out (rowsA × rowsB) = products of the rows of a and of b.
void products(const float *a, std::size_t rowsA, const float *b, std::size_t rowsB, std::size_t size, double *out)
{
    const AnalyseKernels &kernels = analyseKernels();
    for (std::size_t j = 0; j < rowsB; j += kNear)
        kernels.dots(a, rowsA, b + j * size, std::min(kNear, rowsB - j), size, out + j, rowsB);
}

} // namespace

ScoreLayer::ScoreLayer(const Eigen::Ref<const MatrixD> &weights, const Eigen::Ref<const Eigen::VectorXd> &biases)
    : m_weights(weights.cast<float>()), m_rest((weights - m_weights.cast<double>()).cast<float>()), m_biases(biases)
{
}

void ScoreLayer::score(const float *rows, std::size_t count, MatrixD &scores) const
{
    const auto d = static_cast<std::size_t>(m_weights.cols());
    MatrixD rest(static_cast<Index>(count), m_biases.size());
    scores.resize(rest.rows(), rest.cols());
    products(rows, count, m_weights.data(), classes(), d, scores.data());
    products(rows, count, m_rest.data(), classes(), d, rest.data());
    scores += rest;
    scores.rowwise() += m_biases.transpose();
}

double softmax(Eigen::Ref<Eigen::RowVectorXd> scores)
{
    const double most = scores.maxCoeff();
    scores = (scores.array() - most).exp();
    const double sum = scores.sum();
    scores /= sum;
    return most + std::log(sum);
}

/// The sums of some rows.
struct SoftmaxLoss::Part
{
    double loss = 0;
    MatrixD weights = {}; ///< count × d
    Eigen::VectorXd intercepts = {};
    // Scratch.
    MatrixD scores = {};
    MatrixD product = {};
    std::vector<float> errors = {}; ///< probability minus truth, count × rows of the block
};

SoftmaxLoss::SoftmaxLoss(MatrixView rows, std::span<const std::size_t> classes, std::size_t count, double c,
                         double penalty)
    : m_rows(rows), m_classes(classes), m_count(count), m_c(c), m_penalty(penalty), m_turned(rows.rows * rows.cols)
{
    // How the rows are parted depends on sizes alone, never on threads.
    const std::size_t most = std::clamp(kPartsBytes / (count * rows.cols * sizeof(double)), std::size_t{4}, kMostParts);
    const std::size_t least = (rows.rows + most - 1) / most;
    m_partRows = (std::max(kBlock, least) + kBlock - 1) / kBlock * kBlock;
    for (std::size_t begin = 0; begin < rows.rows; begin += kBlock) {
        const auto blockRows = static_cast<Index>(std::min(kBlock, rows.rows - begin));
        Eigen::Map<Matrix>(m_turned.data() + begin * rows.cols, static_cast<Index>(rows.cols), blockRows) =
            rows.eigen().middleRows(static_cast<Index>(begin), blockRows).transpose();
    }
}

void SoftmaxLoss::addRows(Part &part, const ScoreLayer &layer, std::size_t begin, std::size_t end) const
{
    const std::size_t size = end - begin;
    layer.score(m_rows.data + begin * m_rows.cols, size, part.scores);
    part.errors.resize(m_count * size);
    for (std::size_t i = 0; i < size; ++i) {
        const auto truth = static_cast<Index>(m_classes[begin + i]);
        auto row = part.scores.row(static_cast<Index>(i));
        const double score = row[truth];
        part.loss += softmax(row) - score;
        row[truth] -= 1;
        part.intercepts += row.transpose();
        for (std::size_t k = 0; k < m_count; ++k)
            part.errors[k * size + i] = static_cast<float>(row[static_cast<Index>(k)]);
    }
    part.product.resize(part.weights.rows(), part.weights.cols());
    products(part.errors.data(), m_count, m_turned.data() + begin * m_rows.cols, m_rows.cols, size,
             part.product.data());
    part.weights += part.product;
}

Result<double> SoftmaxLoss::evaluate(const Eigen::VectorXd &parameters, Eigen::VectorXd &gradient,
                                     const RunControl &control, ThreadPool &pool) const
{
    const auto count = static_cast<Index>(m_count);
    const auto cols = static_cast<Index>(m_rows.cols);
    const Eigen::Map<const MatrixD> weights(parameters.data(), count, cols);
    const ScoreLayer layer(weights, parameters.tail(count));
    std::vector<Part> parts((m_rows.rows + m_partRows - 1) / m_partRows);
    const Status status = parallelBlocks(pool, control, parts.size(), 1, [&](std::size_t at, std::size_t) {
        Part &part = parts[at];
        part.weights = MatrixD::Zero(count, cols);
        part.intercepts = Eigen::VectorXd::Zero(count);
        const std::size_t end = std::min(m_rows.rows, (at + 1) * m_partRows);
        for (std::size_t row = at * m_partRows; row < end && !control.stopRequested(); row += kBlock)
            addRows(part, layer, row, std::min(end, row + kBlock));
    });
    if (!status)
        return status.error();

    gradient = m_penalty * parameters;
    gradient.tail(count).setZero();
    double loss = 0;
    Eigen::Map<MatrixD> weightGradient(gradient.data(), count, cols);
    for (const Part &part : parts) {
        loss += part.loss;
        weightGradient += m_c * part.weights;
        gradient.tail(count) += m_c * part.intercepts;
    }
    return 0.5 * m_penalty * weights.squaredNorm() + m_c * loss;
}

} // namespace embedscope
