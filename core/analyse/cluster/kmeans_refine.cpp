#include "core/analyse/cluster/kmeans_refine.h"

namespace embedscope {

namespace {

using Eigen::Index;

constexpr int kMaxPasses = 30;
constexpr double kLeastGain = 1e-6; // above the rounding of float32 rows

// Most rows stay where they are, and float32 products of a block of rows with all sums tell so; a row that may move is
// decided in double.
class Refinement
{
public:
    Refinement(const UnitRows &rows, const PackedRows &packed, std::vector<ClusterId> &labels, ClusterSums &clusters)
        : m_rows(rows),
          m_packed(packed),
          m_labels(labels),
          m_clusters(clusters),
          m_sums32(clusters.sums.cast<float>()),
          m_squares(clusters.sums.rowwise().squaredNorm()),
          m_products(clusters.sizes.size() * packed.blockRows()),
          // Four times what the roundings of two distances can come to: products, sums, and their changes in a block.
          m_margin(8 * static_cast<double>(rows.cols() + 16) * 0x1.0p-24),
          m_row(static_cast<Index>(rows.cols())),
          m_row32(rows.cols()),
          m_change(packed.blockRows())
    {
    }

    // Whether any row moved.
    bool pass(const RunControl &control)
    {
        bool moved = false;
        for (std::size_t block = 0; block < m_packed.blocks(); ++block) {
            if (control.stopRequested())
                return false;
            m_packed.multiply(block, m_sums32.data(), m_clusters.sizes.size(), m_products.data());
            for (std::size_t j = 0; j < m_packed.rowsOf(block); ++j) {
                const std::size_t i = block * m_packed.blockRows() + j;
                const auto own = static_cast<std::size_t>(m_labels[i]);
                if (m_clusters.sizes[own] < 2)
                    continue;
                const auto rough = [&](std::size_t c) {
                    return static_cast<double>(m_products[c * m_packed.blockRows() + j]);
                };
                if (bestCluster(i, rough, kLeastGain - m_margin) == own)
                    continue;
                m_row.setZero();
                m_rows.addTo(i, 1, m_row.data());
                const Eigen::VectorXd products = m_clusters.sums * m_row.transpose();
                const auto exact = [&](std::size_t c) { return products[static_cast<Index>(c)]; };
                const std::size_t best = bestCluster(i, exact, kLeastGain);
                if (best == own)
                    continue;
                moved = true;
                move(block, i, best);
            }
        }
        return moved;
    }

private:
    // The cluster whose inertia row i would raise least, if that is `gain` less than leaving its own saves.
    template <class Products> std::size_t bestCluster(std::size_t i, const Products &products, double gain) const
    {
        const double length = m_rows.isZero(i) ? 0 : 1;
        const auto squaredDistance = [&](std::size_t c) {
            const auto size = static_cast<double>(m_clusters.sizes[c]);
            return length - 2 * products(c) / size + m_squares[static_cast<Index>(c)] / (size * size);
        };
        const auto own = static_cast<std::size_t>(m_labels[i]);
        const auto ownSize = static_cast<double>(m_clusters.sizes[own]);
        std::size_t best = own;
        double least = ownSize / (ownSize - 1) * squaredDistance(own) - gain;
        for (std::size_t c = 0; c < m_clusters.sizes.size(); ++c) {
            if (c == own || m_clusters.sizes[c] == 0)
                continue;
            const auto size = static_cast<double>(m_clusters.sizes[c]);
            const double added = size / (size + 1) * squaredDistance(c);
            if (added < least) {
                least = added;
                best = c;
            }
        }
        return best;
    }

    // m_row is row i.
    void move(std::size_t block, std::size_t i, std::size_t to)
    {
        const auto own = static_cast<std::size_t>(m_labels[i]);
        m_labels[i] = static_cast<ClusterId>(to);
        --m_clusters.sizes[own];
        ++m_clusters.sizes[to];
        m_clusters.sums.row(static_cast<Index>(own)) -= m_row;
        m_clusters.sums.row(static_cast<Index>(to)) += m_row;
        for (const auto c : {static_cast<Index>(own), static_cast<Index>(to)}) {
            m_squares[c] = m_clusters.sums.row(c).squaredNorm();
            m_sums32.row(c) = m_clusters.sums.row(c).cast<float>();
        }
        // The products of the block's other rows with the two sums change by their products with this row.
        m_rows.copy(i, m_row32.data());
        m_packed.multiply(block, m_row32.data(), 1, m_change.data());
        for (std::size_t j = 0; j < m_packed.blockRows(); ++j) {
            m_products[own * m_packed.blockRows() + j] -= m_change[j];
            m_products[to * m_packed.blockRows() + j] += m_change[j];
        }
    }

    const UnitRows &m_rows;
    const PackedRows &m_packed;
    std::vector<ClusterId> &m_labels;
    ClusterSums &m_clusters;
    Matrix m_sums32;
    Eigen::VectorXd m_squares; // of the sums' lengths
    std::vector<float> m_products;
    double m_margin;
    Eigen::RowVectorXd m_row;
    std::vector<float> m_row32;
    std::vector<float> m_change;
};

} // namespace

void refineKMeans(const UnitRows &rows, const PackedRows &packed, std::vector<ClusterId> &labels, ClusterSums &clusters,
                  const RunControl &control)
{
    Refinement refinement(rows, packed, labels, clusters);
    for (int pass = 0; pass < kMaxPasses; ++pass)
        if (!refinement.pass(control))
            return;
}

} // namespace embedscope
