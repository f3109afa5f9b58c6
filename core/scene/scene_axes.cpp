#include "core/scene/scene_context.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

std::string share(double value)
{
    const double percent = value * 100;
    if (percent > 0 && percent < 1)
        return "under 1%";
    return std::to_string(std::lround(percent)) + "%";
}

/// Puts an axis's words at the first of its places that covers nothing.
void addAxisText(SceneContext &c, const std::string &words,
                 std::span<const std::pair<ScreenPoint, TextItem::Align>> places, MeasuredText text)
{
    if (words.empty())
        return;
    struct Round
    {
        SceneContext::Against against;
        bool avoidLines;
        double around; ///< so much room is left for the labels of marks
    };
    using enum SceneContext::Against;
    for (const Round &round : {Round{TakenAndMarks, true, 36}, Round{TakenAndMarks, true, 2},
                               Round{TakenAndMarks, false, 2}, Round{Taken, true, 2}, Round{Taken, false, 2}}) {
        {
            for (const auto &[at, align] : places) {
                TextItem item = c.withHalo(c.textItem(text, at, align, TextRole::AxisLabel, c.theme.secondary));
                const ScreenRect bounds = item.bounds().grown(2);
                if (!c.isFree(bounds.grown(round.around - 2), round.against) || bounds.x < 0 ||
                    bounds.right() > c.picture.right() || bounds.y < 0 || bounds.bottom() > c.picture.bottom())
                    continue;
                const bool crossed = std::any_of(c.lines.begin(), c.lines.end(), [&](const LabelLine &line) {
                    const ScreenRect box{std::min(line.from.x, line.to.x), std::min(line.from.y, line.to.y),
                                         std::abs(line.from.x - line.to.x) + 1, std::abs(line.from.y - line.to.y) + 1};
                    return box.intersects(bounds);
                });
                if (round.avoidLines && crossed)
                    continue;
                c.taken.push_back(bounds);
                c.scene.above.emplace_back(std::move(item));
                return;
            }
        }
    }
}

} // namespace

void addAxes(SceneContext &c)
{
    const std::vector<double> &variance = c.exploration().map->explainedVariance;
    if (!std::holds_alternative<PcaRecipe>(c.exploration().recipe.projection) || variance.size() < 2 ||
        !(variance[0] > 0) || c.exploration().size() <= 3)
        return;
    const ScreenPoint origin = c.scene.viewport.toScreen({0, 0});
    const double edge = std::clamp(c.picture.width * 0.045, 12.0, 36.0);
    const double top = std::clamp(c.picture.height * 0.06, 12.0, 46.0);
    const ScreenRect legend = c.taken.size() > c.reserved.size() ? c.taken[c.reserved.size()] : ScreenRect{};

    const auto addLine = [&](ScreenPoint from, ScreenPoint to) {
        LineItem line;
        line.points = {from, to};
        line.colour = c.theme.axis;
        line.width = 1.2;
        line.head = LineItem::Head::Arrow;
        c.scene.below.emplace_back(std::move(line));
        c.lines.push_back({from, to, 2.5});
    };
    const bool acrossSeen = origin.y > top && origin.y < c.picture.bottom() - 12;
    const bool upSeen = origin.x > edge && origin.x < c.picture.right() - 12;
    double left = edge;
    double bottom = c.picture.bottom() - std::min(60.0, c.picture.height * 0.08);
    if (origin.y > legend.y && origin.y < legend.bottom())
        left = std::max(left, legend.right() + 4);
    if (origin.x > legend.x && origin.x < legend.right())
        bottom = std::min(bottom, legend.y - 4);
    const double right = c.picture.right() - edge;
    std::vector<LabelLine> similarityLines = c.lines;
    if (acrossSeen && right - left > 80)
        addLine({left, origin.y}, {right, origin.y});
    if (upSeen && bottom - top > 80)
        addLine({origin.x, bottom}, {origin.x, top});
    const std::vector<LabelLine> all = std::exchange(c.lines, std::move(similarityLines));
    if (acrossSeen) {
        const std::string words = "component 1 · " + share(variance[0]) + " of the differences";
        MeasuredText text = c.measure(words, TextRole::AxisLabel, 60, 1);
        const double above = origin.y - 7 - text.height();
        const double below = origin.y + 7;
        const std::array<std::pair<ScreenPoint, TextItem::Align>, 8> places = {
            {{{left + 4, above}, TextItem::Align::Left},
             {{left + 4, below}, TextItem::Align::Left},
             {{right - 14, above}, TextItem::Align::Right},
             {{right - 14, below}, TextItem::Align::Right},
             {{origin.x - 12, below}, TextItem::Align::Right},
             {{origin.x - 12, above}, TextItem::Align::Right},
             {{origin.x + 12, below}, TextItem::Align::Left},
             {{origin.x + 12, above}, TextItem::Align::Left}}};
        addAxisText(c, words, places, std::move(text));
    }
    if (upSeen) {
        const std::string words = "component 2 · " + share(variance[1]);
        MeasuredText text = c.measure(words, TextRole::AxisLabel, 40, 1);
        const std::array<std::pair<ScreenPoint, TextItem::Align>, 4> places = {
            {{{origin.x + 11, top - 1}, TextItem::Align::Left},
             {{origin.x - 11, top - 1}, TextItem::Align::Right},
             {{origin.x + 11, bottom - text.height()}, TextItem::Align::Left},
             {{origin.x - 11, bottom - text.height()}, TextItem::Align::Right}}};
        addAxisText(c, words, places, std::move(text));
    }
    c.lines = all;
}

} // namespace embedscope
