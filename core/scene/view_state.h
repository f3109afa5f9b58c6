#pragma once

#include "core/base/ids.h"
#include "core/scene/viewport.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace embedscope {

// GCC 12 takes a scoped enumerator for something that could shadow the type of the same name (core/analyse/cosine.h).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class ColourMode { Similarity, Cluster, Group, None };
#pragma GCC diagnostic pop

enum class Theme { Light, Dark };
enum class Ramp { Blue, Cividis, Viridis };

/// Turns canonical coordinates into world coordinates: p ↦ scale · R · p + shift, R a rotation or reflection. For PCA
/// only signs (R = diag(±1, ±1), scale 1, no shift) are ever used. Kept with the view; no part of `project` or `plot`.
struct Alignment
{
    double a = 1; ///< R = [a b; c d]
    double b = 0;
    double c = 0;
    double d = 1;
    double scale = 1;
    double shiftX = 0;
    double shiftY = 0;
    bool operator==(const Alignment &) const = default;
    WorldPoint apply(WorldPoint p) const
    {
        return {scale * (a * p.x + b * p.y) + shiftX, scale * (c * p.x + d * p.y) + shiftY};
    }
};

/// What the person looks at. Saved with the document; nothing of it changes a vector, a map or a cluster.
struct ViewState
{
    std::optional<Camera> camera = {}; ///< none: everything fitted
    Alignment alignment = {};
    ColourMode colourMode = ColourMode::Similarity;
    Ramp ramp = Ramp::Blue;
    bool stretchRamp = false; ///< the ramp spans the least to the greatest similarity instead of 0 to 1
    TextId anchor = {};       ///< 0: the first row
    std::set<TextId> selection = {};
    TextId hovered = {};
    TextId focused = {}; ///< where keyboard walking is
    std::set<std::string> hiddenGroups = {};
    bool truthLines = false; ///< lines from the selected text (else the anchor) to its true neighbours; the worst pair
    bool showLabels = true;
    bool caption = false; ///< a line at the bottom right that says what the picture is: for pictures that go elsewhere
    double fontScale = 1; ///< of everything written on the map; 1: labels of 14 px
    Theme theme = Theme::Light;
    bool operator==(const ViewState &) const = default;
};

} // namespace embedscope
