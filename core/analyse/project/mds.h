#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>

namespace embedscope {

/// Metric multidimensional scaling by SMACOF (de Leeuw 1977): coordinates whose distances come as close as they can to
/// the cosine distances 1 - similarity of the vectors, majorising the raw stress from the PCA map. A zero vector has
/// distance 1 to every other and 0 to another zero vector, whose equal it is. Needs no seed: the start is the PCA map.
struct MdsOptions
{
    int components = 2;      ///< 1 to 3
    int maxIterations = 300; ///< ≥ 1; scikit-learn's default
    /// ≥ 0; stops when an iteration lowers the raw stress by less than this share of it.
    double relativeTolerance = 1e-6;

    /// Memory and time grow with the square of the number of texts: 2,000 texts are 32 MB and seconds.
    static constexpr std::size_t kMaxTexts = 2000;
};

struct MdsResult
{
    MatrixD coordinates; ///< n × c, centred; unit: cosine distance
    /// Sum over pairs i < j of (map distance - cosine distance)², of these coordinates.
    double rawStress = 0;
    /// Kruskal's (1964) stress-1: sqrt(rawStress / sum over pairs of map distance²): 0 perfect, below .1 good; 1 when
    /// every text lies in the same place and should not.
    double stress = 0;
    int iterations = 0;
    bool converged = false; ///< false: stopped at maxIterations
};

/// Mirrored so that the first text lies right of and above the middle, as in projectPca(); never rotated.
/// Result bits do not depend on the number of threads.
/// Errors: TooFewTexts (n = 0), TooManyForMethod (detail: the limit), InvalidArgument, NotFinite (line: row from 1),
/// DimensionMismatch (d = 0), Cancelled, OutOfMemory.
Result<MdsResult> projectMds(MatrixView vectors, const MdsOptions &options = {}, const RunControl &control = {},
                             ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
