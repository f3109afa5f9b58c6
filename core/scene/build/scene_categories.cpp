#include "core/analyse/convex_hull.h"
#include "core/scene/build/scene_context.h"
#include "core/scene/display_text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace embedscope {

namespace {

constexpr int kCornerSteps = 16;
constexpr double kNameReach = 110;      ///< pixels that a name's place may depend on around its centre
constexpr double kMostCovered = 0.15;   ///< of the category's marks
constexpr std::size_t kMostNear = 2000; ///< marks looked at for one name: more cannot be avoided anyway

/// The hull at a distance from its marks, with round corners: the hull of circles around its corners.
std::vector<ScreenPoint> roundedHull(const SceneContext &c, const std::vector<WorldPoint> &hull, double distance)
{
    std::vector<PlanePoint> around;
    for (const WorldPoint &corner : hull) {
        const ScreenPoint p = c.scene.viewport.toScreen(corner);
        for (int step = 0; step < kCornerSteps; ++step) {
            const double angle = 2 * std::numbers::pi * step / kCornerSteps;
            around.push_back({p.x + distance * std::cos(angle), p.y + distance * std::sin(angle)});
        }
    }
    std::vector<ScreenPoint> outline;
    for (const std::size_t i : convexHull(around))
        outline.push_back({around[i].x, around[i].y});
    return outline;
}

/// Of all categories that are shown.
std::vector<ScreenPoint> middlesOf(const SceneContext &c)
{
    std::vector<ScreenPoint> middles;
    for (std::size_t i = 0; i < std::min(c.base.categories.size(), kDistinctCategories); ++i)
        if (c.base.categories[i].count > 0 && !c.base.categories[i].hidden)
            middles.push_back(c.scene.viewport.toScreen(c.base.categories[i].centre));
    return middles;
}

/// A name that is nearer to the middle of others would be read as theirs.
bool isNearerToAnother(ScreenPoint name, ScreenPoint own, const std::vector<ScreenPoint> &middles)
{
    const double distance = std::hypot(name.x - own.x, name.y - own.y);
    return std::any_of(middles.begin(), middles.end(),
                       [&](ScreenPoint middle) { return std::hypot(name.x - middle.x, name.y - middle.y) < distance; });
}

} // namespace

void addHulls(SceneContext &c)
{
    if (c.view.colourMode != ColourMode::Cluster)
        return;
    const double distance = c.base.markRadius * c.scene.markScale + 8;
    for (std::size_t i = 0; i < std::min(c.base.categories.size(), kDistinctCategories); ++i) {
        const CategoryOutline &category = c.base.categories[i];
        if (category.hull.empty() || category.hidden)
            continue;
        PolygonItem polygon;
        polygon.points = roundedHull(c, category.hull, distance);
        polygon.fill = category.look.colour.withAlpha(c.view.theme == Theme::Dark ? 26 : 24);
        polygon.outline = category.look.colour.withAlpha(110);
        polygon.outlineWidth = 1;
        if (polygon.points.size() >= 3)
            c.scene.below.emplace_back(std::move(polygon));
    }
}

void addCategoryNames(SceneContext &c)
{
    if (!c.colourIsCategory())
        return;
    const std::optional<ScreenRect> anchorLabel = anchorLabelPlace(c);
    const std::vector<ScreenPoint> middles = middlesOf(c);
    for (std::size_t i = 0; i < std::min(c.base.categories.size(), kDistinctCategories); ++i) {
        const CategoryOutline &category = c.base.categories[i];
        if (category.count == 0 || category.hidden)
            continue;
        const ScreenPoint centre = c.scene.viewport.toScreen(category.centre);
        if (!c.picture.contains(centre))
            continue;
        MeasuredText text = c.measure(displayText(category.name, 80), TextRole::ClusterName, 22, 2);
        const double h = text.height();
        // The place near the centre that covers the fewest marks; nothing written is ever covered.
        const ScreenRect region =
            ScreenRect{centre.x - text.width / 2, centre.y - h / 2, text.width, h}.grown(kNameReach);
        std::vector<LabelMark> near;
        std::copy_if(c.marks.begin(), c.marks.end(), std::back_inserter(near),
                     [&](const LabelMark &mark) { return region.contains(mark.at); });
        if (near.size() > kMostNear)
            near.resize(kMostNear);
        std::optional<ScreenRect> best;
        double bestCost = 0;
        double bestCovered = 0;
        for (int dy = -7; dy <= 7; ++dy) {
            for (int dx = -3; dx <= 3; ++dx) {
                const ScreenRect rect{centre.x + dx * 14 - text.width / 2, centre.y + dy * 11 - h / 2, text.width, h};
                if (rect.x < 6 || rect.y < 6 || rect.right() > c.picture.right() - 6 ||
                    rect.bottom() > c.picture.bottom() - 6 || !c.isFree(rect.grown(3), SceneContext::Against::Taken) ||
                    (anchorLabel && anchorLabel->grown(4).intersects(rect.grown(3))) ||
                    isNearerToAnother({rect.x + rect.width / 2, rect.y + rect.height / 2}, centre, middles))
                    continue;
                double cost = 0.035 * (dx * dx + dy * dy);
                double covered = 0;
                for (const LabelMark &mark : near)
                    covered += rect.grown(mark.radius + 2).contains(mark.at) ? 1 : 0;
                cost += covered;
                if (!best || cost < bestCost) {
                    best = rect;
                    bestCost = cost;
                    bestCovered = covered;
                }
            }
        }
        // A name that hides what it names helps nobody: the legend has it.
        if (!best || bestCovered > std::max(2.0, kMostCovered * static_cast<double>(category.count)))
            continue;
        c.taken.push_back(best->grown(3));
        TextItem item = c.withHalo(c.textItem(std::move(text), {best->x + best->width / 2, best->y},
                                              TextItem::Align::Centre, TextRole::ClusterName, c.theme.ink));
        item.haloWidth = 4 * std::sqrt(c.fontScale);
        c.scene.above.emplace_back(std::move(item));
    }
}

} // namespace embedscope
