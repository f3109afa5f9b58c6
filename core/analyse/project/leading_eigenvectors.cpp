#include "core/analyse/project/leading_eigenvectors.h"

#include "core/base/portable_random.h"

#include <Eigen/Eigenvalues>

#include <algorithm>

namespace embedscope {

namespace {

constexpr Eigen::Index kOversampling = 8; // directions iterated beyond those asked for: they carry near-equal values
constexpr int kDepth = 6;                 // products with the matrix between restarts
constexpr int kMaxRestarts = 60;
constexpr double kResidual = 1e-12;
constexpr Eigen::Index kSmall = 64; // up to here the full solver is as fast

LeadingEigenvectors solveFully(const Eigen::MatrixXd &matrix, Eigen::Index count)
{
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
    return {solver.eigenvalues().reverse().head(count), solver.eigenvectors().rowwise().reverse().leftCols(count)};
}

// Orthonormalises the columns of `block` against the first `used` columns of `basis` and each other, appends what is
// left of them, and returns the new number of columns used. A column without anything new is dropped.
Eigen::Index append(Eigen::MatrixXd &basis, Eigen::Index used, const Eigen::MatrixXd &block)
{
    for (Eigen::Index c = 0; c < block.cols() && used < basis.cols(); ++c) {
        Eigen::VectorXd column = block.col(c);
        const double before = column.norm();
        if (!(before > 1e-300))
            continue;
        column /= before;
        double left = 1;
        for (int pass = 0; pass < 3; ++pass) { // the second pass removes what rounding left behind
            column -= basis.leftCols(used) * (basis.leftCols(used).transpose() * column);
            const double norm = column.norm();
            left *= norm;
            if (!(left > 1e-12))
                break;
            column /= norm;
        }
        if (left > 1e-12)
            basis.col(used++) = column;
    }
    return used;
}

} // namespace

Result<LeadingEigenvectors> leadingEigenvectors(const Eigen::MatrixXd &matrix, Eigen::Index count,
                                                const RunControl &control)
{
    const Eigen::Index m = matrix.rows();
    const Eigen::Index blockSize = std::min(m, count + kOversampling);
    if (m <= kSmall || blockSize * kDepth >= m)
        return solveFully(matrix, count);

    PortableRandom random(1);
    Eigen::MatrixXd block(m, blockSize);
    for (Eigen::Index c = 0; c < blockSize; ++c)
        for (Eigen::Index r = 0; r < m; ++r)
            block(r, c) = random.normal();

    Eigen::MatrixXd basis(m, blockSize * kDepth);
    Eigen::MatrixXd image(m, blockSize * kDepth); // matrix * basis
    for (int restart = 0; restart < kMaxRestarts; ++restart) {
        Eigen::Index used = 0;
        for (int depth = 0; depth < kDepth; ++depth) {
            if (control.stopRequested())
                return makeError(Errc::Cancelled);
            const Eigen::Index before = used;
            used = append(basis, used, block);
            if (used == before)
                break;
            image.middleCols(before, used - before).noalias() = matrix * basis.middleCols(before, used - before);
            block = image.middleCols(before, used - before);
        }
        const Eigen::MatrixXd projected = basis.leftCols(used).transpose() * image.leftCols(used);
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver((projected + projected.transpose()) / 2);
        const Eigen::Index kept = std::min(blockSize, used);
        if (kept < count)
            break;
        const Eigen::MatrixXd mix = solver.eigenvectors().rowwise().reverse().leftCols(kept);
        const Eigen::VectorXd values = solver.eigenvalues().reverse().head(kept);
        block.noalias() = basis.leftCols(used) * mix;
        const Eigen::MatrixXd difference =
            image.leftCols(used) * mix.leftCols(count) - block.leftCols(count) * values.head(count).asDiagonal();
        if (difference.colwise().norm().maxCoeff() <= kResidual)
            return LeadingEigenvectors{values.head(count), block.leftCols(count)};
    }
    return solveFully(matrix, count);
}

} // namespace embedscope
