#include "core/explore/map/place_on_map.h"

#include "core/analyse/project/neighbour_place.h"
#include "core/analyse/project/umap/umap.h"
#include "core/explore/map/projection_options.h"

#include <new>
#include <span>
#include <utility>
#include <vector>

namespace embedscope {

namespace {

using Eigen::Index;

/// Whether all texts lie in one place.
bool isOnePlace(const MatrixD &coordinates)
{
    return coordinates.rows() == 0 ||
           (coordinates.rowwise() - coordinates.row(0)).cwiseAbs().maxCoeff() == 0; // finite: see MapStage
}

Result<std::vector<double>> placeOf(const PcaResult &pca, const MapStage &map, std::span<const float> vector)
{
    const Result<std::vector<double>> place = placeOnPca(pca, vector);
    const auto *axes = std::get_if<PcaRecipe>(&map.projection);
    if (!place || !axes)
        return place;
    return std::vector<double>{place->at(static_cast<std::size_t>(axes->firstAxis - 1)),
                               place->at(static_cast<std::size_t>(axes->secondAxis - 1))};
}

Result<std::vector<double>> placeOf(const AxesResult &axes, const MapStage &, std::span<const float> vector)
{
    return placeOnAxes(axes, vector);
}

template <class Formula>
Result<PlacesOnMap> placeExactly(const Formula &formula, const MapStage &map, MatrixView added,
                                 const RunControl &control)
{
    PlacesOnMap places{MatrixD(static_cast<Index>(added.rows), 2), PlaceKind::Exact};
    for (std::size_t i = 0; i < added.rows; ++i) {
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        const Result<std::vector<double>> place = placeOf(formula, map, added.row(i));
        if (!place) {
            Error error = place.error();
            if (error.code == Errc::NotFinite)
                error.line = static_cast<std::int64_t>(i) + 1;
            return error;
        }
        places.coordinates.row(static_cast<Index>(i)) << (*place)[0], (*place)[1];
    }
    return places;
}

Result<PlacesOnMap> placeAmongOthers(const Exploration &exploration, MatrixView added, const RunControl &control,
                                     ThreadPool &pool)
{
    const MapStage &map = *exploration.map;
    const auto *umap = std::get_if<UmapRecipe>(&map.projection);
    Result<MatrixD> places = umap ? placeOnUmap(map.coordinates, exploration.vectors, added,
                                                umapOptions(*umap, exploration.recipe.seed), control, pool)
                                  : placeByNeighbours(map.coordinates, exploration.vectors, added, control, pool);
    if (!places)
        return std::move(places).error();
    return PlacesOnMap{std::move(*places), PlaceKind::Approximate};
}

} // namespace

Result<PlacesOnMap> placeOnMap(const Exploration &exploration, MatrixView added, const RunControl &control,
                               ThreadPool &pool)
{
    if (!exploration.map)
        return makeError(Errc::TooFewTexts);
    const MapStage &map = *exploration.map;
    try {
        if (const auto *axes = std::get_if<AxesResult>(&map.formula))
            return placeExactly(*axes, map, added, control);
        if (isOnePlace(map.coordinates))
            return makeError(Errc::TooFewTexts);
        if (const auto *pca = std::get_if<PcaResult>(&map.formula))
            return placeExactly(*pca, map, added, control);
        return placeAmongOthers(exploration, added, control, pool);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
