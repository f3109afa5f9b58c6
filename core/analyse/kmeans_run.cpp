#include "core/analyse/kmeans_run.h"

#include "core/analyse/rows.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr Index kRowBlock = 256;
// Squared distances of float32 unit rows below this are rounding: the rows are the same place.
constexpr double kSamePlace = 1e-6;
constexpr Index kRefinedRows = 2000; // beyond, Lloyd's iterations alone are good enough and much cheaper
constexpr int kMaxPasses = 30;
constexpr double kLeastGain = 1e-6; // above the rounding of float32 rows

class Run
{
public:
    Run(const Matrix &unit, std::size_t k, std::uint64_t seed, const RunControl &control)
        : m_unit(unit),
          m_k(static_cast<Index>(k)),
          m_random(seed),
          m_control(control),
          m_lengths(unit.rowwise().squaredNorm().array().round().cast<double>()), // 1, or 0 for a zero vector
          m_labels(static_cast<std::size_t>(unit.rows()), 0)
    {
    }

    KMeansRun run(int maxIterations)
    {
        seedCentres();
        for (int iteration = 0; iteration < maxIterations && !m_control.stopRequested(); ++iteration) {
            const std::vector<ClusterId> before = m_labels;
            assign();
            repairEmpty();
            if (iteration > 0 && m_labels == before)
                break;
            moveCentres();
        }
        if (m_unit.rows() <= kRefinedRows)
            refine();
        const ClusterSums clusters = sumClusters(m_unit, m_labels, static_cast<std::size_t>(m_k));
        KMeansRun result;
        // The sum of squared distances to the mean is the sum of squares minus n times the mean's square.
        result.inertia = m_lengths.sum();
        for (Index c = 0; c < m_k; ++c)
            if (clusters.sizes[static_cast<std::size_t>(c)] > 0)
                result.inertia -= clusters.sums.row(c).squaredNorm() /
                                  static_cast<double>(clusters.sizes[static_cast<std::size_t>(c)]);
        result.inertia = std::max(0.0, result.inertia);
        result.labels = std::move(m_labels);
        return result;
    }

private:
    // Squared distances of all rows to a few rows: n × rows.size().
    Eigen::MatrixXd distancesTo(const std::vector<Index> &rows) const
    {
        Matrix some(static_cast<Index>(rows.size()), m_unit.cols());
        for (std::size_t r = 0; r < rows.size(); ++r)
            some.row(static_cast<Index>(r)) = m_unit.row(rows[r]);
        Eigen::MatrixXd distances(m_unit.rows(), some.rows());
        for (Index begin = 0; begin < m_unit.rows() && !m_control.stopRequested(); begin += kRowBlock) {
            const Index count = std::min(kRowBlock, m_unit.rows() - begin);
            const Matrix products = m_unit.middleRows(begin, count) * some.transpose();
            for (Index r = 0; r < count; ++r)
                for (Index c = 0; c < some.rows(); ++c) {
                    const double squared = m_lengths[begin + r] + m_lengths[rows[static_cast<std::size_t>(c)]] -
                                           2 * static_cast<double>(products(r, c));
                    distances(begin + r, c) = squared < kSamePlace ? 0 : squared;
                }
        }
        for (std::size_t c = 0; c < rows.size(); ++c)
            distances(rows[c], static_cast<Index>(c)) = 0;
        return distances;
    }

    Index drawByWeight(const Eigen::VectorXd &weights, double total)
    {
        const double wanted = m_random.uniform() * total;
        double sum = 0;
        Index last = 0;
        for (Index i = 0; i < weights.size(); ++i) {
            if (weights[i] <= 0)
                continue;
            last = i;
            sum += weights[i];
            if (sum > wanted)
                break;
        }
        return last;
    }

    // Greedy k-means++: of a few rows drawn by squared distance to the nearest centre so far, the one that lowers the
    // sum of those distances most. Stops early when every row already is a centre.
    void seedCentres()
    {
        const auto n = static_cast<std::uint64_t>(m_unit.rows());
        const auto trials = static_cast<std::size_t>(2 + std::log(static_cast<double>(m_k)));
        std::vector<Index> chosen{static_cast<Index>(m_random.below(n))};
        Eigen::VectorXd nearest = distancesTo(chosen).col(0);
        while (static_cast<Index>(chosen.size()) < m_k && !m_control.stopRequested()) {
            const double total = nearest.sum();
            if (!(total > 0))
                break;
            std::vector<Index> candidates(trials);
            for (Index &candidate : candidates)
                candidate = drawByWeight(nearest, total);
            const Eigen::MatrixXd distances = distancesTo(candidates);
            Index best = 0;
            Eigen::VectorXd bestNearest = nearest.cwiseMin(distances.col(0));
            for (Index c = 1; c < distances.cols(); ++c) {
                Eigen::VectorXd left = nearest.cwiseMin(distances.col(c));
                if (left.sum() < bestNearest.sum()) {
                    best = c;
                    bestNearest = std::move(left);
                }
            }
            chosen.push_back(candidates[static_cast<std::size_t>(best)]);
            nearest = std::move(bestNearest);
        }
        m_k = static_cast<Index>(chosen.size());
        m_centres.resize(m_k, m_unit.cols());
        for (Index c = 0; c < m_k; ++c)
            m_centres.row(c) = m_unit.row(chosen[static_cast<std::size_t>(c)]);
    }

    // Each row to its nearest centre, ties to the lower number.
    void assign()
    {
        const Eigen::RowVectorXf squares = m_centres.rowwise().squaredNorm().transpose();
        for (Index begin = 0; begin < m_unit.rows() && !m_control.stopRequested(); begin += kRowBlock) {
            const Index count = std::min(kRowBlock, m_unit.rows() - begin);
            Matrix nearness = m_unit.middleRows(begin, count) * (2 * m_centres.transpose());
            nearness.rowwise() -= squares;
            for (Index r = 0; r < count; ++r) {
                Index best = 0;
                for (Index c = 1; c < m_k; ++c)
                    if (nearness(r, c) > nearness(r, best))
                        best = c;
                m_labels[static_cast<std::size_t>(begin + r)] = static_cast<ClusterId>(best);
            }
        }
    }

    double distanceToCentre(std::size_t i) const
    {
        return (m_unit.row(static_cast<Index>(i)) - m_centres.row(m_labels[i])).cast<double>().squaredNorm();
    }

    // An empty cluster takes the row that is furthest from its own centre, if one can be spared.
    void repairEmpty()
    {
        std::vector<std::size_t> sizes(static_cast<std::size_t>(m_k), 0);
        for (const ClusterId label : m_labels)
            ++sizes[static_cast<std::size_t>(label)];
        for (std::size_t c = 0; c < sizes.size(); ++c) {
            if (sizes[c] > 0)
                continue;
            double furthest = kSamePlace;
            std::size_t moved = m_labels.size();
            for (std::size_t i = 0; i < m_labels.size(); ++i)
                if (sizes[static_cast<std::size_t>(m_labels[i])] > 1 && distanceToCentre(i) > furthest) {
                    furthest = distanceToCentre(i);
                    moved = i;
                }
            if (moved == m_labels.size())
                continue;
            --sizes[static_cast<std::size_t>(m_labels[moved])];
            m_labels[moved] = static_cast<ClusterId>(c);
            m_centres.row(static_cast<Index>(c)) = m_unit.row(static_cast<Index>(moved));
            sizes[c] = 1;
        }
    }

    void moveCentres()
    {
        const ClusterSums clusters = sumClusters(m_unit, m_labels, static_cast<std::size_t>(m_k));
        for (Index c = 0; c < m_k; ++c)
            if (const std::size_t size = clusters.sizes[static_cast<std::size_t>(c)]; size > 0)
                m_centres.row(c) = (clusters.sums.row(c) / static_cast<double>(size)).cast<float>();
    }

    // Hartigan's (1975) moves of single rows, which leave local minima that Lloyd's iterations stop in: row by row, to
    // the cluster where it adds less to the inertia than leaving its own saves, until a whole pass moves nothing.
    void refine()
    {
        ClusterSums clusters = sumClusters(m_unit, m_labels, static_cast<std::size_t>(m_k));
        Eigen::VectorXd squares = clusters.sums.rowwise().squaredNorm();
        bool moved = true;
        for (int pass = 0; pass < kMaxPasses && moved; ++pass) {
            moved = false;
            for (Index i = 0; i < m_unit.rows(); ++i) {
                if (i % kRowBlock == 0 && m_control.stopRequested())
                    return;
                const auto own = static_cast<std::size_t>(m_labels[static_cast<std::size_t>(i)]);
                if (clusters.sizes[own] < 2)
                    continue;
                const Eigen::RowVectorXd row = m_unit.row(i).cast<double>();
                const Eigen::VectorXd products = clusters.sums * row.transpose();
                const auto squaredDistance = [&](std::size_t c) {
                    const auto size = static_cast<double>(clusters.sizes[c]);
                    const auto index = static_cast<Index>(c);
                    return m_lengths[i] - 2 * products[index] / size + squares[index] / (size * size);
                };
                const auto ownSize = static_cast<double>(clusters.sizes[own]);
                const double saved = ownSize / (ownSize - 1) * squaredDistance(own);
                std::size_t best = own;
                double least = saved - kLeastGain;
                for (std::size_t c = 0; c < clusters.sizes.size(); ++c) {
                    if (c == own || clusters.sizes[c] == 0)
                        continue;
                    const auto size = static_cast<double>(clusters.sizes[c]);
                    const double added = size / (size + 1) * squaredDistance(c);
                    if (added < least) {
                        least = added;
                        best = c;
                    }
                }
                if (best == own)
                    continue;
                moved = true;
                m_labels[static_cast<std::size_t>(i)] = static_cast<ClusterId>(best);
                --clusters.sizes[own];
                ++clusters.sizes[best];
                clusters.sums.row(static_cast<Index>(own)) -= row;
                clusters.sums.row(static_cast<Index>(best)) += row;
                for (const auto c : {static_cast<Index>(own), static_cast<Index>(best)})
                    squares[c] = clusters.sums.row(c).squaredNorm();
            }
        }
    }

    const Matrix &m_unit;
    Index m_k;
    PortableRandom m_random;
    const RunControl &m_control;
    Eigen::VectorXd m_lengths;
    std::vector<ClusterId> m_labels;
    Matrix m_centres;
};

} // namespace

KMeansRun runKMeans(const Matrix &unit, std::size_t k, std::uint64_t seed, int maxIterations, const RunControl &control)
{
    return Run(unit, k, seed, control).run(maxIterations);
}

ClusterSums sumClusters(const Matrix &unit, const std::vector<ClusterId> &labels, std::size_t k)
{
    ClusterSums result{MatrixD::Zero(static_cast<Index>(k), unit.cols()), std::vector<std::size_t>(k, 0)};
    for (std::size_t i = 0; i < labels.size(); ++i) {
        result.sums.row(labels[i]) += unit.row(static_cast<Index>(i)).cast<double>();
        ++result.sizes[static_cast<std::size_t>(labels[i])];
    }
    return result;
}

} // namespace embedscope
