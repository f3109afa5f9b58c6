#include "core/analyse/project/neighbour_place.h"

#include "core/analyse/neighbours.h"
#include "core/analyse/project/fuzzy_graph.h"
#include "core/analyse/rows.h"

#include <vector>

namespace embedscope {

namespace {

using Eigen::Index;

Eigen::RowVectorXd placeAmong(const MatrixD &coordinates, const std::vector<Neighbour> &near)
{
    if (near.empty())
        return coordinates.colwise().mean();
    if (near.front().similarity == 1)
        return coordinates.row(static_cast<Index>(near.front().index));
    const std::vector<float> weights = neighbourWeights(near, NeighbourMetric::Cosine);
    Eigen::RowVectorXd place = Eigen::RowVectorXd::Zero(coordinates.cols());
    double sum = 0;
    for (std::size_t i = 0; i < near.size(); ++i) {
        const auto weight = static_cast<double>(weights[i]);
        place += weight * coordinates.row(static_cast<Index>(near[i].index));
        sum += weight; // the nearest has weight 1
    }
    return place / sum;
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
