#pragma once

#include "core/analyse/neighbours/neighbours.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace embedscope {

/// What a map makes of one text's neighbours. Nothing kept: it has none (a zero vector).
struct NeighbourRanks
{
    std::optional<double> kept;
    double intruders = 0; ///< sum over map neighbours of how far beyond k they truly rank
    double missing = 0;   ///< sum over true neighbours of how far beyond k they rank on the map
};

struct RankTask
{
    MatrixView vectors;
    const std::vector<double> &squares; ///< squared lengths of the vectors
    const MatrixD &places;              ///< n × c, in a range whose squares are finite
    std::size_t k;                      ///< 1 to n - 1
};

/// Of each of `texts` (rows), every similarity in double.
Result<std::vector<NeighbourRanks>> ranksOfSome(const RankTask &task, const std::vector<std::size_t> &texts,
                                                const RunControl &control, ThreadPool &pool);

/// Of all rows, to the same bits, where more than k rows are not zero: true ranks are counted by products in float32,
/// and in double for what those cannot tell apart. `neighbours`: exact, k a row or more.
Result<std::vector<NeighbourRanks>> ranksOfAll(const RankTask &task, const NeighboursResult &neighbours,
                                               const RunControl &control, ThreadPool &pool);

} // namespace embedscope
