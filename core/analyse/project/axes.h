#pragma once

#include "core/analyse/project/pca/pca.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace embedscope {

/// What lies at the two ends of a meaning axis: one or several vectors each, as rows. Only their directions count.
struct AxisExamples
{
    Matrix low = {};  ///< left, below
    Matrix high = {}; ///< right, above
};

/// How well an axis tells its own examples apart.
struct AxisSeparation
{
    /// Share of the pairs (one example of each end) that lie in the right order on the axis, ties counting half: the
    /// area under the ROC curve. Flatters: the axis was made from these examples.
    double inOrder = 1;
    /// The same with each pair placed on the axis that the other examples make (leave-pair-out; Airola et al. 2011):
    /// what to expect of new texts. None where an end has one example only.
    std::optional<double> heldOut = {};
    /// Difference of the ends' averages on the axis, in standard deviations within the ends (Cohen's d, pooled). None
    /// where an end has one example only, or nothing varies.
    std::optional<double> gap = {};
};

/// A direction of meaning: from the average of the low examples' unit vectors to that of the high ones (Bolukbasi et
/// al. 2016 take the same difference).
struct MeaningAxis
{
    Eigen::VectorXd direction = {}; ///< d, length 1
    double low = 0;                 ///< where the ends' averages lie along it: unit vector · direction
    double high = 0;                ///< > low
    AxisSeparation separation = {};
};

/// With `across`, only what the difference has at right angles to that axis. Deterministic. Errors: BadAxis (an end is
/// empty or cannot be told from the other; with `across`: nothing is left of the difference; detail says which),
/// NotFinite, DimensionMismatch, OutOfMemory, Cancelled.
Result<MeaningAxis> makeMeaningAxis(const AxisExamples &examples, const MeaningAxis *across = nullptr,
                                    const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

/// Where a row lies on an axis: its unit vector · direction, in [-1, 1]; none for a zero vector. Errors: NotFinite
/// (line: row from 1), DimensionMismatch, Cancelled, OutOfMemory.
Result<std::vector<std::optional<double>>> placeOnAxis(const MeaningAxis &axis, MatrixView rows,
                                                       const RunControl &control = {},
                                                       ThreadPool &pool = ThreadPool::shared());

/// The same on the scale on which the average of the low end is 0 and that of the high end 1. Most texts lie between
/// or near; nothing keeps them within.
Result<std::vector<std::optional<double>>> placeOnSpectrum(const MeaningAxis &axis, MatrixView rows,
                                                           const RunControl &control = {},
                                                           ThreadPool &pool = ThreadPool::shared());

struct AxesOptions
{
    /// y is made at right angles to x, so that what both pairs of ends share is counted once.
    bool orthogonal = true;
};

struct AxesResult
{
    /// n × 2. A place on the axis minus the middle between its ends' averages: left of 0 is nearer to the low end. Zero
    /// vectors lie in the middle. Without examples for y: the place along what the texts differ in most besides x,
    /// minus the mean.
    MatrixD coordinates = {};
    MeaningAxis x = {};
    std::optional<MeaningAxis> y = {};         ///< none without examples for it
    std::optional<double> remainingShare = {}; ///< then: the share that y keeps of the variance that x leaves
    std::optional<PcaResult> remainder = {};   ///< then: what y is, of the unit vectors without x; no coordinates
};

/// A map on one or two meaning axes. Without `y`: the first principal component of what x leaves of the unit vectors
/// (the first text lies on its positive side). The axes of a map are never turned, mirrored or scaled: left is low.
/// Result bits do not depend on the number of threads. Errors: TooFewTexts (n = 0), those of makeMeaningAxis() (detail
/// begins with the axis, "x: " or "y: "), NotFinite (line: row from 1).
Result<AxesResult> projectAxes(MatrixView vectors, const AxisExamples &x, const AxisExamples *y = nullptr,
                               const AxesOptions &options = {}, const RunControl &control = {},
                               ThreadPool &pool = ThreadPool::shared());

/// Where another vector of the same length lands on that map. Errors: DimensionMismatch, NotFinite.
Result<std::vector<double>> placeOnAxes(const AxesResult &axes, std::span<const float> vector);

} // namespace embedscope
