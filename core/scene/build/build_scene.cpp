#include "core/scene/build/build_scene.h"

#include "core/scene/build/scene_context.h"
#include "core/scene/label_layout.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

/// Names would jump. A first look stands still for a while.
bool isMoving(const SceneBase &base)
{
    return base.forming && !base.forming->isFirstLook();
}

/// Marks whose middle lies this far outside the picture may still be seen.
constexpr double kOverhang = 24;

double extent(const MarkStyle &style)
{
    return style.radius + style.gap + style.outlineWidth;
}

} // namespace

ScreenPoint SceneContext::screenOf(std::size_t row) const
{
    const std::uint32_t position = base.positionOf[row];
    return scene.viewport.toScreen({base.points->x[position], base.points->y[position]});
}

double SceneContext::styleExtent(std::size_t row) const
{
    return extent(base.styles[base.points->style[base.positionOf[row]]]) * scene.markScale;
}

double SceneContext::extentOf(std::size_t row) const
{
    double radius = styleExtent(row);
    if (row == base.anchorRow)
        radius += anchorRings();
    if (isSelected(row))
        radius += 4.5;
    return radius;
}

TextItem SceneContext::textItem(MeasuredText text, ScreenPoint at, TextItem::Align align, TextRole role,
                                Colour colour) const
{
    TextItem item;
    item.text = std::move(text);
    item.at = at;
    item.align = align;
    item.role = role;
    item.fontScale = fontScale;
    item.colour = colour;
    return item;
}

TextItem SceneContext::withHalo(TextItem item) const
{
    item.halo = theme.map;
    item.haloWidth = 3 * std::sqrt(fontScale);
    return item;
}

bool SceneContext::isFree(const ScreenRect &rect, Against against) const
{
    for (const ScreenRect &other : taken)
        if (other.intersects(rect))
            return false;
    if (against == Against::TakenAndMarks) {
        for (const LabelMark &mark : marks) {
            const double dx = std::max({rect.x - mark.at.x, 0.0, mark.at.x - rect.right()});
            const double dy = std::max({rect.y - mark.at.y, 0.0, mark.at.y - rect.bottom()});
            if (dx * dx + dy * dy < mark.radius * mark.radius)
                return false;
        }
    }
    return true;
}

namespace {

SceneContext contextFor(const SceneBase &base, const ViewState &view, ScreenSize size, const TextMeasurer &measurer,
                        std::span<const ScreenRect> reserved)
{
    SceneContext context{
        .base = base, .view = view, .measurer = measurer, .theme = themeColours(view.theme), .reserved = reserved};
    Scene &scene = context.scene;
    context.fontScale = usableFontScale(view.fontScale);
    scene.viewport = Viewport(view.camera.value_or(fittedCamera(base, size, context.fontScale, reserved)), size);
    scene.theme = view.theme;
    scene.background = context.theme.map;
    scene.styles = base.styles;
    scene.points = base.points;
    scene.markScale = markScaleFor(context.fontScale);
    context.picture = {0, 0, size.width, size.height};
    return context;
}

/// Everything but the marks' labels and what lies on top of them. False: there is nothing to draw.
bool addGround(SceneContext &context)
{
    const SceneBase &base = context.base;
    const Viewport &viewport = context.scene.viewport;
    if (!base.exploration || !base.points || base.points->x.empty() || context.picture.width < 1 ||
        context.picture.height < 1)
        return false;
    context.taken.assign(context.reserved.begin(), context.reserved.end());
    WorldRect seen = viewport.visibleWorld();
    const double overhang = kOverhang * context.scene.markScale / viewport.camera().scale;
    seen = {seen.left - overhang, seen.bottom - overhang, seen.right + overhang, seen.top + overhang};
    context.visible = base.hitIndex->within(seen);
    context.marks.reserve(context.visible.size());
    for (const std::size_t position : context.visible) {
        const std::size_t row = base.points->row[position];
        context.marks.push_back({context.screenOf(row), context.extentOf(row)});
    }
    addHulls(context);
    addCaption(context);
    addLegend(context);
    addLines(context);
    addAxes(context);
    addRings(context);
    if (!isMoving(base))
        addCategoryNames(context);
    return true;
}

} // namespace

Scene buildScene(const SceneBase &base, const ViewState &view, ScreenSize size, const TextMeasurer &measurer,
                 std::span<const ScreenRect> reserved, const Ghost *ghost)
{
    SceneContext context = contextFor(base, view, size, measurer, reserved);
    if (addGround(context) && !isMoving(base)) {
        addLabels(context);
        if (ghost && !base.forming)
            addGhost(context, *ghost);
        addHover(context);
    }
    return std::move(context.scene);
}

LabelLayout labelLayout(const SceneBase &base, const ViewState &view, ScreenSize size, const TextMeasurer &measurer,
                        std::span<const ScreenRect> reserved)
{
    SceneContext context = contextFor(base, view, size, measurer, reserved);
    LabelLayout layout;
    if (!addGround(context))
        return layout;
    layout.requests = labelWishes(context).requests;
    layout.marks = std::move(context.marks);
    layout.obstacles = std::move(context.taken);
    layout.lines = std::move(context.lines);
    layout.bounds = labelBounds(context);
    return layout;
}

Scene buildScene(const ExplorationPtr &exploration, const ViewState &view, ScreenSize size,
                 const TextMeasurer &measurer)
{
    return buildScene(*makeSceneBase(exploration, view), view, size, measurer);
}

} // namespace embedscope
