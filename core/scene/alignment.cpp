#include "core/scene/alignment.h"

#include <cmath>
#include <unordered_map>

namespace embedscope {

Alignment alignTo(std::span<const PlacedText> before, std::span<const PlacedText> after,
                  const ProjectionRecipe &projection)
{
    std::unordered_map<TextId, WorldPoint> where;
    for (const PlacedText &text : before)
        if (std::isfinite(text.at.x) && std::isfinite(text.at.y))
            where.emplace(text.id, text.at);
    std::vector<std::pair<WorldPoint, WorldPoint>> shared; // after, before
    for (const PlacedText &text : after)
        if (const auto it = where.find(text.id);
            it != where.end() && std::isfinite(text.at.x) && std::isfinite(text.at.y))
            shared.emplace_back(text.at, it->second);
    Alignment alignment;
    if (shared.size() < 2 || std::holds_alternative<AxesRecipe>(projection))
        return alignment;

    WorldPoint meanAfter;
    WorldPoint meanBefore;
    for (const auto &[a, b] : shared) {
        meanAfter = {meanAfter.x + a.x, meanAfter.y + a.y};
        meanBefore = {meanBefore.x + b.x, meanBefore.y + b.y};
    }
    const double n = static_cast<double>(shared.size());
    meanAfter = {meanAfter.x / n, meanAfter.y / n};
    meanBefore = {meanBefore.x / n, meanBefore.y / n};
    // Sums of products: before (rows) by after (columns).
    double xx = 0, xy = 0, yx = 0, yy = 0, spread = 0;
    for (const auto &[a, b] : shared) {
        const double ax = a.x - meanAfter.x;
        const double ay = a.y - meanAfter.y;
        const double bx = b.x - meanBefore.x;
        const double by = b.y - meanBefore.y;
        xx += bx * ax;
        xy += bx * ay;
        yx += by * ax;
        yy += by * ay;
        spread += ax * ax + ay * ay;
    }
    if (std::holds_alternative<PcaRecipe>(projection)) {
        alignment.a = xx < 0 ? -1 : 1;
        alignment.d = yy < 0 ? -1 : 1;
        return alignment;
    }
    // In the plane the best rotation and the best reflection have closed forms; the better of the two is taken.
    const double rotationFit = std::hypot(xx + yy, yx - xy);
    const double reflectionFit = std::hypot(xx - yy, yx + xy);
    const bool reflected = shared.size() >= 3 && reflectionFit > rotationFit * (1 + 1e-12);
    const double fit = reflected ? reflectionFit : rotationFit;
    if (!(fit > 1e-30) || !(spread > 1e-30))
        return alignment;
    if (reflected) {
        alignment.a = (xx - yy) / fit;
        alignment.b = (yx + xy) / fit;
        alignment.c = alignment.b;
        alignment.d = -alignment.a;
    } else {
        alignment.a = (xx + yy) / fit;
        alignment.b = (xy - yx) / fit;
        alignment.c = -alignment.b;
        alignment.d = alignment.a;
    }
    alignment.scale = fit / spread;
    const WorldPoint turned = alignment.apply(meanAfter);
    alignment.shiftX = meanBefore.x - turned.x;
    alignment.shiftY = meanBefore.y - turned.y;
    return alignment;
}

} // namespace embedscope
