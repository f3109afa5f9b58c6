#pragma once

#include "core/analyse/neighbours/neighbours.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace embedscope {

/// Uniform Manifold Approximation and Projection (McInnes, Healy, Melville 2018): keeps neighbourhoods, not distances.
/// Defaults are umap-learn's.
struct UmapOptions
{
    int components = 2;      ///< 1 to kMostComponents
    int neighbours = 15;     ///< ≥ 2, the text itself included; more than n gives n. Small: detail, large: the whole
    double minDist = 0.1;    ///< [0, spread]: how close points may lie on the map
    double spread = 1;       ///< > 0: the map's scale
    int epochs = 0;          ///< ≥ 0; 0: 500 up to 10,000 texts, 200 above
    int negativeSamples = 5; ///< ≥ 0: points pushed away for each one that is drawn near
    std::uint64_t seed = 1;
    NeighbourMetric metric = NeighbourMetric::Cosine; ///< of the vectors

    static constexpr int kMostComponents = 50;
    static constexpr std::size_t kLeastTexts = 4; ///< below, there is no neighbourhood to keep: take PCA
};

/// Where the layout began.
enum class UmapStart : std::uint8_t {
    Spectral,
    Pca, ///< the graph of neighbours is in several pieces
};

struct UmapResult
{
    MatrixD coordinates; ///< n × c, centred
    int neighbours = 0;  ///< that were used
    int epochs = 0;      ///< that were run
    UmapStart start = UmapStart::Spectral;
    double a = 0, b = 0; ///< of the curve 1 / (1 + a·distance^2b) that was fitted to minDist and spread
};

/// Is shown the layout while it forms (n × c, centred), at most every 50 ms, on the calling thread.
using UmapWatcher = std::function<void(const MatrixD &coordinates, int epoch, int epochs)>;

/// Lays out the graph of each text's nearest others by stochastic gradient descent. An edge moves both its ends, one
/// edge after the other, as in umap-learn: first those inside blocks of points that lie near each other at the start,
/// blocks side by side, then those between two blocks at a time, in rounds in which no block has two partners. So
/// result bits do not depend on the number of threads (nor does umap-learn's seeded layout: it has one). Groups come
/// out as clear as umap-learn's (docs/performance.md). Mirrored so that the first text lies
/// right of and above the middle. `neighbours` (of the same metric, by falling similarity; options.neighbours
/// - 1 a row or more) are found if they are not given. Errors: TooFewTexts (n < kLeastTexts), InvalidArgument (detail:
/// the option), NotFinite (line: row from 1), DimensionMismatch, Cancelled (within 10 ms), OutOfMemory.
Result<UmapResult> projectUmap(MatrixView vectors, const UmapOptions &options = {}, const RunControl &control = {},
                               const UmapWatcher &watcher = {}, const NeighboursResult *neighbours = nullptr,
                               ThreadPool &pool = ThreadPool::shared());

/// Where other vectors belong on a map that projectUmap() made of `vectors` with these options, without moving it
/// (McInnes et al.'s transform): each starts at the average of its neighbours, by the weights of the graph, and moves
/// alone for a few epochs; an equal of one on the map is put where that one is, a vector without neighbours (zero, by
/// cosine) in the middle. A place depends on nothing but the map and that vector. added × c. Errors: TooFewTexts (an
/// empty map), DimensionMismatch (lengths; coordinates not of these vectors), NotFinite (line: row of `added` from 1),
/// InvalidArgument, Cancelled, OutOfMemory.
Result<MatrixD> placeOnUmap(const MatrixD &coordinates, MatrixView vectors, MatrixView added,
                            const UmapOptions &options = {}, const RunControl &control = {},
                            ThreadPool &pool = ThreadPool::shared());

/// a and b by least squares, so that 1 / (1 + a·x^2b) follows 1 up to minDist and exp(-(x - minDist) / spread) beyond.
struct UmapCurve
{
    double a = 1.577;
    double b = 0.895;
};
UmapCurve fitUmapCurve(double minDist, double spread);

} // namespace embedscope
