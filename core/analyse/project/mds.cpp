#include "core/analyse/project/mds.h"

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/project/pca/pca.h"
#include "core/analyse/rows.h"

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kRowBlock = 32;

// One look at a map: its raw stress, and where majorisation moves each text. The Guttman transform of row i is
// 1/n · sum over j of (true distance / map distance) · (x_i - x_j); texts in the same place do not move each other.
class Majorisation
{
public:
    Majorisation(const MatrixD &distances, const RunControl &control, ThreadPool &pool)
        : m_distances(distances),
          m_control(control),
          m_pool(pool),
          m_rowStress(static_cast<std::size_t>(distances.rows()))
    {
    }

    // `places` and `moved` are c columns of n (column-major: each coordinate is contiguous).
    Status run(const Eigen::MatrixXd &places, Eigen::MatrixXd &moved, double &stress)
    {
        const Status status =
            parallelBlocks(m_pool, m_control, m_rowStress.size(), kRowBlock,
                           [&](std::size_t begin, std::size_t end) { rows(places, moved, begin, end); });
        if (!status)
            return status;
        stress = 0;
        for (const double row : m_rowStress)
            stress += row;
        stress /= 2; // each pair was seen from both ends
        return {};
    }

private:
    void rows(const Eigen::MatrixXd &places, Eigen::MatrixXd &moved, std::size_t begin, std::size_t end)
    {
        const Index c = places.cols();
        std::array<const double *, 3> columns{};
        for (Index k = 0; k < c; ++k)
            columns[static_cast<std::size_t>(k)] = places.col(k).data();
        for (auto i = static_cast<Index>(begin); i < static_cast<Index>(end); ++i) {
            std::array<double, 3> place{};
            std::array<double, 3> sums{};
            for (Index k = 0; k < c; ++k)
                place[static_cast<std::size_t>(k)] = places(i, k);
            m_rowStress[static_cast<std::size_t>(i)] =
                analyseKernels().majorise(place.data(), columns.data(), static_cast<std::size_t>(c),
                                          m_distances.row(i).data(), m_rowStress.size(), sums.data());
            for (Index k = 0; k < c; ++k)
                moved(i, k) = sums[static_cast<std::size_t>(k)] / static_cast<double>(m_rowStress.size());
        }
    }

    const MatrixD &m_distances;
    const RunControl &m_control;
    ThreadPool &m_pool;
    std::vector<double> m_rowStress;
};

Result<MdsResult> scale(const MatrixD &distances, const MatrixD &start, const MdsOptions &options,
                        const RunControl &control, ThreadPool &pool)
{
    const double total = distances.squaredNorm() / 2;
    Majorisation majorisation(distances, control, pool);
    Eigen::MatrixXd places = start;
    Eigen::MatrixXd moved(places.rows(), places.cols());
    MdsResult result;
    double stress = 0;
    if (const Status status = majorisation.run(places, moved, stress); !status)
        return status.error();
    while (result.iterations < options.maxIterations && !result.converged) {
        places.swap(moved);
        ++result.iterations;
        const double before = stress;
        if (const Status status = majorisation.run(places, moved, stress); !status)
            return status.error();
        // The second half: a perfect map's stress falls by the same factor for ever.
        result.converged = before - stress < options.relativeTolerance * before || stress <= 1e-24 * total;
        control.report(static_cast<std::size_t>(result.iterations), static_cast<std::size_t>(options.maxIterations));
    }
    result.coordinates = places.rowwise() - places.colwise().mean();
    mirrorToFirst(result.coordinates);
    result.rawStress = stress;
    // The sum of squared map distances over pairs, from the centred coordinates.
    const double spread = static_cast<double>(places.rows()) * result.coordinates.squaredNorm();
    result.stress = spread > 0 ? std::sqrt(stress / spread) : (total > 0 ? 1 : 0);
    return result;
}

} // namespace

Result<MdsResult> projectMds(MatrixView vectors, const MdsOptions &options, const RunControl &control, ThreadPool &pool)
{
    if (options.components < 1 || options.components > 3)
        return makeError(Errc::InvalidArgument, "components");
    if (options.maxIterations < 1)
        return makeError(Errc::InvalidArgument, "maxIterations");
    if (!(options.relativeTolerance >= 0))
        return makeError(Errc::InvalidArgument, "relativeTolerance");
    if (vectors.rows > MdsOptions::kMaxTexts)
        return makeError(Errc::TooManyForMethod, std::to_string(MdsOptions::kMaxTexts));
    return withoutExceptions([&]() -> Result<MdsResult> {
        PcaOptions start;
        start.components = options.components;
        const Result<PcaResult> pca = projectPca(vectors, start, control, pool);
        if (!pca)
            return pca.error();
        const Result<MatrixD> distances = cosineDistances(vectors, control, pool);
        if (!distances)
            return distances.error();
        return scale(*distances, pca->coordinates, options, control, pool);
    });
}

} // namespace embedscope
