#include "core/analyse/faithfulness.h"

#include "core/analyse/faithfulness_ranks.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr double kZeroVector = -2; // below every cosine

/// The pairs among some texts: the scale at which a map fits them best, and the pair that fits worst.
class Pairs
{
public:
    Pairs(MatrixView vectors, const MatrixD &places, TrueDistance distance, std::vector<std::size_t> texts)
        : m_places(places),
          m_distance(distance),
          m_texts(std::move(texts)),
          m_rows(static_cast<Index>(m_texts.size()), static_cast<Index>(vectors.cols)),
          m_similarities(static_cast<Index>(m_texts.size()), static_cast<Index>(m_texts.size())),
          m_findings(m_texts.size())
    {
        for (std::size_t m = 0; m < m_texts.size(); ++m)
            m_rows.row(static_cast<Index>(m)) = vectors.eigen().row(static_cast<Index>(m_texts[m]));
        m_squares = squaredLengths(m_rows);
    }

    Status run(const RunControl &control, ThreadPool &pool)
    {
        constexpr std::size_t kRowsAtOnce = 8;
        const std::size_t count = m_texts.size();
        Status status = parallelBlocks(pool, control, count, kRowsAtOnce, [&](std::size_t begin, std::size_t end) {
            cosinesWithAll(m_rows, m_squares, m_rows.row(static_cast<Index>(begin)).data(), m_squares.data() + begin,
                           end - begin, kZeroVector, m_similarities.data() + begin * count, control);
            for (std::size_t m = begin; m < end && !control.stopRequested(); ++m)
                fit(m);
        });
        if (!status)
            return status;
        double numerator = 0;
        double denominator = 0;
        for (const Finding &row : m_findings) {
            numerator += row.fitNumerator;
            denominator += row.fitDenominator;
        }
        m_scale = denominator > 0 ? numerator / denominator : 0;
        return parallelBlocks(pool, control, count, 64, [&](std::size_t begin, std::size_t end) {
            for (std::size_t m = begin; m < end; ++m)
                findWorst(m);
        });
    }

    std::optional<WorstPair> worst() const
    {
        std::size_t worst = 0;
        for (std::size_t m = 1; m < m_texts.size(); ++m)
            if (m_findings[m].worstResidual > m_findings[worst].worstResidual)
                worst = m;
        if (m_places.rows() < 3 || m_findings[worst].worstResidual <= 1e-6)
            return std::nullopt;
        const std::size_t partner = m_findings[worst].worstPartner;
        WorstPair pair;
        pair.first = m_texts[worst];
        pair.second = m_texts[partner];
        pair.similarity = m_similarities(static_cast<Index>(worst), static_cast<Index>(partner));
        pair.trueDistance = trueDistance(pair.similarity);
        pair.mapDistance = m_scale * mapDistance(pair.first, pair.second);
        pair.error = pair.mapDistance < pair.trueDistance ? PairError::LookCloser : PairError::LookFurther;
        return pair;
    }

private:
    struct Finding
    {
        double fitNumerator = 0;
        double fitDenominator = 0;
        double worstResidual = -1; // |scaled map - true| of the row's worst pair
        std::size_t worstPartner = 0;
    };

    double trueDistance(double similarity) const
    {
        const double distance = std::max(0.0, 1 - similarity);
        return m_distance == TrueDistance::Cosine ? distance : std::sqrt(2 * distance);
    }

    double mapDistance(std::size_t i, std::size_t j) const
    {
        return (m_places.row(static_cast<Index>(i)) - m_places.row(static_cast<Index>(j))).norm();
    }

    // The row's part in finding the map's scale.
    void fit(std::size_t m)
    {
        Finding &row = m_findings[m];
        for (std::size_t other = 0; other < m_texts.size(); ++other) {
            const double similarity = m_similarities(static_cast<Index>(m), static_cast<Index>(other));
            if (other == m || similarity < -1)
                continue;
            const double distance = mapDistance(m_texts[m], m_texts[other]);
            row.fitNumerator += distance * trueDistance(similarity);
            row.fitDenominator += distance * distance;
        }
    }

    void findWorst(std::size_t m)
    {
        Finding &row = m_findings[m];
        for (std::size_t other = m + 1; other < m_texts.size(); ++other) {
            const double similarity = m_similarities(static_cast<Index>(m), static_cast<Index>(other));
            if (similarity < -1)
                continue;
            const double residual =
                std::abs(m_scale * mapDistance(m_texts[m], m_texts[other]) - trueDistance(similarity));
            if (residual > row.worstResidual) {
                row.worstResidual = residual;
                row.worstPartner = other;
            }
        }
    }

    const MatrixD &m_places;
    TrueDistance m_distance;
    std::vector<std::size_t> m_texts;
    Matrix m_rows; // of the texts
    std::vector<double> m_squares;
    MatrixD m_similarities;
    std::vector<Finding> m_findings;
    double m_scale = 0;
};

/// How far beyond k the ranks of k neighbours of n texts add up to when they are the k furthest.
double worstOfRow(std::size_t n, std::size_t neighbours)
{
    const auto others = static_cast<double>(n - 1);
    const auto k = static_cast<double>(neighbours);
    const double beyond = std::min(k, others - k); // as many as can rank beyond k
    // Their ranks are others, others - 1, …
    return beyond * (others - k) - beyond * (beyond - 1) / 2;
}

void summarise(const std::vector<NeighbourRanks> &ranks, const std::vector<std::size_t> &texts,
               FaithfulnessResult &result)
{
    result.sampleSize = texts.size();
    if (result.k == 0)
        return; // a single text has no neighbours that could be kept
    double kept = 0;
    double intruders = 0;
    double missing = 0;
    std::size_t measured = 0;
    for (std::size_t m = 0; m < texts.size(); ++m) {
        result.neighboursKeptOf[texts[m]] = ranks[m].kept;
        if (!ranks[m].kept)
            continue;
        ++measured;
        kept += *ranks[m].kept;
        intruders += ranks[m].intruders;
        missing += ranks[m].missing;
    }
    if (measured == 0)
        return;
    const auto rows = static_cast<double>(measured);
    result.neighboursKept = kept / rows;
    const double worst = worstOfRow(result.neighboursKeptOf.size(), result.k) * rows;
    result.trustworthiness = worst > 0 ? std::max(0.0, 1 - intruders / worst) : 1;
    result.continuity = worst > 0 ? std::max(0.0, 1 - missing / worst) : 1;
}

Result<std::vector<NeighbourRanks>> ranksOf(const RankTask &task, const std::vector<std::size_t> &texts,
                                            const FaithfulnessOptions &options, const RunControl &control,
                                            ThreadPool &pool)
{
    const auto notZero =
        static_cast<std::size_t>(std::ranges::count_if(task.squares, [](double square) { return square > 0; }));
    if (texts.size() < task.vectors.rows || texts.size() <= options.plainRows || notZero <= task.k || task.k == 0)
        return ranksOfSome(task, texts, control, pool);
    NeighboursResult found;
    if (!options.truth) {
        NeighboursOptions search;
        search.k = task.k;
        Result<NeighboursResult> searched = findNeighbours(task.vectors, search, control, pool);
        if (!searched)
            return searched.error();
        found = std::move(*searched);
    }
    return ranksOfAll(task, options.truth ? *options.truth : found, control, pool);
}

// In a range whose squares are finite.
MatrixD inRange(const MatrixD &coordinates)
{
    const double size = coordinates.cwiseAbs().maxCoeff();
    if (size > 0)
        return coordinates / size;
    return coordinates;
}

// Whether they can be taken for the truth about n texts.
bool fits(const NeighboursResult &neighbours, std::size_t n, std::size_t k)
{
    if (neighbours.rows() != n)
        return false;
    for (std::size_t i = 0; i < n; ++i)
        if (!neighbours.of(i).empty() && neighbours.of(i).size() < k)
            return false;
    return true;
}

} // namespace

Result<FaithfulnessResult> measureFaithfulness(MatrixView vectors, const MatrixD &coordinates,
                                               const FaithfulnessOptions &options, const RunControl &control,
                                               ThreadPool &pool)
{
    if (options.neighbours < 1)
        return makeError(Errc::InvalidArgument, "neighbours");
    if (options.sampleRows < 1)
        return makeError(Errc::InvalidArgument, "sampleRows");
    if (options.pairRows < 1)
        return makeError(Errc::InvalidArgument, "pairRows");
    return withoutExceptions([&]() -> Result<FaithfulnessResult> {
        if (const Status status = checkVectors(vectors, control, pool); !status)
            return status.error();
        if (static_cast<std::size_t>(coordinates.rows()) != vectors.rows || coordinates.cols() == 0)
            return makeError(Errc::DimensionMismatch, "coordinates");
        if (const Status status = checkFinite(coordinates, "coordinates"); !status)
            return status.error();
        FaithfulnessResult result;
        const std::size_t n = vectors.rows;
        result.k = std::min(options.neighbours, n - 1);
        if (options.truth && !fits(*options.truth, n, result.k))
            return makeError(Errc::InvalidArgument, "truth");
        result.trivial = result.k == n - 1;
        result.neighboursKeptOf.resize(n);
        if (n > 1)
            result.shuffledKept = static_cast<double>(result.k) / static_cast<double>(n - 1);
        const std::vector<std::size_t> texts =
            drawSample(n, n <= options.exactRows ? n : options.sampleRows, options.seed);
        const MatrixD places = inRange(coordinates);
        const std::vector<double> squares = squaredLengths(vectors, control, pool);
        const auto ranks = ranksOf({vectors, squares, places, result.k}, texts, options, control, pool);
        if (!ranks)
            return ranks.error();
        summarise(*ranks, texts, result);
        Pairs pairs(vectors, places, options.distance,
                    texts.size() <= options.pairRows ? texts : drawSample(n, options.pairRows, options.seed));
        if (const Status status = pairs.run(control, pool); !status)
            return status.error();
        if (result.anyMeasured())
            result.worstPair = pairs.worst();
        return result;
    });
}

} // namespace embedscope
