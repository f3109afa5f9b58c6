#pragma once

#include "core/base/ids.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <vector>

namespace embedscope {

/// Hierarchical density-based clustering (Campello, Moulavi & Sander 2013): clusters of any shape where points lie
/// closer together than about them; what is in none is noise.
struct HdbscanOptions
{
    std::size_t minSize = 0;    ///< ≥ 2; 0: hdbscanMinSize(n). No cluster has fewer members
    std::size_t minSamples = 0; ///< ≥ 1; 0: minSize. The core distance is that to the so-many-th nearest other
};

struct HdbscanResult
{
    std::size_t clusters = 0;
    std::size_t minSize = 0, minSamples = 0; ///< that were used
    std::vector<ClusterId> labels;           ///< n: 0 … clusters - 1 by falling size, ties by first member; kNoCluster
    std::vector<double> probabilities;       ///< n, [0, 1]: how firmly a point belongs to its cluster; 0 for noise
    std::size_t noise = 0;                   ///< points in no cluster
};

/// The smallest cluster looked for where nothing is said: a quarter of the root of the number of points, 5 at least
/// (10,000: 25).
std::size_t hdbscanMinSize(std::size_t points);

/// By the Euclidean distances of points in few dimensions (a map, a UMAP of some components); exact. Result bits do not
/// depend on the number of threads. Errors: TooFewTexts (n = 0), InvalidArgument (minSize = 1), NotFinite (line: row
/// from 1), DimensionMismatch (d = 0), Cancelled, OutOfMemory.
Result<HdbscanResult> clusterHdbscanOfPoints(const MatrixD &points, const HdbscanOptions &options = {},
                                             const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

/// In all dimensions of the vectors, by the distances of the vectors scaled to length 1; zero vectors are noise. Exact
/// up to the rounding of float32 products. The same errors.
Result<HdbscanResult> clusterHdbscan(MatrixView vectors, const HdbscanOptions &options = {},
                                     const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
