#include "core/scene/build/category_outlines.h"

#include "core/analyse/convex_hull.h"

#include <algorithm>
#include <utility>

namespace embedscope {

namespace {

/// In a convex polygon of either direction, or on its edge.
bool isWithin(const std::vector<WorldPoint> &polygon, PlanePoint p)
{
    bool left = false;
    bool right = false;
    for (std::size_t i = 0; i < polygon.size() && !(left && right); ++i) {
        const WorldPoint &a = polygon[i];
        const WorldPoint &b = polygon[(i + 1) % polygon.size()];
        const double side = (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
        left = left || side > 0;
        right = right || side < 0;
    }
    return polygon.size() > 2 && !(left && right);
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// None where more of others than of its own would lie in it: it would say that they belong together.
std::vector<WorldPoint> hullOf(const std::vector<std::vector<PlanePoint>> &members, std::size_t own)
{
    std::vector<WorldPoint> hull;
    for (const std::size_t corner : convexHull(members[own]))
        hull.push_back({members[own][corner].x, members[own][corner].y});
    std::size_t strangers = 0;
    for (std::size_t c = 0; c < members.size(); ++c)
        for (std::size_t i = 0; c != own && i < members[c].size(); ++i)
            if (isWithin(hull, members[c][i]) && ++strangers > members[own].size())
                return {};
    return hull;
}

} // namespace

void outlineCategories(std::vector<CategoryOutline> &categories, const PointLayer &layer,
                       const std::vector<ClusterId> &categoryOf, Hulls hulls)
{
    std::vector<std::vector<PlanePoint>> members(categories.size());
    for (std::size_t i = 0; i < layer.row.size(); ++i)
        if (const ClusterId category = categoryOf[layer.row[i]]; category >= 0)
            members[static_cast<std::size_t>(category)].push_back({layer.x[i], layer.y[i]});
    for (std::size_t c = 0; c < members.size(); ++c) {
        if (members[c].empty())
            continue;
        std::vector<double> xs;
        std::vector<double> ys;
        for (const PlanePoint &p : members[c]) {
            xs.push_back(p.x);
            ys.push_back(p.y);
        }
        categories[c].centre = {median(std::move(xs)), median(std::move(ys))};
        if (hulls == Hulls::Made)
            categories[c].hull = hullOf(members, c);
    }
}

} // namespace embedscope
