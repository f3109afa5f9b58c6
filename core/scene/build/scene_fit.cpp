#include "core/base/utf8.h"
#include "core/scene/build/build_scene.h"
#include "core/scene/build/scene_context.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace embedscope {

double usableFontScale(double fontScale)
{
    return std::isfinite(fontScale) ? std::clamp(fontScale, 0.5, 6.0) : 1.0;
}

double markScaleFor(double fontScale)
{
    return 1 + (fontScale - 1) * 0.5;
}

namespace {

constexpr double kMostOfSide = 0.5;      ///< of a side, for strips that marks are kept out of
constexpr std::size_t kMostReserved = 4; ///< for more rectangles no strips are tried

struct Margins
{
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;
};

Margins marginsFor(const SceneBase &base, ScreenSize size, double s, double mark, std::span<const ScreenRect> reserved)
{
    const std::size_t n = base.points ? base.points->x.size() : 0;
    // Few texts are not pulled apart to the edges: a line and a triangle look like one.
    const bool few = n <= 3;
    double marginX = few ? size.width * 0.24 : std::clamp(size.width * 0.14, 24.0, 140.0 * s);
    double marginTop = few ? size.height * 0.24 : std::clamp(size.height * 0.1, 24.0, 80.0 * s);
    double marginBottom = std::clamp(size.height * 0.14, 48.0, 112.0 * s);
    if (few)
        marginBottom = std::max(marginBottom, size.height * 0.24);
    marginX = std::max(marginX, mark + 6);
    marginTop = std::max(marginTop, mark + 6);
    // The lines of a legend of categories lie below the marks; the ramp's stands in a corner.
    if (!base.categories.empty() && size.width >= kLegendMinWidth && size.height >= kLegendMinHeight) {
        const double room = legendRight({0, 0, size.width, size.height}, reserved) - kLegendMargin;
        double lines = 1;
        double x = 0;
        std::size_t counted = 0;
        const auto add = [&](std::size_t characters) {
            const auto letters = static_cast<double>(std::min<std::size_t>(characters, 24));
            const double width = (17 + 5 + 18 + 6.2 * (letters + 3)) * s; // about: nothing is measured here
            if (x > 0 && x + width > room) {
                ++lines;
                x = 0;
            }
            x += width;
        };
        for (std::size_t i = 0; i < base.categories.size(); ++i) {
            counted += base.categories[i].count;
            if (i <= kDistinctCategories)
                add(countCharacters(base.categories[i].name));
        }
        if (counted < base.positionOf.size())
            add(std::string_view("in no cluster").size());
        lines = std::min(lines, legendLines(size.height, s));
        marginBottom =
            std::max(marginBottom, std::max(24.0, captionHeight(s) + 10) + 8 + lines * legendLineHeight(s) + mark + 8);
    }
    return {marginX, marginTop, marginX, marginBottom};
}

/// Fits into the picture without `cut` pixels on each side.
Camera fitWithin(const SceneBase &base, ScreenSize size, const Margins &margins, const Margins &cut)
{
    const ScreenSize inner{size.width - cut.left - cut.right, size.height - cut.top - cut.bottom};
    Camera camera = Viewport::fit(base.bounds, inner, margins.left, margins.top, margins.bottom);
    camera.centre.x += (size.width / 2 - cut.left - inner.width / 2) / camera.scale;
    camera.centre.y += (cut.top + inner.height / 2 - size.height / 2) / camera.scale;
    return camera;
}

/// About where a ramp's legend lies; nothing is measured here.
std::optional<ScreenRect> rampCorner(const SceneBase &base, ScreenSize size, double s)
{
    if (!isShaded(base.key.colourMode) || size.width < kLegendMinWidth || size.height < kLegendMinHeight)
        return {};
    const Shade &shade = base.shade;
    const bool ends = !shade.low.empty() || !shade.high.empty();
    const bool note = !shade.beyond.empty() || !shade.hollow.empty();
    const double lines = 2 + (ends ? 1 : 0) + (note ? 1 : 0); // its title and numbers first
    const double height = (lines * 17 + 15) * s;              // and the ramp
    constexpr double kPadding = 8;
    return ScreenRect{kLegendMargin, size.height - kLegendMargin - height, 180 * s, height}.grown(kPadding);
}

/// Whether any mark lies under one of the rectangles.
bool coversMarks(const SceneBase &base, ScreenSize size, const Camera &camera, std::span<const ScreenRect> reserved,
                 double mark)
{
    const Viewport viewport(camera, size);
    return std::any_of(reserved.begin(), reserved.end(), [&](const ScreenRect &r) {
        const ScreenRect grown = r.grown(mark);
        const WorldPoint topLeft = viewport.toWorld({grown.x, grown.y});
        const WorldPoint bottomRight = viewport.toWorld({grown.right(), grown.bottom()});
        return !base.hitIndex->within({topLeft.x, bottomRight.y, bottomRight.x, topLeft.y}).empty();
    });
}

/// The ways to leave a strip along one side so that one or more of the rectangles lie in it; 0: no strip.
std::vector<double> strips(double size, double margin, std::span<const ScreenRect> reserved, double mark,
                           double (*depth)(const ScreenRect &, double size))
{
    std::vector<double> found = {0};
    for (const ScreenRect &r : reserved) {
        const double strip = depth(r, size) + mark + 4 - margin;
        if (strip > 0 && strip < size * kMostOfSide)
            found.push_back(strip);
    }
    return found;
}

} // namespace

Camera fittedCamera(const SceneBase &base, ScreenSize size, double fontScale, std::span<const ScreenRect> reserved)
{
    const double s = usableFontScale(fontScale);
    std::vector<ScreenRect> kept(reserved.begin(), reserved.end());
    if (!kept.empty()) // a picture without a window around it has its usual margins
        if (const auto corner = rampCorner(base, size, s))
            kept.push_back(*corner);
    const double mark = (base.markRadius + 8) * markScaleFor(s); // with the rings of an anchor
    const Margins margins = marginsFor(base, size, s, mark, reserved);
    const Camera whole = fitWithin(base, size, margins, {});
    if (kept.empty() || !base.hitIndex || base.points->x.empty() || !coversMarks(base, size, whole, kept, mark))
        return whole;
    // The largest picture that leaves strips along its sides for what is kept free.
    const std::span<const ScreenRect> few(kept.data(), std::min(kept.size(), kMostReserved));
    const auto left =
        strips(size.width, margins.left, few, mark, [](const ScreenRect &r, double) { return r.right(); });
    const auto right =
        strips(size.width, margins.right, few, mark, [](const ScreenRect &r, double w) { return w - r.x; });
    const auto top =
        strips(size.height, margins.top, few, mark, [](const ScreenRect &r, double) { return r.bottom(); });
    const auto bottom =
        strips(size.height, margins.bottom, few, mark, [](const ScreenRect &r, double h) { return h - r.y; });
    std::optional<Camera> best;
    for (const double l : left)
        for (const double r : right)
            for (const double t : top)
                for (const double b : bottom) {
                    if (l + r > size.width * kMostOfSide || t + b > size.height * kMostOfSide)
                        continue;
                    const Camera camera = fitWithin(base, size, margins, {l, t, r, b});
                    if ((!best || camera.scale > best->scale) && !coversMarks(base, size, camera, kept, mark))
                        best = camera;
                }
    return best.value_or(whole);
}

} // namespace embedscope
