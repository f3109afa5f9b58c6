#include "core/analyse/cosine.h"
#include "core/scene/scene_context.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::size_t kTruthNeighbours = 10; ///< as faithfulness counts them
constexpr std::size_t kTruthPills = 5;       ///< more numbers than this nobody reads

enum class Pill { Always, IfFree, None };

/// The number on a line, where it covers no mark and nothing written; where all places are taken: in the middle.
void addPill(SceneContext &c, ScreenPoint a, ScreenPoint b, double similarity, Colour colour, Pill pill)
{
    MeasuredText text = c.measure(similarityText(similarity), TextRole::Pill, 8, 1);
    const double width = std::round(text.width + 18 * c.fontScale);
    const double height = std::round(text.lineHeight + 5 * c.fontScale);
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const ScreenPoint across =
        length > 0 ? ScreenPoint{-(b.y - a.y) / length, (b.x - a.x) / length} : ScreenPoint{1, 0};
    std::optional<ScreenRect> place;
    for (const double aside : {0.0, 0.5, -0.5, 0.9, -0.9, 1.3, -1.3}) {
        for (const double t : {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74}) {
            const double off = aside * (std::abs(across.x) * width + std::abs(across.y) * height + 24);
            const ScreenRect rect{a.x + (b.x - a.x) * t + across.x * off - width / 2,
                                  a.y + (b.y - a.y) * t + across.y * off - height / 2, width, height};
            const bool inside = rect.x >= 2 && rect.y >= 2 && rect.right() <= c.picture.right() - 2 &&
                                rect.bottom() <= c.picture.bottom() - 2;
            if (inside && c.isFree(rect.grown(2), SceneContext::Against::TakenAndMarks)) {
                place = rect;
                break;
            }
        }
        if (place || pill == Pill::IfFree)
            break;
    }
    if (!place) {
        if (pill == Pill::IfFree)
            return;
        const ScreenPoint middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
        if (!c.picture.contains(middle))
            return;
        place = ScreenRect{middle.x - width / 2, middle.y - height / 2, width, height};
        if (!c.isFree(*place, SceneContext::Against::Taken))
            return;
    }
    RectItem box;
    box.rect = *place;
    box.radius = height / 2;
    box.fill = c.theme.panel;
    box.outline = colour;
    box.outlineWidth = 1;
    c.scene.above.emplace_back(box);
    const double top = place->y + (height - text.height()) / 2;
    c.scene.above.emplace_back(
        c.textItem(std::move(text), {place->x + width / 2, top}, TextItem::Align::Centre, TextRole::Pill, colour));
    c.taken.push_back(place->grown(2));
}

/// A dotted line between two shown rows from the edge of one mark to that of the other.
void addPairLine(SceneContext &c, std::size_t from, std::size_t to, std::optional<double> similarity, Colour colour,
                 Pill pill)
{
    const ScreenPoint a = c.screenOf(from);
    const ScreenPoint b = c.screenOf(to);
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const double startOff = c.extentOf(from) + 1;
    const double endOff = c.extentOf(to) + 1;
    ScreenPoint start = a;
    ScreenPoint end = b;
    if (length > startOff + endOff + 2) {
        start = {a.x + (b.x - a.x) * startOff / length, a.y + (b.y - a.y) * startOff / length};
        end = {b.x - (b.x - a.x) * endOff / length, b.y - (b.y - a.y) * endOff / length};
        LineItem line;
        line.points = {start, end};
        line.colour = colour;
        line.width = 1.6 * std::sqrt(c.fontScale);
        line.dash = LineItem::Dash::Dotted;
        c.scene.below.emplace_back(std::move(line));
        c.lines.push_back({start, end, 2.5});
    }
    if (similarity && pill != Pill::None)
        addPill(c, start, end, *similarity, colour, pill);
}

std::optional<double> similarityOf(const SceneContext &c, std::size_t a, std::size_t b)
{
    const MatrixView vectors(c.exploration().vectors);
    if (vectors.rows != c.exploration().size())
        return std::nullopt;
    return cosineSimilarity(vectors.row(a), vectors.row(b));
}

void addTruthLines(SceneContext &c)
{
    std::optional<std::size_t> selected; // the first of them
    for (std::size_t i = 0; i < c.base.points->row.size() && !c.view.selection.empty(); ++i)
        if (const std::size_t row = c.base.points->row[i]; (!selected || row < *selected) && c.isSelected(row))
            selected = row;
    const std::size_t from = selected.value_or(c.base.anchorRow);
    if (!c.base.shown(from))
        return;
    const std::vector<TrueNeighbour> neighbours = c.base.trueNeighbours.of(c.exploration(), from, kTruthNeighbours);
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
        const std::size_t to = neighbours[i].row;
        const bool drawnAlready = (from == c.base.anchorRow && to == c.base.mostSimilar) ||
                                  (to == c.base.anchorRow && from == c.base.mostSimilar);
        if (c.base.shown(to) && !drawnAlready)
            addPairLine(c, from, to, neighbours[i].similarity, c.theme.secondary,
                        i < kTruthPills ? Pill::IfFree : Pill::None);
    }
}

} // namespace

void addLines(SceneContext &c)
{
    const Exploration &e = c.exploration();
    const bool anchorShown = c.base.shown(c.base.anchorRow);
    if (anchorShown && c.base.mostSimilar)
        addPairLine(c, c.base.anchorRow, *c.base.mostSimilar, c.base.similarity[*c.base.mostSimilar], c.theme.accent,
                    Pill::Always);
    if (e.size() <= 3) { // a line, or the sides of a triangle
        for (std::size_t a = 0; a < e.size(); ++a)
            for (std::size_t b = a + 1; b < e.size(); ++b) {
                const bool drawn = anchorShown && c.base.mostSimilar &&
                                   std::minmax(a, b) == std::minmax(c.base.anchorRow, *c.base.mostSimilar);
                if (!drawn && c.base.shown(a) && c.base.shown(b))
                    addPairLine(c, a, b, similarityOf(c, a, b), c.theme.secondary, Pill::Always);
            }
    } else if (c.view.truthLines) {
        addTruthLines(c);
    }
}

} // namespace embedscope
