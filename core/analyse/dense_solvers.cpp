#include "core/analyse/dense_solvers.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

namespace embedscope {

SymmetricEigen symmetricEigen(const Eigen::MatrixXd &matrix)
{
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
    return {solver.eigenvalues().reverse(), solver.eigenvectors().rowwise().reverse()};
}

Eigen::MatrixXd orthonormalColumns(const Eigen::MatrixXd &columns)
{
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(columns);
    return qr.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), columns.cols());
}

} // namespace embedscope
