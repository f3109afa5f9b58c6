#include "core/analyse/project/pca/pca.h"

#include "core/analyse/project/pca/leading_eigenvectors.h"
#include "core/analyse/project/pca/pca_kernels.h"
#include "core/analyse/project/pca/pca_scatter.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr Index kRowBlock = 256;
constexpr Index kTile = 64;
constexpr Index kWorthThreads = 3;
// A direction with less variance than this share of the first is made of the rounding of float32 input.
constexpr double kNoVariance = 1e-12;

// Whether so many products are better made in float32.
bool isMuch(Index a, Index b, Index c)
{
    constexpr double kMuch = 4e7;
    return static_cast<double>(a) * static_cast<double>(b) * static_cast<double>(c) > kMuch;
}

// The vectors minus their mean, made block by block in double: n × d doubles would be twice the input. They are moved
// by the first row before the mean is taken, so that equal rows and constant columns give exact zeros.
class CentredRows
{
public:
    CentredRows(MatrixView vectors) : m_vectors(vectors.eigen()), m_first(m_vectors.row(0).cast<double>())
    {
        Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(cols());
        for (Index i = 0; i < rows(); ++i)
            sum += m_vectors.row(i).cast<double>() - m_first;
        m_shift = sum / static_cast<double>(rows());
    }

    Index rows() const { return m_vectors.rows(); }
    Index cols() const { return m_vectors.cols(); }
    Eigen::VectorXd mean() const { return (m_first + m_shift).transpose(); }

    MatrixD block(Index begin, Index count) const
    {
        MatrixD out = m_vectors.middleRows(begin, count).cast<double>();
        out.rowwise() -= m_first;
        out.rowwise() -= m_shift;
        return out;
    }

private:
    Eigen::Map<const Matrix> m_vectors;
    Eigen::RowVectorXd m_first;
    Eigen::RowVectorXd m_shift;
};

// d × d sums of products. Each task makes a fixed strip of columns, over the rows in order.
Result<Eigen::MatrixXd> scatterMatrix(const CentredRows &rows, const RunControl &control, ThreadPool &pool)
{
    const Index d = rows.cols();
    Eigen::MatrixXd scatter = Eigen::MatrixXd::Zero(d, d);
    const Status status = parallelBlocks(
        pool, control, static_cast<std::size_t>((d + kTile - 1) / kTile), 1, [&](std::size_t strip, std::size_t) {
            const Index from = static_cast<Index>(strip) * kTile;
            const Index width = std::min(kTile, d - from);
            for (Index begin = 0; begin < rows.rows() && !control.stopRequested(); begin += kRowBlock) {
                const MatrixD block = rows.block(begin, std::min(kRowBlock, rows.rows() - begin));
                scatter.block(from, from, d - from, width).noalias() +=
                    block.rightCols(d - from).transpose() * block.middleCols(from, width);
            }
        });
    if (!status)
        return status.error();
    scatter.triangularView<Eigen::StrictlyUpper>() = scatter.transpose();
    return scatter;
}

// n × n inner products, for fewer texts than dimensions.
Result<Eigen::MatrixXd> gramMatrix(const MatrixD &rows, const RunControl &control, ThreadPool &pool)
{
    const Index n = rows.rows();
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(n, n);
    const Status status = parallelBlocks(
        pool, control, static_cast<std::size_t>((n + kTile - 1) / kTile), 1, [&](std::size_t strip, std::size_t) {
            const Index from = static_cast<Index>(strip) * kTile;
            const Index width = std::min(kTile, n - from);
            for (Index begin = from; begin < n && !control.stopRequested(); begin += kRowBlock) {
                const Index height = std::min(kRowBlock, n - begin);
                gram.block(begin, from, height, width).noalias() =
                    rows.middleRows(begin, height) * rows.middleRows(from, width).transpose();
            }
        });
    if (!status)
        return status.error();
    gram.triangularView<Eigen::StrictlyUpper>() = gram.transpose();
    return gram;
}

// Components and shares from the d × d (or, of `all`, the n × n) sums of products of the rows times `scale`.
Status fillComponents(PcaResult &result, Eigen::MatrixXd &square, double scale, Index n, const MatrixD *all,
                      const RunControl &control, ThreadPool &pool)
{
    const double trace = square.trace();
    if (!(trace > 0))
        return {};
    result.totalVariance = trace / (scale * scale) / static_cast<double>(n - 1);
    square /= trace;
    const Result<LeadingEigenvectors> solved =
        leadingEigenvectors(square, std::min(result.components.rows(), square.rows()), control, pool);
    if (!solved)
        return solved.error();
    for (Index c = 0; c < solved->values.size(); ++c) {
        const double share = solved->values[c];
        if (!(share > kNoVariance * solved->values[0]))
            break;
        Eigen::RowVectorXd component = solved->vectors.col(c).transpose();
        if (all)
            component = component * *all;
        for (Index before = 0; before < c; ++before) // exactly orthogonal, whatever the product above rounded
            component -= component.dot(result.components.row(before)) * result.components.row(before);
        result.components.row(c) = component / component.norm();
        result.explainedVarianceRatio[static_cast<std::size_t>(c)] = std::min(share, 1.0);
    }
    return {};
}

// Few numbers, or fewer texts than dimensions: everything in double, but for the products of many rows.
Status projectFew(PcaResult &result, MatrixView vectors, const RunControl &control, ThreadPool &pool)
{
    const CentredRows rows(vectors);
    const Index n = rows.rows();
    result.mean = rows.mean();
    const bool fewRows = n < rows.cols();
    const MatrixD all = fewRows ? rows.block(0, n) : MatrixD();
    const auto squareOf = [&]() -> Result<Eigen::MatrixXd> {
        if (!fewRows)
            return scatterMatrix(rows, control, pool);
        const double most = all.cwiseAbs().maxCoeff();
        if (isMuch(n, n, rows.cols()) && most > 0) {
            Result<Eigen::MatrixXd> gram = blockGram((all / most).cast<float>(), control, pool);
            if (gram)
                *gram *= most * most;
            return gram;
        }
        return gramMatrix(all, control, pool);
    };
    Result<Eigen::MatrixXd> square = squareOf();
    if (!square)
        return square.error();
    if (const Status status = fillComponents(result, *square, 1, n, fewRows ? &all : nullptr, control, pool); !status)
        return status;
    return parallelBlocks(pool, control, vectors.rows, static_cast<std::size_t>(kRowBlock),
                          [&](std::size_t begin, std::size_t end) {
                              const auto from = static_cast<Index>(begin);
                              const auto count = static_cast<Index>(end - begin);
                              result.coordinates.middleRows(from, count).noalias() =
                                  rows.block(from, count) * result.components.transpose();
                          });
}

// Many texts: two passes over them. False: their numbers are too far apart for float32, or not finite.
Result<bool> projectMany(PcaResult &result, MatrixView vectors, const RunControl &control, ThreadPool &pool)
{
    Result<BlockScatter> scatter = blockScatter(vectors, control, pool);
    if (!scatter)
        return scatter.error();
    if (!scatter->products.diagonal().allFinite() || !scatter->sums.allFinite()) // as is then all between them
        return false;
    if (!(scatter->products.trace() > 0)) { // all equal
        result.mean = Eigen::Map<const Eigen::VectorXf>(scatter->centre.data(), scatter->sums.size()).cast<double>();
        return scatter->sums.isZero(0);
    }
    const auto n = static_cast<double>(vectors.rows);
    const auto scale = static_cast<double>(scatter->scale);
    Eigen::MatrixXd &square = scatter->products;
    square.noalias() -= scatter->sums * (scatter->sums.transpose() / n);
    result.mean = Eigen::Map<const Eigen::VectorXf>(scatter->centre.data(), square.rows()).cast<double>() +
                  scatter->sums / (n * scale);
    if (const Status status =
            fillComponents(result, square, scale, static_cast<Index>(vectors.rows), nullptr, control, pool);
        !status)
        return status.error();
    const Eigen::VectorXd offsets = result.components * result.mean;
    const auto count = static_cast<std::size_t>(result.components.rows());
    const Status status = parallelBlocks(
        pool, control, vectors.rows, static_cast<std::size_t>(kRowBlock), [&](std::size_t begin, std::size_t end) {
            pcaKernels().project(vectors.row(begin).data(), end - begin, vectors.cols, result.components.data(), count,
                                 offsets.data(), result.coordinates.data() + begin * count);
        });
    if (!status)
        return status.error();
    return true;
}

// See the sign rule in the header.
void fixSigns(PcaResult &result)
{
    for (Index c = 0; c < result.coordinates.cols(); ++c) {
        auto column = result.coordinates.col(c);
        auto component = result.components.row(c);
        double decides = column[0];
        if (std::abs(decides) <= 1e-9 * column.cwiseAbs().maxCoeff()) {
            Index largest = 0;
            component.cwiseAbs().maxCoeff(&largest);
            decides = component[largest];
        }
        if (decides < 0) {
            column = -column;
            component = -component;
        }
    }
}

} // namespace

Result<PcaResult> projectPca(MatrixView vectors, const PcaOptions &options, const RunControl &control, ThreadPool &pool)
{
    if (options.components < 1 || options.components > PcaOptions::kMaxComponents)
        return makeError(Errc::InvalidArgument, "components");
    return withoutExceptions([&]() -> Result<PcaResult> {
        if (vectors.rows == 0 || vectors.cols == 0)
            return checkVectors(vectors).error();
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        PcaResult result;
        const auto n = static_cast<Index>(vectors.rows);
        const auto d = static_cast<Index>(vectors.cols);
        const auto clear = [&] {
            result.coordinates = MatrixD::Zero(n, options.components);
            result.components = MatrixD::Zero(options.components, d);
            result.explainedVarianceRatio.assign(static_cast<std::size_t>(options.components), 0.0);
        };
        clear();
        bool done = false;
        // Waking threads and giving memory back between them would take longer than what they save.
        ThreadPool alone(1);
        ThreadPool &hands = isMuch(n / kWorthThreads, d, d) ? pool : alone;
        if (n >= d && isMuch(n, d, d)) {
            const Result<bool> many = projectMany(result, vectors, control, hands);
            if (!many)
                return many.error();
            done = *many;
        }
        if (!done) {
            if (const Status status = checkVectors(vectors, control, hands); !status)
                return status.error();
            clear();
            if (const Status status = projectFew(result, vectors, control, hands); !status)
                return status.error();
        }
        fixSigns(result);
        return result;
    });
}

Result<std::vector<double>> placeOnPca(const PcaResult &pca, std::span<const float> vector)
{
    if (static_cast<Index>(vector.size()) != pca.components.cols())
        return makeError(Errc::DimensionMismatch);
    if (!std::all_of(vector.begin(), vector.end(), [](float value) { return std::isfinite(value); }))
        return makeError(Errc::NotFinite);
    return withoutExceptions([&]() -> Result<std::vector<double>> {
        std::vector<double> place(static_cast<std::size_t>(pca.components.rows()));
        for (Index c = 0; c < pca.components.rows(); ++c) {
            double sum = 0;
            for (Index j = 0; j < pca.components.cols(); ++j)
                sum += (static_cast<double>(vector[static_cast<std::size_t>(j)]) - pca.mean[j]) * pca.components(c, j);
            place[static_cast<std::size_t>(c)] = sum;
        }
        return place;
    });
}

} // namespace embedscope
