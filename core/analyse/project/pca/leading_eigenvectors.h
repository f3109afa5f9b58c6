#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

namespace embedscope {

struct LeadingEigenvectors
{
    Eigen::VectorXd values;  ///< falling
    Eigen::MatrixXd vectors; ///< m × count, orthonormal columns
};

/// The `count` (≤ m) largest eigenvalues, with vectors, of a symmetric positive semidefinite m × m matrix of trace
/// about 1, to a residual of 1e-12: a block of vectors (so that equal eigenvalues are all found), filtered by Chebyshev
/// polynomials (Zhou, Saad et al. 2006), starting from fixed random numbers; the full solver when m is small or they do
/// not converge. Result bits do not depend on the number of threads. Errors: Cancelled, OutOfMemory.
Result<LeadingEigenvectors> leadingEigenvectors(const Eigen::MatrixXd &matrix, Eigen::Index count,
                                                const RunControl &control = {},
                                                ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
