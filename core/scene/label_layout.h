#pragma once

#include "core/scene/build/build_scene.h"
#include "core/scene/place_labels.h"

#include <cstddef>
#include <span>
#include <vector>

namespace embedscope {

/// What placeLabels() is asked for a picture: to hold other placers against it, and to time it alone.
struct LabelLayout
{
    std::vector<LabelRequest> requests = {}; ///< in the order of their importance
    std::vector<LabelMark> marks = {};
    std::vector<ScreenRect> obstacles = {};
    std::vector<LabelLine> lines = {};
    ScreenRect bounds = {};
};

/// The layout that buildScene() has placed for the same arguments.
LabelLayout labelLayout(const SceneBase &base, const ViewState &view, ScreenSize size, const TextMeasurer &measurer,
                        std::span<const ScreenRect> reserved = {});

} // namespace embedscope
