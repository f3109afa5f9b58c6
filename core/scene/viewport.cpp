#include "core/scene/viewport.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

ScreenPoint Viewport::toScreen(WorldPoint p) const
{
    return {m_size.width / 2 + (p.x - m_camera.centre.x) * m_camera.scale,
            m_size.height / 2 - (p.y - m_camera.centre.y) * m_camera.scale};
}

WorldPoint Viewport::toWorld(ScreenPoint p) const
{
    return {m_camera.centre.x + (p.x - m_size.width / 2) / m_camera.scale,
            m_camera.centre.y - (p.y - m_size.height / 2) / m_camera.scale};
}

WorldRect Viewport::visibleWorld() const
{
    const WorldPoint topLeft = toWorld({0, 0});
    const WorldPoint bottomRight = toWorld({m_size.width, m_size.height});
    return {topLeft.x, bottomRight.y, bottomRight.x, topLeft.y};
}

Camera Viewport::pannedBy(double dx, double dy) const
{
    return {{m_camera.centre.x - dx / m_camera.scale, m_camera.centre.y + dy / m_camera.scale}, m_camera.scale};
}

Camera Viewport::zoomedAround(ScreenPoint at, double factor) const
{
    if (!(factor > 0) || !std::isfinite(factor))
        return m_camera;
    const double scale = std::clamp(m_camera.scale * factor, kMinScale, kMaxScale);
    const WorldPoint fixed = toWorld(at);
    return {{fixed.x - (at.x - m_size.width / 2) / scale, fixed.y + (at.y - m_size.height / 2) / scale}, scale};
}

Camera Viewport::fit(const WorldRect &world, ScreenSize size, double marginX, double marginTop, double marginBottom)
{
    // A picture smaller than its margins still shows something: the margins give way.
    const double width = std::max(size.width - 2 * marginX, size.width / 4);
    const double top = std::min(marginTop, size.height * 0.4);
    const double bottom = std::min(marginBottom, size.height * 0.4);
    const double height = std::max(size.height - top - bottom, size.height / 5);

    const WorldPoint middle{(world.left + world.right) / 2, (world.bottom + world.top) / 2};
    const double tiny = 1e-9 * std::max({1.0, std::abs(middle.x), std::abs(middle.y)});
    double scale = 100; // one point, or all in one place: a unit is 100 pixels
    if (world.width() > tiny && world.height() > tiny)
        scale = std::min(width / world.width(), height / world.height());
    else if (world.width() > tiny)
        scale = width / world.width();
    else if (world.height() > tiny)
        scale = height / world.height();
    scale = std::clamp(std::isfinite(scale) ? scale : 100.0, kMinScale, kMaxScale);
    const double screenMiddle = top + height / 2;
    return {{middle.x, middle.y - (size.height / 2 - screenMiddle) / scale}, scale};
}

} // namespace embedscope
