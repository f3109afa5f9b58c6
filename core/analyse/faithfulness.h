#pragma once

#include "core/analyse/neighbours/neighbours.h"
#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace embedscope {

/// Which distance of the real vectors the map's distances are held against to find the worst pair.
enum class TrueDistance : std::uint8_t {
    Chord,  ///< |a/|a| - b/|b||, what PCA and meaning axes flatten
    Cosine, ///< 1 - similarity, what MDS keeps
};

struct FaithfulnessOptions
{
    std::size_t neighbours = 10;    ///< k = min(this, n - 1); ≥ 1. Design, section 6
    std::size_t exactRows = 20'000; ///< up to this many texts every text is measured
    std::size_t sampleRows = 500;   ///< above: a seeded sample of this many, each against all texts; ≥ 1
    std::size_t pairRows = 2000;    ///< the worst pair is looked for among at most so many texts, a sample if more; ≥ 1
    std::uint64_t seed = 1;         ///< of the samples
    /// The exact neighbours, k or more a text; found if they are needed and not given.
    const NeighboursResult *truth = nullptr;
    /// Up to this many texts all similarities are simply computed in double: the same result, sooner.
    std::size_t plainRows = 1000;
    TrueDistance distance = TrueDistance::Chord;
};

enum class PairError : std::uint8_t {
    LookCloser, ///< they look closer than they are
    LookFurther,
};

/// The pair whose distance on the map is furthest from the truth, once the map is scaled as a whole to fit the true
/// distances best (least squares): the largest |scale · map distance - true distance|, ties to the lower indices.
struct WorstPair
{
    std::size_t first = 0;  ///< row
    std::size_t second = 0; ///< row, > first
    PairError error = PairError::LookCloser;
    double trueDistance = 0; ///< of the kind that was asked for
    double mapDistance = 0;  ///< scaled to the unit of trueDistance
    double similarity = 0;   ///< cosine
};

struct FaithfulnessResult
{
    std::size_t k = 0; ///< neighbours looked at; 0 for n = 1
    /// k = n - 1: everybody is everybody's neighbour and the shares are 1 whatever the map.
    bool trivial = false;
    /// Per text: the share of its true k nearest (cosine) that are among the k nearest on the map (Euclid). No value
    /// for a zero vector and a single text (they have no neighbours) and for texts outside the sample.
    std::vector<std::optional<double>> neighboursKeptOf;
    double neighboursKept = 1;  ///< mean of them, [0, 1]; 1 when nothing was measured
    double shuffledKept = 1;    ///< what a map with its points shuffled keeps on average: exactly k / (n - 1)
    double trustworthiness = 1; ///< [0, 1], Venna & Kaski 2001: neighbours on the map are neighbours in truth
    double continuity = 1;      ///< [0, 1]: neighbours in truth are neighbours on the map
    std::size_t sampleSize = 0; ///< texts measured; n when exact
    /// Among the measured, or a sample of them; none for n < 3 or when every distance fits to 1e-6.
    std::optional<WorstPair> worstPair;

    /// Whether any text was measured: else the averages say nothing.
    bool anyMeasured() const
    {
        return std::any_of(neighboursKeptOf.begin(), neighboursKeptOf.end(),
                           [](const std::optional<double> &kept) { return kept.has_value(); });
    }
};

/// What a map tells truly about the vectors. `coordinates` is n × c (c ≥ 1).
/// Ranks: by falling similarity (zero vectors last) and by rising map distance, ties to the lower index.
/// Trustworthiness and continuity are divided by the worst that k neighbours of n texts allow, which is scikit-learn's
/// formula for k < n/2 and stays defined above (where nothing can go wrong: 1). Result bits do not depend on the number
/// of threads. Errors: TooFewTexts (n = 0), DimensionMismatch (rows differ, c = 0), NotFinite (line: row from 1),
/// InvalidArgument, Cancelled, OutOfMemory.
Result<FaithfulnessResult> measureFaithfulness(MatrixView vectors, const MatrixD &coordinates,
                                               const FaithfulnessOptions &options = {}, const RunControl &control = {},
                                               ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
