#pragma once

#include "core/base/ids.h"
#include "core/base/matrix.h"
#include "core/base/run_control.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace embedscope {

/// One start of k-means: seeding, Lloyd's iterations, repair of empty clusters. Part of clusterKMeans(), which runs
/// many.
struct KMeansRun
{
    std::vector<ClusterId> labels; ///< 0 … k - 1, in no order; some may be unused
    double inertia = 0;
};

/// `unit` has rows of length 1 or 0. 1 ≤ k ≤ n. Runs on the calling thread; after a stop was asked for the result means
/// nothing.
KMeansRun runKMeans(const Matrix &unit, std::size_t k, std::uint64_t seed, int maxIterations,
                    const RunControl &control);

/// k × d sums of the members in double, and how many there are.
struct ClusterSums
{
    MatrixD sums;
    std::vector<std::size_t> sizes;
};
ClusterSums sumClusters(const Matrix &unit, const std::vector<ClusterId> &labels, std::size_t k);

} // namespace embedscope
