#pragma once

#include "core/base/ids.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace embedscope {

/// k-means (Lloyd 1982) on the vectors scaled to length 1 (zero vectors stay zero), started by greedy k-means++ (Arthur
/// & Vassilvitskii 2007, with several candidates a centre as scikit-learn does) and, up to 2,000 texts, refined by
/// moving single texts (Hartigan 1975).
struct KMeansOptions
{
    std::size_t clusters = 0; ///< 0: choose from kMinChosen … min(kMaxChosen, n - 1) by silhouette. More than n: n
    std::uint64_t seed = 1;   ///< any
    int starts = 10;          ///< 1 to 100; the one with the smallest inertia is kept, ties to the earlier
    int maxIterations = 300;  ///< ≥ 1, for each start
    /// ≥ 4: the number of clusters is chosen on a seeded sample of at most this many texts.
    std::size_t sampleRows = 2000;

    static constexpr std::size_t kMinChosen = 2;
    static constexpr std::size_t kMaxChosen = 20;
};

/// How well a number of clusters fits: the mean silhouette (Rousseeuw 1987) with cosine distance, in [-1, 1].
struct SilhouetteOfK
{
    std::size_t clusters = 0;
    double silhouette = 0;

    bool operator==(const SilhouetteOfK &) const = default;
};

struct KMeansResult
{
    std::size_t clusters = 0;      ///< none is empty: fewer than asked for where there are fewer different texts
    std::size_t requested = 0;     ///< options.clusters
    std::vector<ClusterId> labels; ///< n, 0 … clusters - 1, by falling size; equal sizes by the first member's index
    Matrix centres;                ///< clusters × d: means of the scaled members, not scaled themselves
    double inertia = 0;            ///< sum of squared distances of the scaled rows to their centres
    /// Why this number: every number that was tried, rising; the largest silhouette won, ties to the smaller number.
    /// Empty when the number was given or n < 4. When none is above 0 there is one cluster.
    std::vector<SilhouetteOfK> tried;
    std::size_t sampleRows = 0; ///< on how many texts `tried` was measured; 0 when it is empty
};

/// The same bits for the same vectors, options and any number of threads; another seed is another draw of starts.
/// Errors: TooFewTexts (n = 0), InvalidArgument, NotFinite (line: row from 1), DimensionMismatch (d = 0), Cancelled,
/// OutOfMemory.
Result<KMeansResult> clusterKMeans(MatrixView vectors, const KMeansOptions &options = {},
                                   const RunControl &control = {}, ThreadPool &pool = ThreadPool::shared());

/// Mean silhouette of a labelling (labels 0 … clusters - 1) with cosine distance; a text alone in its cluster counts 0.
/// Zero vectors have distance 1 to every other. 0 when fewer than two clusters have members. Errors: DimensionMismatch
/// (labels.size() ≠ n), InvalidArgument (a negative label), NotFinite, Cancelled, OutOfMemory.
Result<double> meanSilhouette(MatrixView vectors, const std::vector<ClusterId> &labels, const RunControl &control = {},
                              ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
