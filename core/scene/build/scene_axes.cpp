#include "core/scene/build/scene_context.h"
#include "core/scene/display_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace embedscope {

namespace {

constexpr int kAxisSteps = 10; ///< places tried on each half of an axis

std::string share(double value)
{
    const double percent = value * 100;
    if (percent > 0 && percent < 1)
        return "under 1%";
    return std::to_string(std::lround(percent)) + "%";
}

struct AxisPlace
{
    ScreenPoint at = {};
    TextItem::Align align = TextItem::Align::Left;
};

/// An axis's words in one of their forms, with the places where they could be, best first.
struct AxisWords
{
    MeasuredText text = {};
    std::vector<AxisPlace> places = {};
};

bool crossesLine(std::span<const LabelLine> lines, const ScreenRect &bounds)
{
    return std::any_of(lines.begin(), lines.end(), [&](const LabelLine &line) {
        const ScreenRect box{std::min(line.from.x, line.to.x), std::min(line.from.y, line.to.y),
                             std::abs(line.from.x - line.to.x) + 1, std::abs(line.from.y - line.to.y) + 1};
        return box.intersects(bounds);
    });
}

/// Puts an axis's words at the first of their places that covers nothing: no mark, nothing written. Where there is
/// none, they are left out, as labels are.
void addAxisText(SceneContext &c, std::span<const AxisWords> forms, std::span<const LabelLine> lines)
{
    struct Round
    {
        bool avoidLines;
        double around; ///< so much room is left for the labels of marks
    };
    for (const Round &round : {Round{true, 36}, Round{true, 3}, Round{false, 3}}) {
        for (const AxisWords &words : forms) {
            for (const AxisPlace &place : words.places) {
                TextItem item =
                    c.withHalo(c.textItem(words.text, place.at, place.align, TextRole::AxisLabel, c.theme.secondary));
                const ScreenRect bounds = item.bounds().grown(2);
                if (bounds.x < 0 || bounds.right() > c.picture.right() || bounds.y < 0 ||
                    bounds.bottom() > c.picture.bottom() ||
                    !c.isFree(bounds.grown(round.around - 2), SceneContext::Against::TakenAndMarks) ||
                    (round.avoidLines && crossesLine(lines, bounds)))
                    continue;
                c.taken.push_back(bounds);
                c.scene.above.emplace_back(std::move(item));
                return;
            }
        }
    }
}

/// Along the horizontal axis: its ends, beside the other axis, then wherever.
AxisWords alongAcross(MeasuredText text, double left, double right, ScreenPoint origin)
{
    using enum TextItem::Align;
    AxisWords words;
    const double above = origin.y - 7 - text.height();
    const double below = origin.y + 7;
    const auto both = [&](double x, TextItem::Align align, double first, double second) {
        words.places.push_back({{x, first}, align});
        words.places.push_back({{x, second}, align});
    };
    both(left + 4, Left, above, below);
    both(right - 14, Right, above, below);
    both(origin.x - 12, Right, below, above);
    both(origin.x + 12, Left, below, above);
    for (int step = 1; step < kAxisSteps; ++step) {
        const double off = (right - left) / 2 * step / kAxisSteps;
        both(left + off, Left, above, below);
        both(right - off, Right, above, below);
    }
    words.text = std::move(text);
    return words;
}

AxisWords alongUp(MeasuredText text, double top, double bottom, ScreenPoint origin)
{
    using enum TextItem::Align;
    AxisWords words;
    const auto both = [&](double y) {
        words.places.push_back({{origin.x + 11, y}, Left});
        words.places.push_back({{origin.x - 11, y}, Right});
    };
    both(top - 1);
    both(bottom - text.height());
    for (int step = 1; step < kAxisSteps; ++step) {
        const double off = (bottom - top) / 2 * step / kAxisSteps;
        both(top - 1 + off);
        both(bottom - text.height() - off);
    }
    words.text = std::move(text);
    return words;
}

/// Where the axes are drawn.
struct AxisFrame
{
    ScreenPoint origin = {};
    double left = 0, right = 0, top = 0, bottom = 0;
};

/// At one end of the horizontal axis, or as near to it as there is room; never on the other end's half.
AxisWords atEndAcross(MeasuredText text, const AxisFrame &frame, TextItem::Align side)
{
    AxisWords words;
    const bool atLeft = side == TextItem::Align::Left;
    const double inner = std::max(0.0, atLeft ? frame.origin.x - frame.left : frame.right - frame.origin.x);
    for (int step = 0; step < kAxisSteps; ++step) {
        const double off = inner * step / kAxisSteps;
        const double x = atLeft ? frame.left + 4 + off : frame.right - 14 - off;
        words.places.push_back({{x, frame.origin.y - 7 - text.height()}, side});
        words.places.push_back({{x, frame.origin.y + 7}, side});
    }
    words.text = std::move(text);
    return words;
}

enum class UpEnd { Top, Bottom };

AxisWords atEndUp(MeasuredText text, const AxisFrame &frame, UpEnd end)
{
    using enum TextItem::Align;
    AxisWords words;
    const bool atTop = end == UpEnd::Top;
    const double inner = std::max(0.0, atTop ? frame.origin.y - frame.top : frame.bottom - frame.origin.y);
    for (int step = 0; step < kAxisSteps; ++step) {
        const double off = inner * step / kAxisSteps;
        const double y = atTop ? frame.top - 1 + off : frame.bottom - text.height() - off;
        words.places.push_back({{frame.origin.x + 11, y}, Left});
        words.places.push_back({{frame.origin.x - 11, y}, Right});
    }
    words.text = std::move(text);
    return words;
}

/// The words at the ends of meaning axes, in full where there is room, else in a line, else the first few.
void addMeanings(SceneContext &c, const std::vector<AxisStage> &axes, const AxisFrame &frame,
                 std::span<const LabelLine> linesForAcross, std::span<const LabelLine> linesForUp)
{
    const auto forms = [&](const std::string &words, auto &&place) {
        const std::string shown = displayText(words, 120);
        return std::array<AxisWords, 3>{place(c.measure(shown, TextRole::AxisLabel, 34, 2)),
                                        place(c.measure(shown, TextRole::AxisLabel, 34, 1)),
                                        place(c.measure(shown, TextRole::AxisLabel, 14, 1))};
    };
    const auto across = [&](const std::string &words, TextItem::Align side) {
        if (!words.empty())
            addAxisText(c, forms(words, [&](MeasuredText text) { return atEndAcross(std::move(text), frame, side); }),
                        linesForAcross);
    };
    const auto up = [&](const std::string &words, UpEnd end) {
        if (!words.empty())
            addAxisText(c, forms(words, [&](MeasuredText text) { return atEndUp(std::move(text), frame, end); }),
                        linesForUp);
    };
    across(axes[0].low, TextItem::Align::Left);
    across(axes[0].high, TextItem::Align::Right);
    up(axes[1].low, UpEnd::Bottom);
    up(axes[1].high, UpEnd::Top);
    if (axes[1].share)
        up("what else differs · " + share(*axes[1].share) + " of it", UpEnd::Top);
}

} // namespace

void addAxes(SceneContext &c)
{
    if (!c.exploration().map)
        return;
    const std::vector<double> &variance = c.exploration().map->explainedVariance;
    const auto *pca = std::get_if<PcaRecipe>(&c.exploration().map->projection);
    const std::vector<AxisStage> &axes = c.exploration().map->axes;
    const bool meaning = axes.size() == 2;
    if (!meaning && (!std::holds_alternative<PcaRecipe>(c.exploration().recipe.projection) || !pca ||
                     variance.size() < 2 || !(variance[0] > 0) || c.exploration().size() <= 3))
        return;
    ScreenPoint origin = c.scene.viewport.toScreen({0, 0});
    const double edge = std::clamp(c.picture.width * 0.045, 12.0, 36.0);
    const double top = std::clamp(c.picture.height * 0.06, 12.0, 46.0);
    if (meaning) {
        // What left and right mean must be seen, also where no text lies about the middle between them.
        origin.x = std::clamp(origin.x, edge + 1, std::max(edge + 1, c.picture.right() - edge));
        origin.y = std::clamp(origin.y, top + 1, std::max(top + 1, c.picture.bottom() - edge));
    }
    const ScreenRect legend = c.legend.value_or(ScreenRect{});

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
    // An axis's words keep off the other axis and the lines drawn so far; they lie along their own.
    std::vector<LabelLine> linesForAcross = c.lines;
    std::vector<LabelLine> linesForUp = c.lines;
    if (acrossSeen && right - left > 80) {
        addLine({left, origin.y}, {right, origin.y});
        linesForUp.push_back(c.lines.back());
    }
    if (upSeen && bottom - top > 80) {
        addLine({origin.x, bottom}, {origin.x, top});
        linesForAcross.push_back(c.lines.back());
    }
    if (meaning) {
        addMeanings(c, axes, {origin, left, right, top, bottom}, linesForAcross, linesForUp);
        return;
    }
    const std::string first = "component " + std::to_string(pca->firstAxis) + " · " + share(variance[0]);
    if (acrossSeen) {
        const std::array<AxisWords, 3> forms = {
            alongAcross(c.measure(first + " of the differences", TextRole::AxisLabel, 60, 1), left, right, origin),
            alongAcross(c.measure(first + " of the differences", TextRole::AxisLabel, 22, 2), left, right, origin),
            alongAcross(c.measure(first, TextRole::AxisLabel, 60, 1), left, right, origin)};
        addAxisText(c, forms, linesForAcross);
    }
    if (upSeen) {
        const AxisWords words =
            alongUp(c.measure("component " + std::to_string(pca->secondAxis) + " · " + share(variance[1]),
                              TextRole::AxisLabel, 40, 1),
                    top, bottom, origin);
        addAxisText(c, {&words, 1}, linesForUp);
    }
}

} // namespace embedscope
