#include "core/analyse/project/pca/leading_eigenvectors.h"

#include "core/analyse/dense_solvers.h"
#include "core/analyse/project/pca/pca_kernels.h"
#include "core/analyse/rows.h"
#include "core/base/portable_random.h"
#include "core/base/team.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr Index kGroup = PcaKernels::kDirections;
constexpr Index kSpare = 5; // directions beyond those asked for, at least: they carry near-equal values
constexpr int kMostRounds = 80;
constexpr int kMostDegree = 24;
constexpr double kResidual = 1e-12;
constexpr std::size_t kRowsTogether = 8; // of the matrix: what a kernel multiplies at once
constexpr Index kSmall = 64;             // up to here the full solver is as fast
// How much more a round may grow the first direction than the last: beyond, rounding would leave the first alone.
constexpr double kLogOfGrowth = 20;
// What is filtered away lies at least so far below the last value asked for, however many more are as great as that.
constexpr double kBelowLast = 0.99;

LeadingEigenvectors solveFully(const Eigen::MatrixXd &matrix, Index count)
{
    const SymmetricEigen all = symmetricEigen(matrix);
    return {all.values.head(count), all.vectors.leftCols(count)};
}

class Iteration
{
public:
    Iteration(const Eigen::MatrixXd &matrix, Index columns, const RunControl &control, Team &team)
        : m_matrix(matrix), m_control(control), m_team(team), m_block(matrix.rows(), columns)
    {
        PortableRandom random(1);
        for (Index c = 0; c < columns; ++c)
            for (Index r = 0; r < m_block.rows(); ++r)
                m_block(r, c) = 2 * random.uniform() - 1;
        m_block = times(times(m_block)); // the more alike the great ones, the better the first filter
        turn();
    }

    /// Makes the block an orthonormal one of approximate eigenvectors, by falling value.
    void turn()
    {
        m_block = orthonormalColumns(m_block);
        const MatrixD image = times(m_block);
        const Eigen::MatrixXd projected = m_block.transpose() * image;
        const SymmetricEigen mix = symmetricEigen((projected + projected.transpose()) / 2);
        m_values = mix.values;
        m_block = m_block * mix.vectors;
        m_image = image * mix.vectors;
    }

    double residual(Index count) const
    {
        const Eigen::MatrixXd difference =
            m_image.leftCols(count) - m_block.leftCols(count) * m_values.head(count).asDiagonal();
        return difference.colwise().norm().maxCoeff();
    }

    /// Chebyshev's polynomial that is small on [0, the least value of the block] and grows beyond; of no higher degree
    /// than takes a residual to kResidual.
    void filter(Index count, double residual)
    {
        const double last = m_values[count - 1];
        const double cut = std::max(std::min(m_values[m_values.size() - 1], kBelowLast * last), 1e-13);
        const double half = cut / 2;
        const auto growthOf = [&](double value) { return std::acosh(std::max(value / half - 1, 1.0 + 1e-9)); };
        const int most = std::clamp(static_cast<int>(kLogOfGrowth / growthOf(m_values[0])), 1, kMostDegree);
        const double needed = std::ceil(std::log(2 * residual / kResidual) / growthOf(last));
        const int degree = needed < most ? std::max(static_cast<int>(needed), 1) : most;
        MatrixD before = m_block;
        MatrixD now = m_image / half - m_block;
        for (int k = 2; k <= degree; ++k) {
            before = times(now) * (2 / half) - 2 * now - before;
            before.swap(now);
        }
        now.colwise().normalize();
        m_block = now;
    }

    LeadingEigenvectors first(Index count) const { return {m_values.head(count), m_block.leftCols(count)}; }

private:
    MatrixD times(const MatrixD &block) const
    {
        MatrixD image = MatrixD::Zero(block.rows(), block.cols());
        if (block.cols() == kGroup) {
            multiplyGroup(block, image);
            return image;
        }
        MatrixD part = MatrixD::Zero(block.rows(), kGroup);
        for (Index from = 0; from < block.cols(); from += kGroup) {
            multiplyGroup(block.middleCols(from, kGroup), part);
            image.middleCols(from, kGroup) = part;
        }
        return image;
    }

    void multiplyGroup(const MatrixD &block, MatrixD &image) const
    {
        if (m_control.stopRequested())
            return;
        const auto m = static_cast<std::size_t>(m_matrix.rows());
        m_team.run((m + kRowsTogether - 1) / kRowsTogether, [&](std::size_t from, std::size_t to, std::size_t) {
            pcaKernels().multiply(m_matrix.data(), m, from * kRowsTogether, std::min(to * kRowsTogether, m),
                                  block.data(), image.data());
        });
    }

    const Eigen::MatrixXd &m_matrix;
    const RunControl &m_control;
    Team &m_team;
    MatrixD m_block; ///< m × columns
    MatrixD m_image; ///< matrix · block
    Eigen::VectorXd m_values;
};

Result<LeadingEigenvectors> iterate(const Eigen::MatrixXd &matrix, Index count, Index columns,
                                    const RunControl &control, Team &team)
{
    Iteration iteration(matrix, columns, control, team);
    for (int round = 0; round < kMostRounds; ++round) {
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        const double residual = iteration.residual(count);
        if (residual <= kResidual)
            return iteration.first(count);
        iteration.filter(count, residual);
        iteration.turn();
    }
    return solveFully(matrix, count);
}

} // namespace

Result<LeadingEigenvectors> leadingEigenvectors(const Eigen::MatrixXd &matrix, Index count, const RunControl &control,
                                                ThreadPool &pool)
{
    const Index m = matrix.rows();
    const Index columns = (count + kSpare + kGroup - 1) / kGroup * kGroup;
    if (m <= kSmall || 2 * columns >= m)
        return solveFully(matrix, count);
    Result<LeadingEigenvectors> found = makeError(Errc::Cancelled);
    Team::gather(pool, Priority::Batch, [&](Team &team) {
        found = withoutExceptions([&] { return iterate(matrix, count, columns, control, team); });
    });
    return found;
}

} // namespace embedscope
