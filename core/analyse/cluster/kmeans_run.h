#pragma once

#include "core/analyse/unit_rows.h"
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
    bool perfect = false; ///< every row lies where a centre lies: inertia 0, and no other start can do better
};

/// 1 ≤ k ≤ n; `packed` are the same rows. Runs on the calling thread; after a stop was asked for the result means
/// nothing.
KMeansRun runKMeans(const UnitRows &rows, const PackedRows &packed, std::size_t k, std::uint64_t seed,
                    int maxIterations, const RunControl &control);

/// k × d sums of the members in double, and how many there are.
struct ClusterSums
{
    MatrixD sums;
    std::vector<std::size_t> sizes;
};
ClusterSums sumClusters(const UnitRows &rows, const std::vector<ClusterId> &labels, std::size_t k);

} // namespace embedscope
