#include "core/analyse/cosine.h"
#include "core/scene/build/scene_context.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::size_t kTruthNeighbours = 5; ///< more lines and numbers than this nobody reads
constexpr std::size_t kAllPairs = 4;        ///< up to so many texts "show the truth" draws every pair

/// A pair of rows, the lower first.
struct Pair
{
    std::size_t first = 0;
    std::size_t second = 0;
    bool operator==(const Pair &) const = default;
};

Pair pairOf(std::size_t a, std::size_t b)
{
    return {std::min(a, b), std::max(a, b)};
}

struct LineLook
{
    Colour colour = {};
    LineItem::Dash dash = LineItem::Dash::Dotted;
    double width = 1.6;
    double cost = 2.5; ///< of a label on it
};

/// Where the way from `outside` to the middle of `rect` meets its edge.
ScreenPoint edgeTowards(const ScreenRect &rect, ScreenPoint outside)
{
    const ScreenPoint middle{rect.x + rect.width / 2, rect.y + rect.height / 2};
    const double dx = std::abs(outside.x - middle.x);
    const double dy = std::abs(outside.y - middle.y);
    const double t = std::max(dx > 0 ? 1 - rect.width / 2 / dx : 0.0, dy > 0 ? 1 - rect.height / 2 / dy : 0.0);
    return between(outside, middle, std::clamp(t, 0.0, 1.0));
}

struct PillPlace
{
    ScreenRect rect = {};
    std::optional<ScreenPoint> leaderFrom = {}; ///< on the line; none: the pill lies on the line
};

/// A place for a pill of this size on the line, where enough of the line is seen on both sides of it, or else beside
/// the line at the end of a short leader. None: a number that belongs to nothing one can see is not written.
std::optional<PillPlace> placePill(const SceneContext &c, ScreenPoint a, ScreenPoint b, double width, double height)
{
    constexpr double kSeen = 8;    ///< of the line, on each side of the pill
    constexpr double kLeader = 10; ///< from the line to the pill
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (!(length > 0))
        return std::nullopt;
    const ScreenPoint along{(b.x - a.x) / length, (b.y - a.y) / length};
    const ScreenPoint across{-along.y, along.x};
    const auto isFree = [&](const ScreenRect &rect) {
        return rect.x >= 2 && rect.y >= 2 && rect.right() <= c.picture.right() - 2 &&
               rect.bottom() <= c.picture.bottom() - 2 && c.isFree(rect.grown(2), SceneContext::Against::TakenAndMarks);
    };
    // So much of the line the pill covers.
    const double covered = std::min(std::abs(along.x) > 1e-9 ? width / std::abs(along.x) : 1e9,
                                    std::abs(along.y) > 1e-9 ? height / std::abs(along.y) : 1e9);
    constexpr std::array<double, 7> kAlong = {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74};
    for (const double t : kAlong) {
        const ScreenPoint at = between(a, b, t);
        const ScreenRect rect{at.x - width / 2, at.y - height / 2, width, height};
        if (std::min(t, 1 - t) * length >= covered / 2 + kSeen && isFree(rect))
            return PillPlace{rect, {}};
    }
    const double half = std::abs(across.x) * width / 2 + std::abs(across.y) * height / 2;
    for (const double leader : {kLeader, 2 * kLeader}) {
        for (const double side : {1.0, -1.0}) {
            for (const double t : kAlong) {
                const ScreenPoint at = between(a, b, t);
                const double off = side * (half + leader);
                const ScreenRect rect{at.x + across.x * off - width / 2, at.y + across.y * off - height / 2, width,
                                      height};
                if (isFree(rect))
                    return PillPlace{rect, at};
            }
        }
    }
    return std::nullopt;
}

/// The number on a line or beside it; left out where it has no place.
void addPill(SceneContext &c, ScreenPoint a, ScreenPoint b, const std::string &number, Colour colour)
{
    MeasuredText text = c.measure(number, TextRole::Pill, 12, 1);
    const double width = std::round(text.width + 18 * c.fontScale);
    const double height = std::round(text.lineHeight + 5 * c.fontScale);
    const std::optional<PillPlace> place = placePill(c, a, b, width, height);
    if (!place)
        return;
    if (place->leaderFrom) {
        LineItem leader;
        leader.points = {*place->leaderFrom, edgeTowards(place->rect, *place->leaderFrom)};
        leader.colour = colour;
        c.lines.push_back({leader.points.front(), leader.points.back(), 2.5});
        c.scene.above.emplace_back(std::move(leader));
    }
    RectItem box;
    box.rect = place->rect;
    box.radius = height / 2;
    box.fill = c.theme.panel;
    box.outline = colour;
    box.outlineWidth = 1;
    c.scene.above.emplace_back(box);
    const double top = place->rect.y + (height - text.height()) / 2;
    c.scene.above.emplace_back(
        c.textItem(std::move(text), {place->rect.x + width / 2, top}, TextItem::Align::Centre, TextRole::Pill, colour));
    c.taken.push_back(place->rect.grown(2));
}

/// A line between two shown rows from the edge of one mark to that of the other, with its number. Marks that touch
/// have neither.
void addPairLine(SceneContext &c, Pair pair, std::optional<double> similarity, const LineLook &look)
{
    const ScreenPoint a = c.screenOf(pair.first);
    const ScreenPoint b = c.screenOf(pair.second);
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const double startOff = c.extentOf(pair.first) + 1;
    const double endOff = c.extentOf(pair.second) + 1;
    if (!(length > startOff + endOff + 2))
        return;
    const ScreenPoint start = between(a, b, startOff / length);
    const ScreenPoint end = between(b, a, endOff / length);
    LineItem line;
    line.points = {start, end};
    line.colour = look.colour;
    line.width = look.width * std::sqrt(c.fontScale);
    line.dash = look.dash;
    c.scene.below.emplace_back(std::move(line));
    c.lines.push_back({start, end, look.cost});
    if (c.view.measure != Measure::Cosine) {
        const MatrixView vectors(c.exploration().vectors);
        const auto value = measured(c.view.measure, vectors.row(pair.first), vectors.row(pair.second));
        if (similarity && value)
            addPill(c, start, end, measureText(c.view.measure, *value), look.colour);
    } else if (similarity) {
        addPill(c, start, end, similarityOnMap(*similarity), look.colour);
    }
}

std::optional<double> similarityOf(const SceneContext &c, Pair pair)
{
    const MatrixView vectors(c.exploration().vectors);
    if (vectors.rows != c.exploration().size())
        return std::nullopt;
    return cosineSimilarity(vectors.row(pair.first), vectors.row(pair.second));
}

/// The rows "show the truth" starts from: the first selected one, else the anchor.
std::size_t truthFrom(const SceneContext &c)
{
    std::optional<std::size_t> selected;
    for (std::size_t i = 0; i < c.base.points->row.size() && !c.view.selection.empty(); ++i)
        if (const std::size_t row = c.base.points->row[i]; (!selected || row < *selected) && c.isSelected(row))
            selected = row;
    return selected.value_or(c.base.anchorRow);
}

/// The pair of which the card speaks; drawn while nothing is selected.
std::optional<Pair> worstPair(const SceneContext &c)
{
    const auto &worst = c.exploration().map->faithfulness.worstPair;
    const std::size_t n = c.exploration().size();
    if (!c.view.truthLines || !c.view.selection.empty() || !worst || worst->first >= n || worst->second >= n ||
        !c.base.shown(worst->first) || !c.base.shown(worst->second))
        return std::nullopt;
    return pairOf(worst->first, worst->second);
}

} // namespace

void addLines(SceneContext &c)
{
    if (!c.exploration().map)
        return; // on its way: lines would jump
    const std::size_t n = c.exploration().size();
    std::vector<Pair> drawn;
    const auto add = [&](Pair pair, std::optional<double> similarity, const LineLook &look) {
        if (!c.base.shown(pair.first) || !c.base.shown(pair.second) ||
            std::find(drawn.begin(), drawn.end(), pair) != drawn.end())
            return;
        drawn.push_back(pair);
        addPairLine(c, pair, similarity, look);
    };
    const std::optional<Pair> worst = worstPair(c);
    const LineLook worstLook{c.theme.ink, LineItem::Dash::Dashed, 2, 8};
    if (c.base.shown(c.base.anchorRow) && c.base.mostSimilar) {
        const Pair pair = pairOf(c.base.anchorRow, *c.base.mostSimilar);
        add(pair, c.base.similarity[*c.base.mostSimilar],
            pair == worst ? LineLook{c.theme.accent, worstLook.dash, worstLook.width, worstLook.cost}
                          : LineLook{c.theme.accent});
    }
    if (worst)
        add(*worst, similarityOf(c, *worst), worstLook);
    const LineLook look{c.theme.secondary};
    if (n <= 3 || (n <= kAllPairs && c.view.truthLines)) { // a line, the sides of a triangle, all that four have
        for (std::size_t a = 0; a < n; ++a)
            for (std::size_t b = a + 1; b < n; ++b)
                add({a, b}, similarityOf(c, {a, b}), look);
    } else if (c.view.truthLines) {
        const std::size_t from = truthFrom(c);
        if (c.base.shown(from))
            for (const TrueNeighbour &to : c.base.trueNeighbours.of(c.exploration(), from, kTruthNeighbours))
                add(pairOf(from, to.row), to.similarity, look);
    }
}

} // namespace embedscope
