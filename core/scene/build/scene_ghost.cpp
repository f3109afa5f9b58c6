#include "core/scene/build/scene_context.h"
#include "core/scene/display_text.h"
#include "core/scene/ghost.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace embedscope {

namespace {

constexpr double kEdge = 12;       ///< nearer to the picture's edge it counts as outside
constexpr double kArrow = 26;      ///< from its mark at the edge to where it points
constexpr std::size_t kShown = 60; ///< characters of what is typed

/// Which part of the way from a to b lies in a rectangle, from 0 to 1; empty where `from` > `to`.
struct Part
{
    double from = 0;
    double to = 1;
};

Part partWithin(const ScreenRect &rect, ScreenPoint a, ScreenPoint b)
{
    Part part;
    for (const auto &[start, end, low, high] :
         {std::array{a.x, b.x, rect.x, rect.right()}, std::array{a.y, b.y, rect.y, rect.bottom()}}) {
        const double step = end - start;
        if (step == 0) {
            if (start < low || start > high)
                return {1, 0};
            continue;
        }
        const double first = (low - start) / step;
        const double second = (high - start) / step;
        part.from = std::max(part.from, std::min(first, second));
        part.to = std::min(part.to, std::max(first, second));
    }
    return part;
}

/// Where it is drawn: in its place, or, where that cannot be seen, on the way there from the middle.
struct Spot
{
    ScreenPoint at = {};
    std::optional<ScreenPoint> pointsTo = {}; ///< the arrow's head, towards a place that cannot be seen
};

Spot spotFor(const SceneContext &c, ScreenPoint place)
{
    const ScreenRect view = c.picture.grown(-kEdge);
    const ScreenPoint middle{c.picture.width / 2, c.picture.height / 2};
    const bool covered =
        std::any_of(c.reserved.begin(), c.reserved.end(), [&](const ScreenRect &rect) { return rect.contains(place); });
    if (view.contains(place) && !covered)
        return {place, {}};
    double seen = std::clamp(partWithin(view, middle, place).to, 0.0, 1.0);
    std::vector<ScreenRect> over(c.reserved.begin(), c.reserved.end());
    for (const auto &words : {c.legend, c.caption})
        if (words)
            over.push_back(*words);
    for (const ScreenRect &rect : over) {
        const Part under = partWithin(rect.grown(4), middle, place);
        if (under.from <= under.to && under.from > 0)
            seen = std::min(seen, under.from);
    }
    const ScreenPoint head = between(middle, place, seen);
    const double length = std::hypot(head.x - middle.x, head.y - middle.y);
    const double back = length > 0 ? std::min(1.0, kArrow * c.scene.markScale / length) : 0;
    return {between(head, middle, back), head};
}

/// A dot within a ring where the map itself says the place; hollow where its neighbours do.
MarkItem markFor(const SceneContext &c, PlaceKind kind, ScreenPoint at)
{
    MarkItem mark;
    mark.at = at;
    mark.style.outline = c.theme.accent;
    mark.style.outlineWidth = 2.2 * c.scene.markScale;
    if (kind == PlaceKind::Exact) {
        mark.style.fill = c.theme.accent;
        mark.style.radius = 4 * c.scene.markScale;
        mark.style.gap = 3 * c.scene.markScale;
    } else {
        mark.style.fill = {0, 0, 0, 0};
        mark.style.radius = 8 * c.scene.markScale;
    }
    return mark;
}

/// A thin line to the most similar text, wherever the map put that.
void addLineToNearest(SceneContext &c, const Ghost &ghost, ScreenPoint place, double radius)
{
    if (!ghost.nearest || !c.base.shown(*ghost.nearest))
        return;
    const ScreenPoint to = c.screenOf(*ghost.nearest);
    const double length = std::hypot(to.x - place.x, to.y - place.y);
    const double offs = radius + c.extentOf(*ghost.nearest) + 3;
    if (!(length > offs))
        return;
    const ScreenPoint from = between(place, to, (radius + 1) / length);
    const ScreenPoint end = between(to, place, (c.extentOf(*ghost.nearest) + 1) / length);
    const Part seen = partWithin(c.picture.grown(4), from, end); // dots far outside would be drawn, too
    if (seen.from >= seen.to)
        return;
    LineItem line;
    line.points = {between(from, end, seen.from), between(from, end, seen.to)};
    line.colour = c.theme.accent;
    line.width = 1.2 * std::sqrt(c.fontScale);
    line.dash = LineItem::Dash::Dotted;
    c.lines.push_back({line.points.front(), line.points.back(), 2.5});
    c.scene.below.emplace_back(std::move(line));
}

/// What of the picture a rectangle would cover: square pixels of writing, as many for a mark as it has. Not counted on
/// beyond `enough`.
double coveredBy(const SceneContext &c, const ScreenRect &rect, double enough)
{
    double covered = 0;
    const auto add = [&](const ScreenRect &other) {
        if (other.intersects(rect))
            covered += (std::min(rect.right(), other.right()) - std::max(rect.x, other.x)) *
                       (std::min(rect.bottom(), other.bottom()) - std::max(rect.y, other.y));
        return covered < enough;
    };
    static_cast<void>(std::all_of(c.taken.begin(), c.taken.end(), add) &&
                      std::all_of(c.scene.labels.begin(), c.scene.labels.end(),
                                  [&](const PlacedLabel &label) { return add(label.rect); }) &&
                      std::all_of(c.marks.begin(), c.marks.end(), [&](const LabelMark &mark) {
                          return add(
                              {mark.at.x - mark.radius, mark.at.y - mark.radius, 2 * mark.radius, 2 * mark.radius});
                      }));
    return covered;
}

bool isClear(const SceneContext &c, const ScreenRect &rect)
{
    const ScreenRect bounds = labelBounds(c);
    return rect.x >= bounds.x && rect.y >= bounds.y && rect.right() <= bounds.right() &&
           rect.bottom() <= bounds.bottom() &&
           std::none_of(c.reserved.begin(), c.reserved.end(),
                        [&](const ScreenRect &other) { return other.intersects(rect); });
}

/// Where no place is free: near it but not over it, where least is covered, and not under what lies above the map.
ScreenRect leastCovering(const SceneContext &c, ScreenPoint at, double radius, double width, double height)
{
    constexpr double kAway = 20; ///< square pixels that a pixel of distance is worth
    constexpr std::array kOff{5.0, 25.0, 45.0, 65.0};
    const ScreenRect bounds = labelBounds(c);
    /// On side x, y of it, each -1, 0 or 1; moved along an edge of the picture rather than over it.
    const auto beside = [&](double x, double y, double offX, double offY) {
        ScreenRect rect{at.x + x * (radius + offX) + (x - 1) / 2 * width,
                        at.y + y * (radius + offY) + (y - 1) / 2 * height, width, height};
        if (x == 0)
            rect.x = std::max(bounds.x, std::min(rect.x, bounds.right() - width));
        else if (y == 0)
            rect.y = std::max(bounds.y, std::min(rect.y, bounds.bottom() - height));
        return rect;
    };
    ScreenRect best = beside(0, at.y > c.picture.height / 2 ? -1 : 1, 0, kOff.front());
    double least = std::numeric_limits<double>::infinity();
    for (const double x : {1.0, -1.0, 0.0})
        for (const double y : {0.0, -1.0, 1.0})
            for (const double offX : kOff)
                for (const double offY : kOff) {
                    const double away = kAway * (std::abs(x) * offX + std::abs(y) * offY);
                    const ScreenRect rect = beside(x, y, offX, offY);
                    if ((x == 0 && y == 0) || away >= least || !isClear(c, rect))
                        continue;
                    if (const double cost = away + coveredBy(c, rect, least - away); cost < least) {
                        least = cost;
                        best = rect;
                    }
                }
    return best;
}

/// From the edge of its mark to the nearest edge of its words.
void addLeader(SceneContext &c, ScreenPoint at, double radius, const ScreenRect &words)
{
    const ScreenPoint to{std::clamp(at.x, words.x, words.right()), std::clamp(at.y, words.y, words.bottom())};
    const double length = std::hypot(to.x - at.x, to.y - at.y);
    if (length < radius + 10)
        return;
    LineItem line;
    line.points = {between(at, to, radius / length), to};
    line.colour = c.theme.accent;
    c.scene.above.emplace_back(std::move(line));
}

/// A place for its words where nothing else is.
std::optional<ScreenRect> freePlace(const SceneContext &c, ScreenPoint at, double radius, double width, double height)
{
    LabelRequest request;
    request.at = at;
    request.radius = radius;
    request.width = width;
    request.height = height;
    std::vector<ScreenRect> obstacles = c.taken;
    for (const PlacedLabel &label : c.scene.labels)
        obstacles.push_back(label.rect);
    const LabelPlacement place = placeLabels({&request, 1}, c.marks, obstacles, c.lines, labelBounds(c)).front();
    return place.placed ? std::optional(place.rect) : std::nullopt;
}

/// What is typed, and below it what must be known of its place; in a frame.
struct Words
{
    MeasuredText text = {};
    MeasuredText fact = {};
    double paddingX = 0;
    double paddingY = 0;
    double width() const { return std::max(text.width, fact.width) + 2 * paddingX; }
    double height() const { return text.height() + fact.height() + 2 * paddingY; }
};

Words wordsOf(const SceneContext &c, const Ghost &ghost, const Spot &spot, int maxCharacters, int maxLines)
{
    std::string facts = ghost.kind == PlaceKind::Approximate ? "approximate" : "";
    if (spot.pointsTo)
        facts += facts.empty() ? "outside the view" : " · outside the view";
    Words words;
    words.text = c.measure(displayText(ghost.text, kShown), TextRole::Hover, maxCharacters, maxLines);
    if (!facts.empty())
        words.fact = c.measure(facts, TextRole::LegendEntry, 40, 1);
    words.paddingX = 7 * c.fontScale;
    words.paddingY = 4 * c.fontScale;
    return words;
}

ScreenRect addWords(SceneContext &c, const Ghost &ghost, const Spot &spot, double radius)
{
    Words words = wordsOf(c, ghost, spot, 28, 2);
    std::optional<ScreenRect> place = freePlace(c, spot.at, radius, words.width(), words.height());
    if (!place) { // the first words will do: who types knows the others
        words = wordsOf(c, ghost, spot, 20, 1);
        place = freePlace(c, spot.at, radius, words.width(), words.height());
    }
    const ScreenRect rect = place ? *place : leastCovering(c, spot.at, radius, words.width(), words.height());
    addLeader(c, spot.at, radius, rect);
    RectItem box;
    box.rect = rect;
    box.radius = 6;
    box.fill = c.theme.panel;
    box.outline = c.theme.accent;
    box.outlineWidth = 1;
    c.scene.above.emplace_back(box);
    const ScreenPoint top{rect.x + words.paddingX, rect.y + words.paddingY};
    const ScreenPoint below{top.x, top.y + words.text.height()};
    c.scene.above.emplace_back(
        c.textItem(std::move(words.text), top, TextItem::Align::Left, TextRole::Hover, c.theme.ink));
    if (!words.fact.lines.empty())
        c.scene.above.emplace_back(
            c.textItem(std::move(words.fact), below, TextItem::Align::Left, TextRole::LegendEntry, c.theme.secondary));
    return rect;
}

} // namespace

void addGhost(SceneContext &c, const Ghost &ghost)
{
    if (!ghost.place || ghost.exploration != c.base.exploration)
        return;
    const ScreenPoint place = c.scene.viewport.toScreen(c.base.key.alignment.apply(*ghost.place));
    const Spot spot = spotFor(c, place);
    const double radius = 9.2 * c.scene.markScale;
    addLineToNearest(c, ghost, place, radius);
    if (spot.pointsTo) {
        LineItem arrow;
        arrow.points = {between(spot.at, *spot.pointsTo, radius / (kArrow * c.scene.markScale)), *spot.pointsTo};
        arrow.colour = c.theme.accent;
        arrow.width = 2;
        arrow.head = LineItem::Head::Arrow;
        c.scene.above.emplace_back(std::move(arrow));
    }
    c.scene.above.emplace_back(markFor(c, ghost.kind, spot.at));
    const ScreenRect words = addWords(c, ghost, spot, radius);
    c.scene.ghost = PlacedGhost{spot.at, words, spot.pointsTo.has_value()};
}

std::string describeGhost(const Ghost &ghost)
{
    constexpr std::size_t kName = 60;
    std::string words = quoted(ghost.text, kName) + " is being typed";
    if (ghost.place)
        words += ghost.kind == PlaceKind::Exact
                     ? ", and lies exactly where this map puts it"
                     : ", and lies among its true neighbours: an approximate place, as this map has no other";
    words += ".";
    if (ghost.nearest && ghost.exploration && *ghost.nearest < ghost.exploration->size())
        words += " Most like it is " + quoted(ghost.exploration->rows[*ghost.nearest].text, kName) + ".";
    return words;
}

} // namespace embedscope
