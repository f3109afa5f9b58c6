#pragma once

#include "core/scene/build/build_scene.h"

#include <memory>
#include <unordered_map>

namespace embedscope {

/// Marks on their way from one map to the next: each text goes in a straight line over the screen from where it was to
/// where it belongs; texts that were not there before stand still. Colours are the new ones from the start.
class MapTravel
{
public:
    /// Where the texts of `base` are on the screen now.
    using Places = std::unordered_map<TextId, ScreenPoint>;
    static Places placesOf(const SceneBase &base, const Viewport &viewport);

    MapTravel(Places from, std::shared_ptr<const SceneBase> to, const Viewport &viewport, int milliseconds);

    int milliseconds() const { return m_milliseconds; }
    /// The base with its marks where they are at `progress` (0…1, eased here).
    SceneBase at(double progress) const;

private:
    Places m_from;
    std::shared_ptr<const SceneBase> m_to;
    Viewport m_viewport;
    int m_milliseconds;
};

/// Smooth start and end, 0…1 to 0…1.
double easeInOut(double t);

} // namespace embedscope
