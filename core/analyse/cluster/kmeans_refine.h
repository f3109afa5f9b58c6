#pragma once

#include "core/analyse/cluster/kmeans_run.h"

namespace embedscope {

/// Hartigan's (1975) moves of single rows, which leave local minima that Lloyd's iterations stop in: row by row, to the
/// cluster where it adds less to the inertia than leaving its own saves, until a whole pass moves nothing. `clusters`
/// are the sums of `labels` and are kept so. Part of runKMeans().
void refineKMeans(const UnitRows &rows, const PackedRows &packed, std::vector<ClusterId> &labels, ClusterSums &clusters,
                  const RunControl &control);

} // namespace embedscope
