#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <span>
#include <vector>

namespace embedscope {

/// Principal component analysis (Pearson 1901; Hotelling 1933), exact: the leading directions of the centred vectors.
/// Sums are in double; above some 40 million products, 128 rows at a time are multiplied in float32 first, which
/// changes a share of the variance by less than 1e-6 of it.
struct PcaOptions
{
    /// How many directions; 2 is a map. 1 to kMaxComponents.
    int components = 2;

    static constexpr int kMaxComponents = 64;
};

struct PcaResult
{
    MatrixD coordinates;  ///< n × c: vectors minus mean, along the components; unit of the vectors
    MatrixD components;   ///< c × d: orthonormal rows; a row of zeros where there is no variance left
    Eigen::VectorXd mean; ///< d
    std::vector<double> explainedVarianceRatio; ///< c shares of the total variance, falling, each in [0, 1]
    double totalVariance = 0;                   ///< sum over dimensions, divided by n - 1; 0 for n = 1
};

/// Sign rule: the first text lies on the positive side of every component (right of and above the middle); where it
/// lies in the middle the loading of largest magnitude is positive (the first of them).
/// One text: the origin; all equal: all at the origin, ratios 0; fewer independent directions than asked for: the
/// remaining coordinates are 0. Result bits do not depend on the number of threads.
/// Errors: TooFewTexts (n = 0), InvalidArgument (components), NotFinite (line: row from 1), DimensionMismatch (d = 0),
/// Cancelled, OutOfMemory.
Result<PcaResult> projectPca(MatrixView vectors, const PcaOptions &options = {}, const RunControl &control = {},
                             ThreadPool &pool = ThreadPool::shared());

/// Where another vector of the same length lands on that map: c coordinates. Error: DimensionMismatch, NotFinite.
Result<std::vector<double>> placeOnPca(const PcaResult &pca, std::span<const float> vector);

} // namespace embedscope
