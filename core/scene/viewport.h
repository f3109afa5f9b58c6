#pragma once

#include <compare>

namespace embedscope {

/// A place on the map, in the projection's units; y grows upwards.
struct WorldPoint
{
    double x = 0;
    double y = 0;
    bool operator==(const WorldPoint &) const = default;
};

/// A place on the picture, in logical pixels from its top left corner; y grows downwards.
struct ScreenPoint
{
    double x = 0;
    double y = 0;
    bool operator==(const ScreenPoint &) const = default;
};

struct ScreenSize
{
    double width = 0;
    double height = 0;
    bool operator==(const ScreenSize &) const = default;
};

struct ScreenRect
{
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    bool operator==(const ScreenRect &) const = default;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
    bool contains(ScreenPoint p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
    bool intersects(const ScreenRect &o) const
    {
        return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom();
    }
    ScreenRect grown(double by) const { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
};

struct WorldRect
{
    double left = 0;
    double bottom = 0;
    double right = 0;
    double top = 0;
    bool operator==(const WorldRect &) const = default;
    double width() const { return right - left; }
    double height() const { return top - bottom; }
};

/// What the person looks at: the middle of the picture in world units, and logical pixels a world unit.
struct Camera
{
    WorldPoint centre = {};
    double scale = 1;
    bool operator==(const Camera &) const = default;
};

/// The one map between world and screen. x and y always have the same scale.
class Viewport
{
public:
    static constexpr double kMinScale = 1e-4; ///< pixels a world unit
    static constexpr double kMaxScale = 1e7;

    Viewport() = default;
    Viewport(const Camera &camera, ScreenSize size) : m_camera(camera), m_size(size) {}

    const Camera &camera() const { return m_camera; }
    ScreenSize size() const { return m_size; }

    ScreenPoint toScreen(WorldPoint p) const;
    WorldPoint toWorld(ScreenPoint p) const;
    WorldRect visibleWorld() const;

    /// The camera after dragging by (dx, dy) pixels.
    Camera pannedBy(double dx, double dy) const;
    /// The camera after zooming by `factor` (> 1: closer) with the world under `at` staying put. The scale is kept
    /// within [minScale, maxScale] of fit().
    Camera zoomedAround(ScreenPoint at, double factor) const;
    /// The camera that shows `world` whole, with `margin` pixels free on each side. An empty or single-point rectangle
    /// gives a sensible scale.
    static Camera fit(const WorldRect &world, ScreenSize size, double marginX, double marginTop, double marginBottom);

private:
    Camera m_camera;
    ScreenSize m_size;
};

} // namespace embedscope
