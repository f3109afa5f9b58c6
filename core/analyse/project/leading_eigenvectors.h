#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"

namespace embedscope {

struct LeadingEigenvectors
{
    Eigen::VectorXd values;  ///< falling
    Eigen::MatrixXd vectors; ///< m × count, orthonormal columns
};

/// The `count` (≤ m) largest eigenvalues, with vectors, of a symmetric positive semidefinite m × m matrix of trace
/// about 1, to a residual of 1e-12: block Krylov subspaces with restarts (Golub & Underwood 1977; a block, so that
/// equal eigenvalues are all found), starting from fixed random numbers; the full solver when m is small or the
/// subspaces do not converge. Error: Cancelled.
Result<LeadingEigenvectors> leadingEigenvectors(const Eigen::MatrixXd &matrix, Eigen::Index count,
                                                const RunControl &control = {});

} // namespace embedscope
