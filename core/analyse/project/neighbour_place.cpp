#include "core/analyse/project/neighbour_place.h"

#include "core/analyse/neighbours/neighbours.h"
#include "core/analyse/project/umap/fuzzy_graph.h"
#include "core/analyse/rows.h"

#include <vector>

namespace embedscope {

namespace {

using Eigen::Index;

/// Places, one a row, and what each counts.
struct Weighted
{
    MatrixD places;
    Eigen::VectorXd weights;

    Eigen::RowVectorXd average() const { return weights.transpose() * places / weights.sum(); }

    /// The place whose distances to them, each times its weight, add up to least: Weiszfeld's steps from the average.
    Eigen::RowVectorXd median() const
    {
        constexpr int kSteps = 200;
        Eigen::RowVectorXd place = average();
        const double nothing = 1e-9 * (places.rowwise() - place).rowwise().norm().maxCoeff();
        if (nothing == 0)
            return place;
        for (int step = 0; step < kSteps; ++step) {
            const Eigen::VectorXd distances = (places.rowwise() - place).rowwise().norm();
            const Eigen::VectorXd pulls = weights.array() / (distances.array() + nothing);
            place = pulls.transpose() * places / pulls.sum();
        }
        return place;
    }
};

Eigen::RowVectorXd placeAmong(const MatrixD &coordinates, const std::vector<Neighbour> &near)
{
    if (near.empty())
        return coordinates.colwise().mean();
    if (near.front().similarity == 1)
        return coordinates.row(static_cast<Index>(near.front().index));
    const std::vector<float> weights = neighbourWeights(near, NeighbourMetric::Cosine);
    const auto count = static_cast<Index>(near.size());
    Weighted theirs{MatrixD(count, coordinates.cols()), Eigen::VectorXd(count)};
    for (Index i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        theirs.places.row(i) = coordinates.row(static_cast<Index>(near[at].index));
        theirs.weights[i] = static_cast<double>(weights[at]);
    }
    return near.size() < kPlacingNeighbours ? theirs.average() : theirs.median();
}

} // namespace

Result<MatrixD> placeByNeighbours(const MatrixD &coordinates, MatrixView vectors, MatrixView added,
                                  const RunControl &control, ThreadPool &pool)
{
    if (vectors.rows == 0)
        return makeError(Errc::TooFewTexts);
    if (static_cast<std::size_t>(coordinates.rows()) != vectors.rows || (added.rows > 0 && added.cols != vectors.cols))
        return makeError(Errc::DimensionMismatch);
    return withoutExceptions([&]() -> Result<MatrixD> {
        if (const Status status = checkFinite(added); !status)
            return status.error();
        MatrixD places(static_cast<Index>(added.rows), coordinates.cols());
        for (std::size_t i = 0; i < added.rows; ++i) {
            const auto near = nearestTo(vectors, added.row(i), kPlacingNeighbours, control, pool);
            if (!near)
                return near.error();
            places.row(static_cast<Index>(i)) = placeAmong(coordinates, *near);
        }
        return places;
    });
}

} // namespace embedscope
