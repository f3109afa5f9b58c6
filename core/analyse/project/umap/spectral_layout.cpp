#include "core/analyse/project/umap/spectral_layout.h"

#include "core/analyse/dense_solvers.h"
#include "core/analyse/rows.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kRowBlock = 256;
constexpr Index kDenseRows = 400; ///< below, the full solver is as fast
constexpr Index kSpare = 4;       ///< columns beside those that are wanted: they converge the last ones
constexpr int kDegree = 20;       ///< of the filter
constexpr int kRounds = 15;
constexpr double kResidual = 1e-3;

// S = D^-1/2 W D^-1/2, whose largest eigenvalue is 1, of the vector `top`.
class Operator
{
public:
    Operator(const FuzzyGraph &graph, const RunControl &control, ThreadPool &pool)
        : m_graph(graph),
          m_control(control),
          m_pool(pool),
          m_scale(graph.rows()),
          m_top(static_cast<Index>(graph.rows()))
    {
        for (std::size_t i = 0; i < graph.rows(); ++i) {
            double degree = 0;
            for (std::size_t e = graph.offsets[i]; e < graph.offsets[i + 1]; ++e)
                degree += static_cast<double>(graph.weights[e]);
            m_top[static_cast<Index>(i)] = std::sqrt(degree);
            m_scale[i] = 1 / std::sqrt(degree);
        }
        m_top.normalize();
    }

    const Eigen::VectorXd &top() const { return m_top; }

    // out = factor · (S - centre · I) · in - before · old
    Status apply(const MatrixD &in, double factor, double centre, double before, const MatrixD *old, MatrixD &out) const
    {
        out.resize(in.rows(), in.cols());
        return parallelBlocks(m_pool, m_control, m_scale.size(), kRowBlock, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const auto row = static_cast<Index>(i);
                out.row(row).setZero();
                for (std::size_t e = m_graph.offsets[i]; e < m_graph.offsets[i + 1]; ++e) {
                    const double weight = static_cast<double>(m_graph.weights[e]) * m_scale[i] * m_scale[m_graph.to[e]];
                    out.row(row) += weight * in.row(static_cast<Index>(m_graph.to[e]));
                }
                out.row(row) = factor * (out.row(row) - centre * in.row(row));
                if (old)
                    out.row(row) -= before * old->row(row);
            }
        });
    }

    void removeTop(MatrixD &block) const
    {
        const Eigen::RowVectorXd along = m_top.transpose() * block;
        block.noalias() -= m_top * along;
    }

    MatrixD dense() const
    {
        MatrixD matrix = MatrixD::Zero(m_top.size(), m_top.size());
        for (std::size_t i = 0; i < m_scale.size(); ++i)
            for (std::size_t e = m_graph.offsets[i]; e < m_graph.offsets[i + 1]; ++e)
                matrix(static_cast<Index>(i), static_cast<Index>(m_graph.to[e])) =
                    static_cast<double>(m_graph.weights[e]) * m_scale[i] * m_scale[m_graph.to[e]];
        return matrix;
    }

private:
    const FuzzyGraph &m_graph;
    const RunControl &m_control;
    ThreadPool &m_pool;
    std::vector<double> m_scale;
    Eigen::VectorXd m_top;
};

MatrixD denseLayout(const Operator &matrix, Index components)
{
    // The first is the one that says nothing.
    return symmetricEigen(matrix.dense()).vectors.middleCols(1, components);
}

Result<MatrixD> filteredLayout(const Operator &matrix, Index components)
{
    const Index n = matrix.top().size();
    MatrixD block(n, components + kSpare);
    PortableRandom random(1);
    for (Index i = 0; i < n; ++i)
        for (Index c = 0; c < block.cols(); ++c)
            block(i, c) = random.normal();
    matrix.removeTop(block);
    block = orthonormalColumns(block);

    double cut = 0; // eigenvalues in [-1, cut] are not wanted
    MatrixD applied;
    for (int round = 0; round < kRounds; ++round) {
        // Chebyshev's recurrence on [-1, cut], which is small there and grows beyond.
        const double centre = (cut - 1) / 2;
        const double half = (cut + 1) / 2;
        MatrixD before = block;
        MatrixD now;
        if (const Status status = matrix.apply(before, 1 / half, centre, 0, nullptr, now); !status)
            return status.error();
        for (int degree = 2; degree <= kDegree; ++degree) {
            MatrixD next;
            if (const Status status = matrix.apply(now, 2 / half, centre, 1, &before, next); !status)
                return status.error();
            before.swap(now);
            now.swap(next);
        }
        matrix.removeTop(now);
        now = orthonormalColumns(now);
        if (const Status status = matrix.apply(now, 1, 0, 0, nullptr, applied); !status)
            return status.error();
        const Eigen::MatrixXd small = now.transpose() * applied;
        const auto [values, turn] = symmetricEigen((small + small.transpose()) / 2);
        block = now * turn;
        const MatrixD image = applied * turn;
        double residual = 0;
        for (Index c = 0; c < components; ++c)
            residual = std::max(residual, (image.col(c) - values[c] * block.col(c)).norm());
        if (residual < kResidual)
            break;
        cut = std::clamp(values[values.size() - 1], -0.5, 0.9999);
    }
    return MatrixD(block.leftCols(components));
}

} // namespace

Result<std::optional<MatrixD>> spectralLayout(const FuzzyGraph &graph, int components, const RunControl &control,
                                              ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<std::optional<MatrixD>> {
        const auto n = static_cast<Index>(graph.rows());
        if (components < 1 || n < components + 2)
            return std::optional<MatrixD>();
        for (std::size_t i = 0; i < graph.rows(); ++i)
            if (graph.offsets[i] == graph.offsets[i + 1])
                return std::optional<MatrixD>();
        const std::vector<std::uint32_t> pieces = connectedComponents(graph, control);
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        if (*std::ranges::max_element(pieces) > 0)
            return std::optional<MatrixD>();

        const Operator matrix(graph, control, pool);
        MatrixD layout;
        if (n <= kDenseRows) {
            layout = denseLayout(matrix, components);
        } else {
            Result<MatrixD> filtered = filteredLayout(matrix, components);
            if (!filtered)
                return filtered.error();
            layout = std::move(*filtered);
        }
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        if (!layout.allFinite())
            return std::optional<MatrixD>();
        return std::optional<MatrixD>(std::move(layout));
    });
}

} // namespace embedscope
