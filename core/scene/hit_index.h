#pragma once

#include "core/scene/viewport.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace embedscope {

struct PointLayer;

/// A grid over a PointLayer in world units, made once a layer; answers which mark is where.
class HitIndex
{
public:
    explicit HitIndex(std::shared_ptr<const PointLayer> layer);

    /// Position in the layer of the mark nearest to `at` within `radius` world units; the later painted one if equal.
    std::optional<std::size_t> nearest(WorldPoint at, double radius) const;
    /// Positions of the marks inside the polygon (even-odd), ascending: the lasso.
    std::vector<std::size_t> inside(std::span<const WorldPoint> polygon) const;
    /// Positions of the marks in the rectangle, ascending.
    std::vector<std::size_t> within(const WorldRect &rect) const;
    /// The nearest mark from `from` (a position) within the quarter plane around a direction (dx, dy), y up: arrow
    /// keys.
    std::optional<std::size_t> towards(std::size_t from, double dx, double dy) const;

private:
    std::shared_ptr<const PointLayer> m_layer;
    WorldRect m_bounds;
    std::size_t m_columns = 0;
    std::size_t m_rows = 0;
    std::vector<std::uint32_t> m_start; ///< cell → first entry in m_entries
    std::vector<std::uint32_t> m_entries;
    std::size_t cellOf(double x, double y) const;
};

} // namespace embedscope
