#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace embedscope {

/// How all points of a layout push each other away: with q = 1 / (1 + distance²), forces[2i], forces[2i + 1] =
/// Σ q²·(place i - place j), and the sum of all q but each point's own. `places` are n × 2.
class TsneRepulsion
{
public:
    TsneRepulsion() = default;
    TsneRepulsion(const TsneRepulsion &) = delete;
    TsneRepulsion &operator=(const TsneRepulsion &) = delete;
    virtual ~TsneRepulsion() = default;
    /// Result bits do not depend on the number of threads. Errors: Cancelled, OutOfMemory.
    virtual Result<double> push(const std::vector<float> &places, std::vector<float> &forces, const RunControl &control,
                                ThreadPool &pool) = 0;
};

/// Pair by pair: n² steps.
std::unique_ptr<TsneRepulsion> exactRepulsion();

/// Through a grid, as in FIt-SNE (Linderman et al. 2019), with two differences. All points' potential Σ 1 / (1 +
/// distance²) is interpolated by cubic splines on both sides, the kernel's Fourier transform divided by the splines'
/// (Essmann et al. 1995, for other forces), and the forces are that spline's slope: one convolution instead of four,
/// and descent of one function. The transforms are our own, sixteen columns at once.
std::unique_ptr<TsneRepulsion> gridRepulsion();

} // namespace embedscope
