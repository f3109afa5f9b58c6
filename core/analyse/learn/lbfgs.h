#pragma once

#include "core/base/result.h"

#include <Eigen/Core>

#include <functional>

namespace embedscope {

struct LbfgsOptions
{
    int maxIterations = 1000; ///< ≥ 1
    double tolerance = 1e-6;  ///< > 0: done where no entry of the gradient is larger
    int memory = 10;          ///< ≥ 1: pairs of steps that are remembered
};

struct LbfgsResult
{
    int iterations = 0;
    /// False where the iterations ran out. A value that no step makes smaller any more counts as found.
    bool converged = false;
};

/// Makes a convex function's value small, from `at` on (Liu & Nocedal 1989; steps by backtracking). `function` gives
/// the value and sets the gradient, or an error, which ends the search.
Result<LbfgsResult>
minimiseLbfgs(const std::function<Result<double>(const Eigen::VectorXd &, Eigen::VectorXd &)> &function,
              Eigen::VectorXd &at, const LbfgsOptions &options = {});

} // namespace embedscope
