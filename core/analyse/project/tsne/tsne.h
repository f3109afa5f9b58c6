#pragma once

#include "core/analyse/neighbours/neighbours.h"
#include "core/analyse/project/tsne/tsne_affinities.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace embedscope {

/// t-distributed stochastic neighbour embedding (van der Maaten & Hinton 2008) to 2 dimensions, of the vectors scaled
/// to length 1, where Euclidean and cosine distances have the same neighbours. Defaults are openTSNE's.
struct TsneOptions
{
    double perplexity = 30;     ///< ≥ 1: about how many neighbours count; more than (n - 1) / 3 gives that
    int exaggeratedSteps = 250; ///< ≥ 0: with all attraction times `exaggeration`, so that groups find each other
    int steps = 500;            ///< ≥ 0: the rest
    double exaggeration = 12;   ///< ≥ 1
    double learningRate = 0;    ///< ≥ 0; 0: n / exaggeration while it lasts, then n (Belkina et al. 2019); 50 at least
    std::size_t exactRows = 2000; ///< up to this many texts, every pair; above, the grid of gridRepulsion()
    std::uint64_t seed = 1;       ///< of the trembling that parts what would begin in the same place

    static constexpr std::size_t kLeastTexts = 4; ///< below, there is no neighbourhood to keep: take PCA
};

struct TsneResult
{
    MatrixD coordinates;   ///< n × 2, centred
    double perplexity = 0; ///< that was used
};

/// Is shown the layout while it forms (n × 2, centred), at most every 50 ms, on the calling thread.
using TsneWatcher = std::function<void(const MatrixD &coordinates, int step, int steps)>;

/// Affinities to the 3 · perplexity nearest others, then gradient descent with momentum and gains from the first two
/// principal components (scaled to a standard deviation of 1e-4). Mirrored so that the first text lies right of and
/// above the middle. Zero vectors have no neighbours and stay about the middle. Result bits do not depend on the number
/// of threads. `neighbours` (exact, by falling similarity; 3 · perplexity a row or more, as far as there are) are found
/// if they are not given. Errors: TooFewTexts (n < kLeastTexts), InvalidArgument (detail: the option), NotFinite (line:
/// row from 1), DimensionMismatch, Cancelled (within 100 ms), OutOfMemory.
Result<TsneResult> projectTsne(MatrixView vectors, const TsneOptions &options = {}, const RunControl &control = {},
                               const TsneWatcher &watcher = {}, const NeighboursResult *neighbours = nullptr,
                               ThreadPool &pool = ThreadPool::shared());

/// How much the layout (n × 2) departs from the affinities, Σ p·log(p / q), over all pairs, whatever program made it.
/// Errors: DimensionMismatch, Cancelled, OutOfMemory.
Result<double> klDivergence(const TsneAffinities &affinities, const MatrixD &coordinates,
                            const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
