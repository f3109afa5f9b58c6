#pragma once

// Eigen's dense solvers, compiled in one place: each use of the templates elsewhere costs seconds of compiling.

#include <Eigen/Core>

namespace embedscope {

/// All eigenvalues of a symmetric matrix, falling, and their eigenvectors, orthonormal columns in that order.
struct SymmetricEigen
{
    Eigen::VectorXd values;
    Eigen::MatrixXd vectors;
};

/// By tridiagonalisation and QR steps; only the lower half of the matrix (n × n) is looked at.
SymmetricEigen symmetricEigen(const Eigen::MatrixXd &matrix);

/// Orthonormal columns that span what the given ones (n × c, c ≤ n) span, by Householder reflections.
Eigen::MatrixXd orthonormalColumns(const Eigen::MatrixXd &columns);

} // namespace embedscope
