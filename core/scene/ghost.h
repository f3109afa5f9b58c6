#pragma once

#include "core/explore/exploration.h"
#include "core/explore/map/place_on_map.h"
#include "core/scene/viewport.h"

#include <cstddef>
#include <optional>
#include <string>

namespace embedscope {

/// What is being typed, as a point where it would lie if it were one of the texts. It is none: it moves no point, and
/// counts in no cluster, measure, fit or export.
struct Ghost
{
    std::string text = {};
    ExplorationPtr exploration = {};         ///< that it was placed on; drawn on no other's map
    std::optional<WorldPoint> place = {};    ///< canonical; none where the map has no place for it
    PlaceKind kind = PlaceKind::Exact;       ///< of its place
    std::optional<std::size_t> nearest = {}; ///< row; its most similar text; none for a vector of zeros
    bool operator==(const Ghost &) const = default;
};

/// It in a sentence, for screen readers and who rests the pointer on it.
std::string describeGhost(const Ghost &ghost);

} // namespace embedscope
