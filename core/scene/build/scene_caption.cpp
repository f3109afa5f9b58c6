#include "core/scene/build/scene_context.h"

#include <cmath>

namespace embedscope {

namespace {

constexpr double kSide = 12;  ///< from the picture's right edge
constexpr double kBottom = 6; ///< from its bottom edge

} // namespace

double captionHeight(double fontScale)
{
    return std::ceil(11 * fontScale * 1.3) + kBottom;
}

void addCaption(SceneContext &c)
{
    if (!c.view.caption || c.picture.height < 120)
        return;
    for (const CaptionParts parts : {CaptionParts::WithModel, CaptionParts::MapOnly}) {
        const std::string words = mapCaption(c.exploration(), parts);
        if (words.empty())
            continue;
        MeasuredText text = c.measure(words, TextRole::LegendEntry, 200, 1);
        if (text.elided || text.width > c.picture.width - 2 * kSide)
            continue;
        const ScreenPoint at{c.picture.right() - kSide, c.picture.bottom() - kBottom - text.height()};
        TextItem item = c.withHalo(
            c.textItem(std::move(text), at, TextItem::Align::Right, TextRole::LegendEntry, c.theme.secondary));
        c.caption = item.bounds();
        c.taken.push_back(item.bounds().grown(2));
        c.scene.above.emplace_back(std::move(item));
        return;
    }
}

} // namespace embedscope
