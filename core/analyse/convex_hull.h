#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace embedscope {

struct PlanePoint
{
    double x = 0;
    double y = 0;

    bool operator==(const PlanePoint &) const = default;
};

/// The corners of the smallest convex outline around the points, as indices into `points`, counter-clockwise (x right,
/// y up) from the lowest x (then the lowest y), by Andrew's monotone chain (1979). No corner lies on a straight side;
/// of points in the same place the first is taken; points that are not finite are left out. None, one and two different
/// places, and points on one line, give 0, 1, 2 and 2 corners.
std::vector<std::size_t> convexHull(std::span<const PlanePoint> points);

} // namespace embedscope
