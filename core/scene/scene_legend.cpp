#include "core/scene/display_text.h"
#include "core/scene/scene_context.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kMargin = 24;
constexpr double kPadding = 8;
constexpr double kMaxRows = 4;
constexpr double kMostOfHeight = 0.22; ///< of the picture, for all lines

/// Items relative to the legend's top left corner, until it is known how high it gets.
struct LegendDraft
{
    std::vector<SceneItem> items = {};
    double width = 0;
    double height = 0;
};

void moveBy(SceneItem &item, double dx, double dy)
{
    const auto shift = [&](ScreenPoint &p) { p = {p.x + dx, p.y + dy}; };
    if (auto *text = std::get_if<TextItem>(&item))
        shift(text->at);
    else if (auto *mark = std::get_if<MarkItem>(&item))
        shift(mark->at);
    else if (auto *rect = std::get_if<RectItem>(&item)) {
        rect->rect.x += dx;
        rect->rect.y += dy;
    } else if (auto *line = std::get_if<LineItem>(&item))
        std::for_each(line->points.begin(), line->points.end(), shift);
}

void addText(SceneContext &c, LegendDraft &draft, const std::string &text, double x, double y, TextItem::Align align,
             TextRole role, Colour colour, int maxCharacters = 60)
{
    TextItem item = c.textItem(c.measure(text, role, maxCharacters, 1), {x, y}, align, role, colour);
    const ScreenRect bounds = item.bounds();
    draft.width = std::max(draft.width, bounds.right());
    draft.height = std::max(draft.height, bounds.bottom());
    draft.items.emplace_back(std::move(item));
}

/// What lies at the two ends of a bar, in words below its numbers.
void addEnds(SceneContext &c, LegendDraft &draft, double barWidth)
{
    const double top = draft.height + 2;
    addText(c, draft, c.base.shade.low, 0, top, TextItem::Align::Left, TextRole::LegendEntry, c.theme.ink);
    addText(c, draft, c.base.shade.high, barWidth, top, TextItem::Align::Right, TextRole::LegendEntry, c.theme.ink);
}

/// Long enough for the words at its ends to stand beside each other.
double barWidth(const SceneContext &c)
{
    const auto width = [&](const std::string &words) {
        return words.empty() ? 0 : c.measure(words, TextRole::LegendEntry, 60, 1).width;
    };
    const double ends = width(c.base.shade.low) + width(c.base.shade.high) + 16 * c.fontScale;
    return std::round(std::max(180 * c.fontScale, ends));
}

LegendDraft shadeLegend(SceneContext &c)
{
    LegendDraft draft;
    const double s = c.fontScale;
    const Shade &shade = c.base.shade;
    addText(c, draft, shade.title, 0, 0, TextItem::Align::Left, TextRole::LegendTitle, c.theme.secondary);

    RectItem bar;
    bar.rect = {0, draft.height + 5, barWidth(c), std::round(10 * s)};
    for (int step = 0; step <= 32; ++step) {
        const double value = shade.range.low + (shade.range.high - shade.range.low) * step / 32.0;
        bar.gradient.push_back(shadeColour(shade, c.view.ramp, c.view.theme, shadePosition(shade, value)));
    }
    bar.fill = bar.gradient.front();
    draft.width = std::max(draft.width, bar.rect.width);
    const double numbersTop = bar.rect.bottom() + 4;
    for (int i = 0; i <= shade.steps; ++i) {
        const double t = static_cast<double>(i) / shade.steps;
        const double value = shade.range.low + (shade.range.high - shade.range.low) * t;
        addText(c, draft, shadeNumber(shade, value), bar.rect.width * t, numbersTop,
                i == 0             ? TextItem::Align::Left
                : i == shade.steps ? TextItem::Align::Right
                                   : TextItem::Align::Centre,
                TextRole::LegendEntry, c.theme.secondary);
    }
    if (!shade.low.empty() || !shade.high.empty())
        addEnds(c, draft, bar.rect.width);
    draft.items.emplace_back(std::move(bar));
    std::string note = shade.beyond;
    if (!shade.hollow.empty())
        note += (note.empty() ? "hollow: " : " · hollow: ") + shade.hollow;
    if (!note.empty())
        addText(c, draft, note, 0, draft.height + 2, TextItem::Align::Left, TextRole::LegendEntry, c.theme.secondary);
    return draft;
}

struct Entry
{
    std::string name = {};
    std::size_t count = 0;
    MarkStyle style = {};
    bool hidden = false;
};

std::vector<Entry> categoryEntries(const SceneContext &c)
{
    std::vector<Entry> entries;
    MarkStyle style;
    style.radius = 5.5;
    style.outline = c.theme.outline;
    std::size_t others = 0;
    std::size_t othersCount = 0;
    std::size_t counted = 0;
    for (std::size_t i = 0; i < c.base.categories.size(); ++i) {
        const CategoryOutline &category = c.base.categories[i];
        counted += category.count;
        if (i >= kDistinctCategories) {
            ++others;
            othersCount += category.count;
            continue;
        }
        style.fill = category.look.colour;
        style.shape = category.look.shape;
        entries.push_back({displayText(category.name, 60), category.count, style, category.hidden});
    }
    style.fill = c.theme.noise;
    style.shape = MarkShape::Circle;
    if (others > 0)
        entries.push_back({"other (" + std::to_string(others) + ")", othersCount, style, false});
    if (counted < c.exploration().size())
        entries.push_back({c.view.colourMode == ColourMode::Cluster ? "in no cluster" : "in no group",
                           c.exploration().size() - counted, style, false});
    return entries;
}

LegendDraft categoryLegend(SceneContext &c, double maxWidth)
{
    LegendDraft draft;
    const double s = c.fontScale;
    const std::vector<Entry> entries = categoryEntries(c);
    double x = 0;
    double y = 0;
    int row = 1;
    const double moreWidth = c.measure("and 99 more", TextRole::LegendEntry, 20, 1).width;
    const auto mostRows = static_cast<int>(legendLines(c.picture.height, s));
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Entry &entry = entries[i];
        MeasuredText name = c.measure(entry.name, TextRole::LegendEntry, 24, 1);
        MeasuredText count = c.measure(std::to_string(entry.count), TextRole::LegendEntry, 12, 1);
        const double rowHeight = std::round(name.lineHeight + 6);
        const double width = 17 * s + name.width + 5 * s + count.width;
        const bool lastRow = row == mostRows;
        const double after = lastRow && i + 1 < entries.size() ? 18 * s + moreWidth : 0;
        if (x > 0 && x + width + after > maxWidth) {
            if (lastRow) {
                addText(c, draft, "and " + std::to_string(entries.size() - i) + " more", x, y, TextItem::Align::Left,
                        TextRole::LegendEntry, c.theme.secondary);
                break;
            }
            ++row;
            x = 0;
            y += rowHeight;
        }
        MarkItem swatch{{x + 6 * s, y + name.lineHeight / 2}, entry.style};
        swatch.style.radius *= s;
        if (entry.hidden)
            swatch.style.fill = c.theme.map;
        draft.items.emplace_back(swatch);
        const Colour ink = entry.hidden ? c.theme.secondary : c.theme.ink;
        const double nameWidth = name.width;
        draft.height = std::max(draft.height, y + name.lineHeight);
        draft.width = std::max(draft.width, x + width);
        draft.items.emplace_back(
            c.textItem(std::move(name), {x + 17 * s, y}, TextItem::Align::Left, TextRole::LegendEntry, ink));
        draft.items.emplace_back(c.textItem(std::move(count), {x + 22 * s + nameWidth, y}, TextItem::Align::Left,
                                            TextRole::LegendEntry, c.theme.secondary));
        x += width + 18 * s;
    }
    return draft;
}

} // namespace

double legendLineHeight(double fontScale)
{
    return std::round(std::ceil(11 * fontScale * 1.25) + 6);
}

double legendLines(double pictureHeight, double fontScale)
{
    return std::clamp(std::floor(pictureHeight * kMostOfHeight / legendLineHeight(fontScale)), 1.0, kMaxRows);
}

void addLegend(SceneContext &c)
{
    if (c.picture.width < kLegendMinWidth || c.picture.height < kLegendMinHeight ||
        c.view.colourMode == ColourMode::None)
        return;
    LegendDraft draft;
    if (isShaded(c.view.colourMode)) {
        if (c.exploration().size() < 2)
            return;
        draft = shadeLegend(c);
    } else {
        // Cards at the bottom right end the lines of the legend.
        double right = c.picture.right() - kMargin;
        for (const ScreenRect &r : c.reserved)
            if (r.bottom() > c.picture.bottom() - 120 && r.x > c.picture.width / 3)
                right = std::min(right, r.x - 2 * kPadding);
        draft = categoryLegend(c, right - kMargin);
    }
    if (draft.items.empty())
        return;
    double top = c.picture.bottom() - kMargin - draft.height;
    if (c.caption && kMargin - kPadding + draft.width + 2 * kPadding > c.caption->x)
        top = std::min(top, c.caption->y - kPadding - draft.height);
    const auto frame = [&] { return ScreenRect{kMargin, top, draft.width, draft.height}.grown(kPadding); };
    for (const ScreenRect &r : c.reserved)
        if (r.intersects(frame()) && r.y - draft.height - 2 * kPadding > c.picture.height / 2)
            top = r.y - draft.height - 2 * kPadding;

    RectItem ground; // what is drawn below it shines through, but does not disturb
    ground.rect = frame();
    ground.radius = 6;
    ground.fill = c.theme.map.withAlpha(225);
    c.scene.above.emplace_back(ground);
    for (SceneItem &item : draft.items) {
        moveBy(item, kMargin, top);
        c.scene.above.push_back(std::move(item));
    }
    c.legend = frame();
    c.taken.push_back(frame());
}

} // namespace embedscope
