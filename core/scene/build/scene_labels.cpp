#include "core/scene/build/scene_context.h"
#include "core/scene/display_text.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

namespace embedscope {

namespace {

constexpr int kWrap = 28;
constexpr int kMaxLines = 3;
/// More labels than this never fit; beyond, the picture is thinned before anything is measured.
constexpr std::size_t kMaxRequests = 500;
constexpr double kThinCellWidth = 80;
constexpr double kThinCellHeight = 30;

constexpr double kSelected = 4; ///< the priority of a selected text
constexpr double kAnchor = 5;

struct Wanted
{
    std::size_t row = 0;
    ScreenPoint at = {};
    double priority = 0;
};

/// Marks in view that could have a label, most important first.
std::vector<Wanted> wantedLabels(const SceneContext &c)
{
    std::set<std::size_t> central;
    if (c.view.colourMode == ColourMode::Cluster && c.exploration().clusters)
        for (const Cluster &cluster : c.exploration().clusters->clusters)
            if (!cluster.central.empty())
                central.insert(cluster.central.front());
    std::vector<Wanted> wanted;
    for (const std::size_t position : c.visible) {
        const std::size_t row = c.base.points->row[position];
        const ScreenPoint at = c.screenOf(row);
        if (!c.picture.contains(at))
            continue;
        double priority = 0;
        if (row == c.base.anchorRow)
            priority = kAnchor;
        else if (c.isSelected(row))
            priority = kSelected;
        else if (row == c.base.mostSimilar)
            priority = 3;
        else if (central.count(row) > 0)
            priority = 2;
        wanted.push_back({row, at, priority});
    }
    std::sort(wanted.begin(), wanted.end(), [](const Wanted &a, const Wanted &b) {
        return a.priority != b.priority ? a.priority > b.priority : a.row < b.row;
    });
    return wanted;
}

/// Of many only so many as could fit, spread over the picture.
void thin(std::vector<Wanted> &wanted)
{
    if (wanted.size() <= kMaxRequests)
        return;
    for (int perCell = 1; perCell <= 8; ++perCell) {
        std::unordered_map<std::uint64_t, int> taken;
        std::vector<Wanted> kept;
        for (const Wanted &w : wanted) {
            const auto column = static_cast<std::uint64_t>(std::max(0.0, w.at.x / kThinCellWidth));
            const auto line = static_cast<std::uint64_t>(std::max(0.0, w.at.y / kThinCellHeight));
            int &count = taken[(line << 32) | column];
            if (w.priority == 0 && count >= perCell)
                continue;
            ++count;
            kept.push_back(w);
            if (kept.size() == kMaxRequests)
                break;
        }
        if (kept.size() == kMaxRequests || perCell == 8) {
            wanted = std::move(kept);
            return;
        }
    }
}

MarkItem ring(ScreenPoint at, double radius, Colour colour, double width)
{
    MarkItem item;
    item.at = at;
    item.style.fill = {0, 0, 0, 0};
    item.style.outline = colour;
    item.style.radius = radius;
    item.style.outlineWidth = width;
    return item;
}

/// The corners of a square around a mark: unlike every ring, it says where the keyboard is.
void addBrackets(SceneContext &c, ScreenPoint at, double radius)
{
    const double arm = radius * 0.5;
    for (const double sx : {-1.0, 1.0}) {
        for (const double sy : {-1.0, 1.0}) {
            const ScreenPoint corner{at.x + sx * radius, at.y + sy * radius};
            LineItem line;
            line.points = {{corner.x - sx * arm, corner.y}, corner, {corner.x, corner.y - sy * arm}};
            line.colour = c.theme.ink;
            line.width = 2;
            c.scene.above.emplace_back(std::move(line));
        }
    }
}

LabelRequest requestFor(const SceneContext &c, const Wanted &wanted, const MeasuredText &text)
{
    LabelRequest request;
    request.at = wanted.at;
    request.radius = c.extentOf(wanted.row);
    request.width = text.width;
    request.height = text.height();
    request.priority = wanted.priority;
    request.insist = wanted.priority >= kSelected;
    return request;
}

MeasuredText labelText(const SceneContext &c, std::size_t row)
{
    return c.measure(displayText(c.exploration().rows[row].text, 200),
                     row == c.base.anchorRow ? TextRole::AnchorLabel : TextRole::Label, kWrap, kMaxLines);
}

TextItem::Align alignFor(LabelSide side)
{
    switch (side) {
    case LabelSide::Right:
    case LabelSide::BelowRight:
    case LabelSide::AboveRight:
        return TextItem::Align::Left;
    case LabelSide::Left:
    case LabelSide::BelowLeft:
    case LabelSide::AboveLeft:
        return TextItem::Align::Right;
    case LabelSide::Below:
    case LabelSide::Above:
        break;
    }
    return TextItem::Align::Centre;
}

} // namespace

void addRings(SceneContext &c)
{
    // Radius is that of the ring's inner edge as a mark's fill: the outline is drawn around it.
    if (c.base.shown(c.base.anchorRow)) {
        const ScreenPoint at = c.screenOf(c.base.anchorRow);
        const double radius = c.styleExtent(c.base.anchorRow) + 3;
        if (anchorKeepsColour(c.view.colourMode)) { // its own colour is taken: two rings
            c.scene.above.emplace_back(ring(at, radius - 0.5, c.theme.ink, 1.8));
            c.scene.above.emplace_back(ring(at, radius + 3.5, c.theme.ink, 1.8));
        } else {
            c.scene.above.emplace_back(ring(at, radius, c.theme.anchor, 2));
        }
    }
    if (!c.view.selection.empty()) {
        for (const std::size_t position : c.visible) {
            const std::size_t row = c.base.points->row[position];
            if (c.isSelected(row))
                c.scene.above.emplace_back(
                    ring(c.screenOf(row), c.styleExtent(row) + (row == c.base.anchorRow ? c.anchorRings() + 2 : 2.0),
                         c.theme.accent, 2.2));
        }
    }
    if (const auto focused = c.exploration().rowOf(c.view.focused); focused && c.base.shown(*focused))
        addBrackets(c, c.screenOf(*focused), c.extentOf(*focused) + 3);
}

LabelWishes labelWishes(const SceneContext &c)
{
    std::vector<Wanted> wanted = wantedLabels(c);
    LabelWishes wishes;
    wishes.wanted = wanted.size();
    if (!c.view.showLabels)
        return wishes;
    thin(wanted);
    for (const Wanted &w : wanted) {
        MeasuredText text = labelText(c, w.row);
        if (text.lines.empty() || !(text.width > 0))
            continue; // nothing that can be seen: it claims no place
        wishes.requests.push_back(requestFor(c, w, text));
        wishes.texts.push_back(std::move(text));
        wishes.rows.push_back(w.row);
    }
    return wishes;
}

std::optional<ScreenRect> anchorLabelPlace(const SceneContext &c)
{
    const std::size_t anchor = c.base.anchorRow;
    if (!c.view.showLabels || !c.base.shown(anchor) || !c.picture.contains(c.screenOf(anchor)))
        return std::nullopt;
    const MeasuredText text = labelText(c, anchor);
    if (text.lines.empty() || !(text.width > 0))
        return std::nullopt;
    const LabelRequest request = requestFor(c, {anchor, c.screenOf(anchor), kAnchor}, text);
    const std::vector<LabelPlacement> places = placeLabels({&request, 1}, c.marks, c.taken, c.lines, labelBounds(c));
    return places.front().placed ? std::optional(places.front().rect) : std::nullopt;
}

ScreenRect labelBounds(const SceneContext &c)
{
    return c.picture.grown(-6);
}

void addLabels(SceneContext &c)
{
    LabelWishes wishes = labelWishes(c);
    c.scene.labelsWanted = wishes.wanted;
    const std::vector<LabelPlacement> placements =
        placeLabels(wishes.requests, c.marks, c.taken, c.lines, labelBounds(c));
    for (std::size_t i = 0; i < placements.size(); ++i) {
        const LabelPlacement &place = placements[i];
        if (!place.placed)
            continue;
        if (place.leader) {
            LineItem line;
            line.points = {place.leaderFrom, place.leaderTo};
            line.colour = c.theme.outline;
            c.scene.above.emplace_back(std::move(line));
        }
        const bool isAnchor = wishes.rows[i] == c.base.anchorRow;
        const TextItem::Align align = alignFor(place.side);
        const double x = align == TextItem::Align::Left     ? place.rect.x
                         : align == TextItem::Align::Centre ? place.rect.x + place.rect.width / 2
                                                            : place.rect.right();
        c.scene.above.emplace_back(c.withHalo(c.textItem(
            std::move(wishes.texts[i]), {x, place.rect.y}, align, isAnchor ? TextRole::AnchorLabel : TextRole::Label,
            isAnchor && !anchorKeepsColour(c.view.colourMode) ? c.theme.anchorText : c.theme.ink)));
        c.scene.labels.push_back({wishes.rows[i], place.rect});
    }
}

namespace {

/// Right of and below the point, or on the first other side where it is inside the picture and under nothing; where
/// there is no such side, inside the picture at least.
ScreenRect hoverFrame(const SceneContext &c, ScreenPoint at, double away, double width, double height)
{
    constexpr double kHoverMargin = 6;
    const double across[] = {at.x + away, at.x - away - width};
    const double down[] = {at.y + away * 0.5, at.y - away * 0.5 - height};
    const auto inside = [&](ScreenRect frame) {
        frame.x = std::max(kHoverMargin, std::min(frame.x, c.picture.right() - kHoverMargin - width));
        frame.y = std::max(kHoverMargin, std::min(frame.y, c.picture.bottom() - kHoverMargin - height));
        return frame;
    };
    std::optional<ScreenRect> fits;
    for (const double y : down) {
        for (const double x : across) {
            const ScreenRect frame{x, y, width, height};
            if (inside(frame) != frame)
                continue;
            if (std::none_of(c.reserved.begin(), c.reserved.end(),
                             [&](const ScreenRect &above) { return above.intersects(frame); }))
                return frame;
            fits = fits.value_or(frame);
        }
    }
    if (fits)
        return *fits;
    const double x = across[0] + width > c.picture.right() - kHoverMargin ? across[1] : across[0];
    const double y = down[0] + height > c.picture.bottom() - kHoverMargin ? down[1] : down[0];
    return inside({x, y, width, height});
}

} // namespace

void addHover(SceneContext &c)
{
    const auto hovered = c.exploration().rowOf(c.view.hovered);
    if (!hovered || !c.base.shown(*hovered))
        return;
    const std::size_t row = *hovered;
    const ScreenPoint at = c.screenOf(row);
    const double s = c.fontScale;
    c.scene.above.emplace_back(ring(at, c.styleExtent(row) + 1.5, c.theme.ink, 1.5));

    std::string shown = displayText(c.exploration().rows[row].text, 400);
    if (shown.empty())
        shown = "(nothing that can be shown)";
    MeasuredText text = c.measure(shown, TextRole::Hover, 48, 8);
    std::string facts;
    if (row == c.base.anchorRow)
        facts = "compared with the others";
    else if (c.base.similarity[row])
        facts = "similarity " + similarityOnMap(*c.base.similarity[row]);
    else
        facts = "similarity undefined";
    if (const auto &clusters = c.exploration().clusters;
        clusters && clusters->labels.size() == c.exploration().size()) {
        const ClusterId id = clusters->labels[row];
        if (id >= 0 && static_cast<std::size_t>(id) < clusters->clusters.size())
            facts += " · " + displayText(clusters->clusters[static_cast<std::size_t>(id)].name, 40);
    }
    MeasuredText fact = c.measure(facts, TextRole::LegendEntry, 56, 1);

    const double padding = 9 * s;
    const double width = std::max(text.width, fact.width) + 2 * padding;
    const double height = text.height() + 3 * s + fact.height() + 2 * padding;
    const double away = c.extentOf(row) + 8;
    const ScreenRect frame = hoverFrame(c, at, away, width, height);

    RectItem box;
    box.rect = frame;
    box.radius = 7;
    box.fill = c.theme.panel;
    box.outline = c.theme.outline;
    box.outlineWidth = 1;
    c.scene.above.emplace_back(box);
    const double factTop = frame.y + padding + text.height() + 3 * s;
    c.scene.above.emplace_back(c.textItem(std::move(text), {frame.x + padding, frame.y + padding},
                                          TextItem::Align::Left, TextRole::Hover, c.theme.ink));
    c.scene.above.emplace_back(c.textItem(std::move(fact), {frame.x + padding, factTop}, TextItem::Align::Left,
                                          TextRole::LegendEntry, c.theme.secondary));
}

} // namespace embedscope
