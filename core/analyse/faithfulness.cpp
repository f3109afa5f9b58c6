#include "core/analyse/faithfulness.h"

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/largest.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace embedscope {

namespace {

using Eigen::Index;

// What is found out about one measured text.
struct RowFindings
{
    std::optional<double> kept;
    double intruders = 0; // sum over map neighbours of how far beyond k they truly rank
    double missing = 0;   // sum over true neighbours of how far beyond k they rank on the map
    double fitNumerator = 0;
    double fitDenominator = 0;
    double worstResidual = -1; // |scaled map - true| of the row's worst pair
    std::size_t worstPartner = 0;
};

constexpr double kZeroVector = -2; // ranks after every cosine
constexpr double kSelf = -std::numeric_limits<double>::infinity();
constexpr std::size_t kRowsAtOnce = 8;

bool contains(const std::vector<std::size_t> &list, std::size_t value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

class Measurement
{
public:
    Measurement(MatrixView vectors, const MatrixD &coordinates, const FaithfulnessOptions &options, std::size_t k)
        : m_vectors(vectors),
          m_squares(squaredLengths(vectors)),
          m_places(coordinates),
          m_distance(options.distance),
          m_k(k),
          m_texts(drawSample(vectors.rows, vectors.rows <= options.exactRows ? vectors.rows : options.sampleRows,
                             options.seed)),
          m_findings(m_texts.size()),
          m_similarities(static_cast<Index>(m_texts.size()), static_cast<Index>(m_texts.size()))
    {
        const double size = m_places.cwiseAbs().maxCoeff();
        if (size > 0)
            m_places /= size; // squares of huge or tiny coordinates stay in range
        m_byColumn = m_places;
        for (Index k = 0; k < m_byColumn.cols(); ++k)
            m_columns.push_back(m_byColumn.col(k).data());
        m_notZero = static_cast<std::size_t>(
            std::count_if(m_squares.begin(), m_squares.end(), [](double square) { return square > 0; }));
    }

    Status run(const RunControl &control, ThreadPool &pool)
    {
        Status status = parallelBlocks(pool, control, m_texts.size(), kRowsAtOnce,
                                       [&](std::size_t begin, std::size_t end) { measureRows(begin, end, control); });
        if (!status)
            return status;
        double numerator = 0;
        double denominator = 0;
        for (const RowFindings &row : m_findings) {
            numerator += row.fitNumerator;
            denominator += row.fitDenominator;
        }
        m_scale = denominator > 0 ? numerator / denominator : 0;
        return parallelBlocks(pool, control, m_texts.size(), 64, [&](std::size_t begin, std::size_t end) {
            for (std::size_t m = begin; m < end; ++m)
                findWorst(m);
        });
    }

    void summarise(FaithfulnessResult &result) const
    {
        double kept = 0;
        double intruders = 0;
        double missing = 0;
        std::size_t measured = 0;
        for (std::size_t m = 0; m < m_texts.size(); ++m) {
            const RowFindings &row = m_findings[m];
            result.neighboursKeptOf[m_texts[m]] = row.kept;
            if (!row.kept)
                continue;
            ++measured;
            kept += *row.kept;
            intruders += row.intruders;
            missing += row.missing;
        }
        result.sampleSize = m_texts.size();
        if (measured == 0)
            return;
        const auto rows = static_cast<double>(measured);
        result.neighboursKept = kept / rows;
        const double worst = worstOfRow() * rows;
        result.trustworthiness = worst > 0 ? std::max(0.0, 1 - intruders / worst) : 1;
        result.continuity = worst > 0 ? std::max(0.0, 1 - missing / worst) : 1;
        result.worstPair = worstPair();
    }

private:
    double trueDistance(double similarity) const
    {
        const double distance = std::max(0.0, 1 - similarity);
        return m_distance == TrueDistance::Cosine ? distance : std::sqrt(2 * distance);
    }

    double mapDistance(std::size_t i, std::size_t j) const
    {
        return (m_places.row(static_cast<Index>(i)) - m_places.row(static_cast<Index>(j))).norm();
    }

    // How far beyond k the ranks of k neighbours add up to when they are the k furthest.
    double worstOfRow() const
    {
        const auto others = static_cast<double>(m_vectors.rows - 1);
        const auto k = static_cast<double>(m_k);
        const double beyond = std::min(k, others - k); // as many as can rank beyond k
        // Their ranks are others, others - 1, …
        return beyond * (others - k) - beyond * (beyond - 1) / 2;
    }

    // What a task needs, made once for its rows.
    struct Scratch
    {
        std::vector<double> map;
        Largest inTruth;
        Largest onMap;
    };

    void measureRows(std::size_t begin, std::size_t end, const RunControl &control)
    {
        const std::size_t n = m_vectors.rows;
        Matrix measured(static_cast<Index>(end - begin), static_cast<Index>(m_vectors.cols));
        std::vector<double> squares(end - begin);
        for (std::size_t m = begin; m < end; ++m) {
            measured.row(static_cast<Index>(m - begin)) = m_vectors.eigen().row(static_cast<Index>(m_texts[m]));
            squares[m - begin] = m_squares[m_texts[m]];
        }
        std::vector<double> truth((end - begin) * n);
        cosinesWithAll(m_vectors, m_squares, measured.data(), squares.data(), end - begin, kZeroVector, truth.data(),
                       control);
        Scratch scratch{std::vector<double>(n), {}, {}};
        for (std::size_t m = begin; m < end && !control.stopRequested(); ++m) {
            double *similarities = truth.data() + (m - begin) * n;
            fitPairs(m, similarities);
            if (const std::size_t comparable = comparableWith(m_texts[m]); comparable > 0)
                countNeighbours(m, similarities, std::min(m_k, comparable), scratch);
        }
    }

    // The others that have a similarity to row i.
    std::size_t comparableWith(std::size_t i) const { return m_squares[i] > 0 ? m_notZero - 1 : 0; }

    // The row's part in finding the map's scale.
    void fitPairs(std::size_t m, const double *similarities)
    {
        RowFindings &row = m_findings[m];
        for (std::size_t other = 0; other < m_texts.size(); ++other) {
            const double similarity = similarities[m_texts[other]];
            m_similarities(static_cast<Index>(m), static_cast<Index>(other)) = similarity;
            if (other == m || similarity < -1)
                continue;
            const double distance = mapDistance(m_texts[m], m_texts[other]);
            row.fitNumerator += distance * trueDistance(similarity);
            row.fitDenominator += distance * distance;
        }
    }

    // `wanted`: how many true neighbours the row has, at most k.
    void countNeighbours(std::size_t m, double *truth, std::size_t wanted, Scratch &scratch)
    {
        const std::size_t i = m_texts[m];
        const std::size_t n = m_vectors.rows;
        double *map = scratch.map.data();
        analyseKernels().nearness(m_places.row(static_cast<Index>(i)).data(), m_columns.data(), m_columns.size(), n,
                                  map);
        truth[i] = kSelf;
        map[i] = kSelf;
        const std::vector<std::size_t> &inTruth = scratch.inTruth.find(truth, n, m_k);
        const std::vector<std::size_t> &onMap = scratch.onMap.find(map, n, m_k);
        RowFindings &row = m_findings[m];
        std::size_t kept = 0;
        for (std::size_t place = 0; place < m_k; ++place) {
            if (place < wanted && contains(onMap, inTruth[place]))
                ++kept;
            else if (place < wanted)
                row.missing += static_cast<double>(rankFromLargest(map, n, inTruth[place]) + 1 - m_k);
            if (!contains(inTruth, onMap[place]))
                row.intruders += static_cast<double>(rankFromLargest(truth, n, onMap[place]) + 1 - m_k);
        }
        row.kept = static_cast<double>(kept) / static_cast<double>(wanted);
    }

    void findWorst(std::size_t m)
    {
        RowFindings &row = m_findings[m];
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

    std::optional<WorstPair> worstPair() const
    {
        std::size_t worst = 0;
        for (std::size_t m = 1; m < m_texts.size(); ++m)
            if (m_findings[m].worstResidual > m_findings[worst].worstResidual)
                worst = m;
        if (m_vectors.rows < 3 || m_findings[worst].worstResidual <= 1e-6)
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

    MatrixView m_vectors;
    std::vector<double> m_squares;
    MatrixD m_places;
    Eigen::MatrixXd m_byColumn;            // the same, each coordinate contiguous
    std::vector<const double *> m_columns; // of m_byColumn
    std::size_t m_notZero = 0;             // rows
    TrueDistance m_distance;
    std::size_t m_k;
    std::vector<std::size_t> m_texts; // the measured rows
    std::vector<RowFindings> m_findings;
    MatrixD m_similarities; // between the measured
    double m_scale = 0;
};

} // namespace

Result<FaithfulnessResult> measureFaithfulness(MatrixView vectors, const MatrixD &coordinates,
                                               const FaithfulnessOptions &options, const RunControl &control,
                                               ThreadPool &pool)
{
    if (options.neighbours < 1)
        return makeError(Errc::InvalidArgument, "neighbours");
    if (options.sampleRows < 1)
        return makeError(Errc::InvalidArgument, "sampleRows");
    return withoutExceptions([&]() -> Result<FaithfulnessResult> {
        if (const Status status = checkVectors(vectors); !status)
            return status.error();
        if (static_cast<std::size_t>(coordinates.rows()) != vectors.rows || coordinates.cols() == 0)
            return makeError(Errc::DimensionMismatch, "coordinates");
        for (Index i = 0; i < coordinates.rows(); ++i)
            if (!coordinates.row(i).allFinite()) {
                Error error = makeError(Errc::NotFinite, "coordinates");
                error.line = i + 1;
                return error;
            }
        FaithfulnessResult result;
        const std::size_t n = vectors.rows;
        result.k = std::min(options.neighbours, n - 1);
        result.trivial = result.k == n - 1;
        result.neighboursKeptOf.resize(n);
        if (n > 1)
            result.shuffledKept = static_cast<double>(result.k) / static_cast<double>(n - 1);
        Measurement measurement(vectors, coordinates, options, result.k);
        if (const Status status = measurement.run(control, pool); !status)
            return status.error();
        measurement.summarise(result);
        return result;
    });
}

} // namespace embedscope
