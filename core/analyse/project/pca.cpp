#include "core/analyse/project/pca.h"

#include "core/analyse/project/leading_eigenvectors.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr Index kRowBlock = 256;
constexpr Index kTile = 64;
// A direction with less variance than this share of the first is made of the rounding of float32 input.
constexpr double kNoVariance = 1e-12;

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

Status fillComponents(PcaResult &result, const CentredRows &rows, Index asked, const RunControl &control,
                      ThreadPool &pool)
{
    const Index n = rows.rows();
    const bool fewRows = n < rows.cols();
    const MatrixD all = fewRows ? rows.block(0, n) : MatrixD();
    Result<Eigen::MatrixXd> made = fewRows ? gramMatrix(all, control, pool) : scatterMatrix(rows, control, pool);
    if (!made)
        return made.error();
    Eigen::MatrixXd &square = *made;
    const double trace = square.trace();
    if (!(trace > 0))
        return {};
    square /= trace;
    result.totalVariance = trace / static_cast<double>(n - 1);

    const Result<LeadingEigenvectors> solved = leadingEigenvectors(square, std::min(asked, square.rows()), control);
    if (!solved)
        return solved.error();
    for (Index c = 0; c < solved->values.size(); ++c) {
        const double share = solved->values[c];
        if (!(share > kNoVariance * solved->values[0]))
            break;
        Eigen::RowVectorXd component = solved->vectors.col(c).transpose();
        if (fewRows)
            component = component * all;
        for (Index before = 0; before < c; ++before) // exactly orthogonal, whatever the product above rounded
            component -= component.dot(result.components.row(before)) * result.components.row(before);
        result.components.row(c) = component / component.norm();
        result.explainedVarianceRatio[static_cast<std::size_t>(c)] = std::min(share, 1.0);
    }
    return {};
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
        if (const Status status = checkVectors(vectors); !status)
            return status.error();
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        const CentredRows rows(vectors);
        PcaResult result;
        result.mean = rows.mean();
        result.coordinates = MatrixD::Zero(rows.rows(), options.components);
        result.components = MatrixD::Zero(options.components, rows.cols());
        result.explainedVarianceRatio.assign(static_cast<std::size_t>(options.components), 0.0);
        if (const Status status = fillComponents(result, rows, options.components, control, pool); !status)
            return status.error();
        const Status status = parallelBlocks(pool, control, vectors.rows, static_cast<std::size_t>(kRowBlock),
                                             [&](std::size_t begin, std::size_t end) {
                                                 const auto from = static_cast<Index>(begin);
                                                 const auto count = static_cast<Index>(end - begin);
                                                 result.coordinates.middleRows(from, count).noalias() =
                                                     rows.block(from, count) * result.components.transpose();
                                             });
        if (!status)
            return status.error();
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
