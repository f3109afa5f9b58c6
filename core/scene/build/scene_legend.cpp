#include "core/scene/build/scene_context.h"
#include "core/scene/display_text.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace embedscope {

namespace {

constexpr double kMargin = kLegendMargin;
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

/// So many of the title's characters fit beside what lies at the bottom right.
int titleCharacters(const SceneContext &c, double maxWidth)
{
    constexpr int kMost = 60;
    constexpr int kLeast = 20;
    int characters = kMost;
    while (characters > kLeast && c.measure(c.base.shade.title, TextRole::LegendTitle, characters, 1).width > maxWidth)
        characters -= 2;
    return characters;
}

LegendDraft shadeLegend(SceneContext &c, double maxWidth)
{
    LegendDraft draft;
    const double s = c.fontScale;
    const Shade &shade = c.base.shade;
    addText(c, draft, shade.title, 0, 0, TextItem::Align::Left, TextRole::LegendTitle, c.theme.secondary,
            titleCharacters(c, maxWidth));

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

struct CategoryEntries
{
    std::vector<Entry> named = {};
    std::optional<Entry> none = {}; ///< the texts that are in no category
};

CategoryEntries categoryEntries(const SceneContext &c)
{
    CategoryEntries entries;
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
        entries.named.push_back({displayText(category.name, 60), category.count, style, category.hidden});
    }
    style.fill = c.theme.noise;
    style.shape = MarkShape::Circle;
    if (others > 0)
        entries.named.push_back({"other (" + std::to_string(others) + ")", othersCount, style, false});
    if (counted < c.exploration().size())
        entries.none = Entry{c.view.colourMode == ColourMode::Cluster ? "in no cluster" : "in no group",
                             c.exploration().size() - counted, style, false};
    return entries;
}

/// Entries beside each other, in as many lines as there is room for.
class EntryLines
{
public:
    EntryLines(SceneContext &c, LegendDraft &draft, double maxWidth)
        : m_context(c),
          m_draft(draft),
          m_maxWidth(maxWidth),
          m_mostRows(static_cast<int>(legendLines(c.picture.height, c.fontScale)))
    {
    }

    double gap() const { return 18 * m_context.fontScale; }
    double widthOf(const Entry &entry)
    {
        return 22 * m_context.fontScale + measured(entry).width + measuredCount(entry).width;
    }
    /// False where there is no room for it and `after` pixels more.
    bool add(const Entry &entry, double after)
    {
        const double width = widthOf(entry);
        const auto fits = [&] { return m_x + width + (m_row == m_mostRows ? after : 0) <= m_maxWidth; };
        if (m_x > 0 && !fits()) {
            if (m_row == m_mostRows)
                return false;
            nextRow(entry);
            if (m_row == m_mostRows && !fits())
                return false;
        }
        draw(entry, width);
        return true;
    }
    /// Below the others if need be.
    void addAnyway(const Entry &entry)
    {
        if (m_x > 0 && m_x + widthOf(entry) > m_maxWidth)
            nextRow(entry);
        draw(entry, widthOf(entry));
    }
    void addMore(std::size_t count)
    {
        const MeasuredText words = more(count);
        addText(m_context, m_draft, "and " + std::to_string(count) + " more", m_x, m_y, TextItem::Align::Left,
                TextRole::LegendEntry, m_context.theme.secondary);
        m_x += words.width + gap();
    }
    MeasuredText more(std::size_t count)
    {
        return m_context.measure("and " + std::to_string(count) + " more", TextRole::LegendEntry, 20, 1);
    }

private:
    void nextRow(const Entry &entry)
    {
        ++m_row;
        m_x = 0;
        m_y += std::round(measured(entry).lineHeight + 6);
    }
    MeasuredText measured(const Entry &entry) { return m_context.measure(entry.name, TextRole::LegendEntry, 24, 1); }
    MeasuredText measuredCount(const Entry &entry)
    {
        return m_context.measure(std::to_string(entry.count), TextRole::LegendEntry, 12, 1);
    }
    void draw(const Entry &entry, double width)
    {
        SceneContext &c = m_context;
        const double s = c.fontScale;
        MeasuredText name = measured(entry);
        MarkItem swatch{{m_x + 6 * s, m_y + name.lineHeight / 2}, entry.style};
        swatch.style.radius *= s;
        if (entry.hidden)
            swatch.style.fill = c.theme.map;
        m_draft.items.emplace_back(swatch);
        const Colour ink = entry.hidden ? c.theme.secondary : c.theme.ink;
        const double nameWidth = name.width;
        m_draft.height = std::max(m_draft.height, m_y + name.lineHeight);
        m_draft.width = std::max(m_draft.width, m_x + width);
        m_draft.items.emplace_back(
            c.textItem(std::move(name), {m_x + 17 * s, m_y}, TextItem::Align::Left, TextRole::LegendEntry, ink));
        m_draft.items.emplace_back(c.textItem(measuredCount(entry), {m_x + 22 * s + nameWidth, m_y},
                                              TextItem::Align::Left, TextRole::LegendEntry, c.theme.secondary));
        m_x += width + gap();
    }

    SceneContext &m_context;
    LegendDraft &m_draft;
    double m_maxWidth;
    int m_mostRows;
    double m_x = 0;
    double m_y = 0;
    int m_row = 1;
};

LegendDraft categoryLegend(SceneContext &c, double maxWidth)
{
    LegendDraft draft;
    const CategoryEntries entries = categoryEntries(c);
    EntryLines lines(c, draft, maxWidth);
    // Texts in no category are always spoken of: how many there are is half of what a grouping says.
    const double last = entries.none ? lines.gap() + lines.widthOf(*entries.none) : 0;
    const double more = lines.gap() + lines.more(99).width;
    for (std::size_t i = 0; i < entries.named.size(); ++i)
        if (!lines.add(entries.named[i], last + (i + 1 < entries.named.size() ? more : 0))) {
            lines.addMore(entries.named.size() - i);
            break;
        }
    if (entries.none)
        lines.addAnyway(*entries.none);
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

double legendRight(const ScreenRect &picture, std::span<const ScreenRect> reserved)
{
    double right = picture.right() - kMargin;
    for (const ScreenRect &r : reserved)
        if (r.bottom() > picture.bottom() - 120 && r.x > picture.width / 3)
            right = std::min(right, r.x - 2 * kPadding);
    return right;
}

void addLegend(SceneContext &c)
{
    if (c.picture.width < kLegendMinWidth || c.picture.height < kLegendMinHeight ||
        c.view.colourMode == ColourMode::None)
        return;
    const double right = legendRight(c.picture, c.reserved);
    LegendDraft draft;
    if (!isShaded(c.view.colourMode))
        draft = categoryLegend(c, right - kMargin);
    else if (c.exploration().size() >= 2)
        draft = shadeLegend(c, right - kMargin);
    if (draft.items.empty())
        return;
    double top = c.picture.bottom() - kMargin - draft.height;
    if (c.caption && kMargin - kPadding + draft.width + 2 * kPadding > c.caption->x)
        top = std::min(top, c.caption->y - kPadding - draft.height);
    const auto frame = [&] { return ScreenRect{kMargin, top, draft.width, draft.height}.grown(kPadding); };
    for (const ScreenRect &r : c.reserved)
        if (r.intersects(frame()) && r.y - draft.height - 2 * kPadding > c.picture.height / 2)
            top = r.y - draft.height - 2 * kPadding;

    // Half a legend below a card misleads more than none.
    if (std::any_of(c.reserved.begin(), c.reserved.end(), [&](const ScreenRect &r) { return r.intersects(frame()); }))
        return;

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
