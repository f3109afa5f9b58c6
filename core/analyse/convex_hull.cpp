#include "core/analyse/convex_hull.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace embedscope {

namespace {

// Twice the area of the triangle a, b, c; positive when it turns left.
double turn(const PlanePoint &a, const PlanePoint &b, const PlanePoint &c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

} // namespace

std::vector<std::size_t> convexHull(std::span<const PlanePoint> points)
{
    std::vector<std::size_t> order;
    double size = 0;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (std::isfinite(points[i].x) && std::isfinite(points[i].y)) {
            order.push_back(i);
            size = std::max({size, std::abs(points[i].x), std::abs(points[i].y)});
        }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(points[a].x, points[a].y, a) < std::tie(points[b].x, points[b].y, b);
    });
    order.erase(
        std::unique(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return points[a] == points[b]; }),
        order.end());
    if (order.size() < 3)
        return order;

    // Scaled, so that products of huge or tiny coordinates neither overflow nor vanish.
    const auto scaled = [&](std::size_t i) { return PlanePoint{points[i].x / size, points[i].y / size}; };
    std::vector<std::size_t> hull;
    const auto walk = [&](auto begin, auto end, std::size_t floor) {
        for (auto it = begin; it != end; ++it) {
            while (hull.size() >= floor + 2 &&
                   turn(scaled(hull[hull.size() - 2]), scaled(hull.back()), scaled(*it)) <= 0)
                hull.pop_back();
            hull.push_back(*it);
        }
        hull.pop_back(); // the last corner begins the way back
    };
    walk(order.begin(), order.end(), 0);
    walk(order.rbegin(), order.rend(), hull.size());
    return hull;
}

} // namespace embedscope
