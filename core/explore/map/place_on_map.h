#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/thread_pool.h"
#include "core/explore/exploration.h"

#include <cstdint>

namespace embedscope {

/// How good a place is.
enum class PlaceKind : std::uint8_t {
    Exact,       ///< PCA, meaning axes: where the map's own formula puts it
    Approximate, ///< MDS, UMAP, t-SNE: among its true neighbours; the map made with it would be another
};

struct PlacesOnMap
{
    MatrixD coordinates = {}; ///< added × 2, canonical as MapStage::coordinates
    PlaceKind kind = PlaceKind::Exact;
    bool operator==(const PlacesOnMap &) const = default;
};

/// Where other vectors (of the same model) land on the map as it is; nothing on it moves. PCA: placeOnPca(); meaning
/// axes: placeOnAxes(); UMAP: placeOnUmap(); MDS and t-SNE: placeByNeighbours(). What counts is the map that was drawn:
/// where PCA stands in for another method the place is exact. Result bits do not depend on the number of threads, nor a
/// place on the others. Errors: TooFewTexts (no map, or one whose texts, but for meaning axes, all lie in one place: it
/// has no directions), DimensionMismatch, NotFinite (line: row of `added` from 1), Cancelled, OutOfMemory.
Result<PlacesOnMap> placeOnMap(const Exploration &exploration, MatrixView added, const RunControl &control = {},
                               ThreadPool &pool = ThreadPool::shared());

} // namespace embedscope
