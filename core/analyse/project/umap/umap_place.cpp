#include "core/analyse/project/umap/fuzzy_graph.h"
#include "core/analyse/project/umap/umap.h"
#include "core/analyse/project/umap/umap_kernels.h"
#include "core/analyse/project/umap/umap_parts.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <vector>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kManyTexts = 10'000; ///< as in making the map, fewer epochs do above
constexpr float kFirstRate = 0.25F;        ///< the map is settled: small steps
constexpr std::size_t kCancelEvery = 16;   ///< texts

// Of a cosine: that of equal directions of different lengths, in float32, is no further from 1.
constexpr double kRounding = 1e-12;

class Placement
{
public:
    Placement(const MatrixD &coordinates, MatrixView vectors, const UmapOptions &options)
        : m_vectors(vectors),
          m_options(options),
          m_coordinates(coordinates),
          m_places(coordinates.cast<float>()),
          m_epochs(vectors.rows > kManyTexts ? 30 : 100)
    {
        const UmapCurve curve = fitUmapCurve(options.minDist, options.spread);
        m_step.places = m_places.data();
        m_step.pointCount = static_cast<std::uint32_t>(vectors.rows);
        m_step.firstRow = m_step.pointCount;
        m_step.components = static_cast<std::size_t>(m_places.cols());
        m_step.seed = options.seed;
        m_step.pushed = static_cast<std::size_t>(options.negativeSamples);
        m_step.a = static_cast<float>(curve.a);
        m_step.b = static_cast<float>(curve.b);
    }

    Result<Eigen::RowVectorXd> place(std::span<const float> vector, const RunControl &control, ThreadPool &pool)
    {
        const std::size_t count = std::min(static_cast<std::size_t>(m_options.neighbours - 1), m_vectors.rows);
        const auto near = nearestTo(m_vectors, vector, count, control, pool, m_options.metric);
        if (!near)
            return near.error();
        if (near->empty())
            return Eigen::RowVectorXd(m_coordinates.colwise().mean());
        const double equal = m_options.metric == NeighbourMetric::Cosine ? 1 - kRounding : 0;
        if (near->front().similarity >= equal)
            return Eigen::RowVectorXd(m_coordinates.row(static_cast<Index>(near->front().index)));
        return Eigen::RowVectorXd(settle(*near).cast<double>());
    }

private:
    Eigen::RowVectorXf settle(const std::vector<Neighbour> &near)
    {
        const std::vector<float> weights = neighbourWeights(near, m_options.metric);
        const std::vector<std::uint32_t> steps = umapSteps(weights);
        const UmapRowPart edges{0, static_cast<std::uint32_t>(near.size()), 0};
        std::vector<std::uint32_t> to;
        Eigen::RowVectorXf here = Eigen::RowVectorXf::Zero(m_places.cols());
        float sum = 0;
        for (std::size_t e = 0; e < near.size(); ++e) {
            to.push_back(near[e].index);
            here += weights[e] * m_places.row(static_cast<Index>(near[e].index));
            sum += weights[e];
        }
        here /= sum; // the nearest has weight 1
        m_step.to = to.data();
        m_step.steps = steps.data();
        for (int epoch = 0; epoch < m_epochs; ++epoch) {
            m_step.next = here.data();
            m_step.epoch = static_cast<std::uint64_t>(epoch);
            m_step.rate = kFirstRate * (1 - static_cast<float>(epoch) / static_cast<float>(m_epochs));
            umapKernels().moveParts(m_step, &edges, 1, {}, 0);
        }
        return here;
    }

    MatrixView m_vectors;
    const UmapOptions &m_options;
    const MatrixD &m_coordinates;
    Matrix m_places; ///< the same, as they are moved
    int m_epochs;
    UmapEpoch m_step;
};

} // namespace

Result<MatrixD> placeOnUmap(const MatrixD &coordinates, MatrixView vectors, MatrixView added,
                            const UmapOptions &options, const RunControl &control, ThreadPool &pool)
{
    if (const Status status = checkUmapOptions(options); !status)
        return status.error();
    if (vectors.rows == 0)
        return makeError(Errc::TooFewTexts);
    if (static_cast<std::size_t>(coordinates.rows()) != vectors.rows || coordinates.cols() != options.components ||
        (added.rows > 0 && added.cols != vectors.cols))
        return makeError(Errc::DimensionMismatch);
    return withoutExceptions([&]() -> Result<MatrixD> {
        if (const Status status = checkFinite(added); !status)
            return status.error();
        MatrixD places(static_cast<Index>(added.rows), coordinates.cols());
        Placement placement(coordinates, vectors, options);
        for (std::size_t i = 0; i < added.rows; ++i) {
            if (i % kCancelEvery == 0 && control.stopRequested())
                return makeError(Errc::Cancelled);
            const Result<Eigen::RowVectorXd> place = placement.place(added.row(i), control, pool);
            if (!place)
                return place.error();
            places.row(static_cast<Index>(i)) = *place;
        }
        return places;
    });
}

} // namespace embedscope
