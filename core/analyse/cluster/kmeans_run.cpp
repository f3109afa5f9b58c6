#include "core/analyse/cluster/kmeans_run.h"

#include "core/analyse/cluster/kmeans_refine.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace embedscope {

namespace {

using Eigen::Index;

// Squared distances of float32 unit rows below this are rounding: the rows are the same place.
constexpr double kSamePlace = 1e-6;
// Below this a squared distance made from a float32 product is computed again from the differences.
constexpr double kNearlySamePlace = 1e-3;
constexpr std::size_t kMostKept = 1 << 24; // products with centres, 64 MB
constexpr std::size_t kRefinedRows = 2000; // beyond, Lloyd's iterations alone are good enough and much cheaper

class Run
{
public:
    Run(const UnitRows &rows, const PackedRows &packed, std::size_t k, std::uint64_t seed, const RunControl &control)
        : m_rows(rows),
          m_packed(packed),
          m_k(static_cast<Index>(k)),
          m_random(seed),
          m_control(control),
          m_labels(rows.rows(), 0)
    {
    }

    KMeansRun run(int maxIterations)
    {
        const Seeding seeding = seedCentres();
        prepareProducts(allCentres());
        KMeansRun result;
        if (seeding == Seeding::EveryRowIsACentre) {
            assign();
            result.labels = std::move(m_labels);
            result.perfect = true;
            return result;
        }
        std::vector<ClusterId> before;
        for (int iteration = 0; iteration < maxIterations && !m_control.stopRequested(); ++iteration) {
            before = m_labels;
            assign();
            repairEmpty();
            if (iteration > 0 && m_labels == before)
                break;
            moveCentres(iteration == 0 ? std::vector<ClusterId>() : before);
        }
        if (m_control.stopRequested())
            return result; // perhaps before anything was summed
        if (m_rows.rows() <= kRefinedRows)
            refineKMeans(m_rows, m_packed, m_labels, m_clusters, m_control);
        // The sum of squared distances to the mean is the sum of squares minus n times the mean's square.
        for (std::size_t i = 0; i < m_rows.rows(); ++i)
            result.inertia += squaredLength(i);
        for (Index c = 0; c < m_k; ++c)
            if (const std::size_t size = m_clusters.sizes[static_cast<std::size_t>(c)]; size > 0)
                result.inertia -= m_clusters.sums.row(c).squaredNorm() / static_cast<double>(size);
        result.inertia = std::max(0.0, result.inertia);
        result.labels = std::move(m_labels);
        return result;
    }

private:
    enum class Seeding { Done, EveryRowIsACentre };

    double squaredLength(std::size_t i) const { return m_rows.isZero(i) ? 0 : 1; }

    // Squared distances of all rows to a few rows: n × few.size().
    Eigen::MatrixXd distancesTo(const std::vector<std::size_t> &few) const
    {
        Matrix some(static_cast<Index>(few.size()), static_cast<Index>(m_rows.cols()));
        for (std::size_t f = 0; f < few.size(); ++f)
            m_rows.copy(few[f], some.row(static_cast<Index>(f)).data());
        Eigen::MatrixXd distances(static_cast<Index>(m_rows.rows()), some.rows());
        const std::size_t width = m_packed.blockRows();
        std::vector<float> products(few.size() * width);
        for (std::size_t block = 0; block < m_packed.blocks() && !m_control.stopRequested(); ++block) {
            m_packed.multiply(block, some.data(), few.size(), products.data());
            for (std::size_t f = 0; f < few.size(); ++f)
                for (std::size_t j = 0; j < m_packed.rowsOf(block); ++j) {
                    const std::size_t i = block * width + j;
                    double squared =
                        squaredLength(i) + squaredLength(few[f]) - 2 * static_cast<double>(products[f * width + j]);
                    if (squared < kNearlySamePlace) {
                        squared = m_rows.squaredDistance(i, few[f]);
                        squared = squared < kSamePlace ? 0 : squared;
                    }
                    distances(static_cast<Index>(i), static_cast<Index>(f)) = squared;
                }
        }
        return distances;
    }

    std::size_t drawByWeight(const Eigen::VectorXd &weights, double total)
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
        return static_cast<std::size_t>(last);
    }

    // Greedy k-means++: of a few rows drawn by squared distance to the nearest centre so far, the one that lowers the
    // sum of those distances most. Stops early when every row already is a centre.
    Seeding seedCentres()
    {
        const auto trials = static_cast<std::size_t>(2 + std::log(static_cast<double>(m_k)));
        std::vector<std::size_t> chosen{static_cast<std::size_t>(m_random.below(m_rows.rows()))};
        Eigen::VectorXd nearest = distancesTo(chosen).col(0);
        double total = nearest.sum();
        while (static_cast<Index>(chosen.size()) < m_k && total > 0 && !m_control.stopRequested()) {
            std::vector<std::size_t> candidates(trials);
            for (std::size_t &candidate : candidates)
                candidate = drawByWeight(nearest, total);
            const Eigen::MatrixXd distances = distancesTo(candidates);
            Index best = 0;
            double least = std::numeric_limits<double>::infinity();
            for (Index c = 0; c < distances.cols(); ++c)
                if (const double left = nearest.cwiseMin(distances.col(c)).sum(); left < least) {
                    best = c;
                    least = left;
                }
            chosen.push_back(candidates[static_cast<std::size_t>(best)]);
            nearest = nearest.cwiseMin(distances.col(best)).eval();
            total = nearest.sum();
        }
        m_k = static_cast<Index>(chosen.size());
        m_centres.resize(m_k, static_cast<Index>(m_rows.cols()));
        for (Index c = 0; c < m_k; ++c)
            m_rows.copy(chosen[static_cast<std::size_t>(c)], m_centres.row(c).data());
        return total > 0 ? Seeding::Done : Seeding::EveryRowIsACentre;
    }

    // A block's products with all centres, k × rows. Those of centres that have not moved are kept from before.
    const float *productsOf(std::size_t block)
    {
        const std::size_t width = m_packed.blockRows();
        const std::size_t k = static_cast<std::size_t>(m_k);
        const bool kept = m_products.size() > k * width;
        float *const products = m_products.data() + (kept ? block * k * width : 0);
        if (!kept || m_moved.size() == k) {
            m_packed.multiply(block, m_centres.data(), k, products);
            return products;
        }
        m_packed.multiply(block, m_movedCentres.data(), m_moved.size(), m_movedProducts.data());
        for (std::size_t m = 0; m < m_moved.size(); ++m)
            std::copy_n(m_movedProducts.data() + m * width, width, products + m_moved[m] * width);
        return products;
    }

    // Before assign(): every product is made anew for the centres in `moved`.
    void prepareProducts(std::vector<std::size_t> moved)
    {
        const std::size_t k = static_cast<std::size_t>(m_k);
        const std::size_t all = k * m_packed.blockRows() * m_packed.blocks();
        m_moved = std::move(moved);
        m_products.resize(all <= kMostKept ? all : k * m_packed.blockRows());
        m_movedProducts.resize(m_moved.size() * m_packed.blockRows());
        m_movedCentres.resize(static_cast<Index>(m_moved.size()), m_centres.cols());
        for (std::size_t m = 0; m < m_moved.size(); ++m)
            m_movedCentres.row(static_cast<Index>(m)) = m_centres.row(static_cast<Index>(m_moved[m]));
    }

    std::vector<std::size_t> allCentres() const
    {
        std::vector<std::size_t> all(static_cast<std::size_t>(m_k));
        std::iota(all.begin(), all.end(), std::size_t{0});
        return all;
    }

    // Each row to its nearest centre, ties to the lower number.
    void assign()
    {
        const Eigen::VectorXf squares = m_centres.rowwise().squaredNorm();
        const std::size_t width = m_packed.blockRows();
        std::vector<float> nearest(width);
        std::vector<ClusterId> labels(width);
        for (std::size_t block = 0; block < m_packed.blocks() && !m_control.stopRequested(); ++block) {
            const float *const products = productsOf(block);
            std::fill(nearest.begin(), nearest.end(), -std::numeric_limits<float>::infinity());
            for (Index c = 0; c < m_k; ++c) {
                const float *product = products + static_cast<std::size_t>(c) * width;
                for (std::size_t j = 0; j < width; ++j) {
                    const float nearness = 2 * product[j] - squares[c];
                    labels[j] = nearness > nearest[j] ? static_cast<ClusterId>(c) : labels[j];
                    nearest[j] = nearness > nearest[j] ? nearness : nearest[j];
                }
            }
            std::copy_n(labels.begin(), m_packed.rowsOf(block),
                        m_labels.begin() + static_cast<std::ptrdiff_t>(block * width));
        }
    }

    double distanceToCentre(std::size_t i) const
    {
        Eigen::RowVectorXf row(static_cast<Index>(m_rows.cols()));
        m_rows.copy(i, row.data());
        return (row - m_centres.row(m_labels[i])).cast<double>().squaredNorm();
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
            for (std::size_t i = 0; i < m_labels.size() && !m_control.stopRequested(); ++i) {
                if (sizes[static_cast<std::size_t>(m_labels[i])] < 2)
                    continue;
                if (const double distance = distanceToCentre(i); distance > furthest) {
                    furthest = distance;
                    moved = i;
                }
            }
            if (moved == m_labels.size())
                continue;
            --sizes[static_cast<std::size_t>(m_labels[moved])];
            m_labels[moved] = static_cast<ClusterId>(c);
            m_rows.copy(moved, m_centres.row(static_cast<Index>(c)).data());
            sizes[c] = 1;
        }
    }

    // `before`: the labels that m_clusters are the sums of; none at first. Only what changed is summed anew.
    void moveCentres(const std::vector<ClusterId> &before)
    {
        std::vector<bool> changed(static_cast<std::size_t>(m_k), before.empty());
        if (before.empty())
            m_clusters = sumClusters(m_rows, m_labels, static_cast<std::size_t>(m_k));
        for (std::size_t i = 0; i < before.size(); ++i)
            if (before[i] != m_labels[i]) {
                changed[static_cast<std::size_t>(before[i])] = changed[static_cast<std::size_t>(m_labels[i])] = true;
                m_rows.addTo(i, -1, m_clusters.sums.row(before[i]).data());
                m_rows.addTo(i, 1, m_clusters.sums.row(m_labels[i]).data());
                --m_clusters.sizes[static_cast<std::size_t>(before[i])];
                ++m_clusters.sizes[static_cast<std::size_t>(m_labels[i])];
            }
        for (Index c = 0; c < m_k; ++c)
            if (const std::size_t size = m_clusters.sizes[static_cast<std::size_t>(c)]; size > 0)
                m_centres.row(c) = (m_clusters.sums.row(c) / static_cast<double>(size)).cast<float>();
        std::vector<std::size_t> moved = allCentres();
        std::erase_if(moved, [&](std::size_t c) { return !changed[c]; });
        prepareProducts(std::move(moved));
    }

    const UnitRows &m_rows;
    const PackedRows &m_packed;
    Index m_k;
    PortableRandom m_random;
    const RunControl &m_control;
    std::vector<ClusterId> m_labels;
    Matrix m_centres;
    std::vector<std::size_t> m_moved;   ///< centres whose products are not those of the last assign()
    Matrix m_movedCentres;              ///< of them
    std::vector<float> m_movedProducts; ///< of one block
    std::vector<float> m_products;      ///< of all blocks, k × rows each; of one, where all are too many
    ClusterSums m_clusters;             // of m_labels, once the centres were moved
};

} // namespace

KMeansRun runKMeans(const UnitRows &rows, const PackedRows &packed, std::size_t k, std::uint64_t seed,
                    int maxIterations, const RunControl &control)
{
    return Run(rows, packed, k, seed, control).run(maxIterations);
}

ClusterSums sumClusters(const UnitRows &rows, const std::vector<ClusterId> &labels, std::size_t k)
{
    ClusterSums result{MatrixD::Zero(static_cast<Index>(k), static_cast<Index>(rows.cols())),
                       std::vector<std::size_t>(k, 0)};
    for (std::size_t i = 0; i < labels.size(); ++i) {
        rows.addTo(i, 1, result.sums.row(labels[i]).data());
        ++result.sizes[static_cast<std::size_t>(labels[i])];
    }
    return result;
}

} // namespace embedscope
