#include "core/scene/describe_scene.h"

#include "core/scene/display_text.h"
#include "core/scene/shading.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

std::string number(double value)
{
    return std::to_string(std::lround(value));
}

std::string point(ScreenPoint p)
{
    return number(p.x) + "," + number(p.y);
}

std::string rect(const ScreenRect &r)
{
    return point({r.x, r.y}) + " " + number(r.width) + "x" + number(r.height);
}

std::string hex(Colour c)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "#";
    for (const std::uint8_t channel : {c.r, c.g, c.b, c.a}) {
        text += digits[channel >> 4];
        text += digits[channel & 15];
    }
    if (c.a == 255)
        text.resize(7);
    return text;
}

const char *shapeName(MarkShape shape)
{
    constexpr std::array names = {"circle", "square", "diamond", "triangle", "triangle-down",
                                  "plus",   "cross",  "star",    "pentagon", "hexagon"};
    return names[static_cast<std::size_t>(shape)];
}

const char *roleName(TextRole role)
{
    switch (role) {
    case TextRole::Label:
        return "label";
    case TextRole::AnchorLabel:
        return "anchor-label";
    case TextRole::ClusterName:
        return "cluster-name";
    case TextRole::AxisLabel:
        return "axis-label";
    case TextRole::LegendTitle:
        return "legend-title";
    case TextRole::LegendEntry:
        return "legend-entry";
    case TextRole::Pill:
        return "pill";
    case TextRole::Hover:
        return "hover";
    }
    return "text";
}

struct Describe
{
    std::string operator()(const LineItem &line) const
    {
        std::string text = "line";
        if (line.dash == LineItem::Dash::Dotted)
            text += " dotted";
        if (line.dash == LineItem::Dash::Dashed)
            text += " dashed";
        if (line.head == LineItem::Head::Arrow)
            text += " arrow";
        for (const ScreenPoint &p : line.points)
            text += " " + point(p);
        return text + " " + hex(line.colour);
    }
    std::string operator()(const PolygonItem &polygon) const
    {
        double left = 0, top = 0, right = 0, bottom = 0;
        for (std::size_t i = 0; i < polygon.points.size(); ++i) {
            const ScreenPoint &p = polygon.points[i];
            left = i ? std::min(left, p.x) : p.x;
            right = i ? std::max(right, p.x) : p.x;
            top = i ? std::min(top, p.y) : p.y;
            bottom = i ? std::max(bottom, p.y) : p.y;
        }
        return "polygon within " + rect({left, top, right - left, bottom - top}) + " " + hex(polygon.fill);
    }
    std::string operator()(const RectItem &item) const
    {
        std::string text = "rect " + rect(item.rect) + " " + hex(item.fill);
        if (!item.gradient.empty())
            text += " ramp " + hex(item.gradient.front()) + " to " + hex(item.gradient.back());
        return text;
    }
    std::string operator()(const MarkItem &mark) const
    {
        return std::string(mark.style.fill.a == 0 ? "ring " : "swatch ") + shapeName(mark.style.shape) + " " +
               point(mark.at) + " radius " + number(mark.style.radius) + " " +
               hex(mark.style.fill.a == 0 ? mark.style.outline : mark.style.fill);
    }
    std::string operator()(const TextItem &item) const
    {
        std::string words;
        for (const TextLine &line : item.text.lines)
            words += (words.empty() ? "" : " / ") + line.text;
        return std::string(roleName(item.role)) + " " + rect(item.bounds()) + " " + hex(item.colour) + " " + words;
    }
};

} // namespace

std::string describeScene(const Scene &scene, const Exploration &exploration)
{
    std::string text = "picture " + number(scene.viewport.size().width) + "x" + number(scene.viewport.size().height) +
                       (scene.theme == Theme::Dark ? " dark" : " light") + " " + hex(scene.background) + "\n";
    for (const SceneItem &item : scene.below)
        text += std::visit(Describe{}, item) + "\n";
    if (scene.points) {
        for (std::size_t i = 0; i < scene.points->row.size(); ++i) {
            const MarkStyle &style = scene.styles[scene.points->style[i]];
            const std::size_t row = scene.points->row[i];
            text += std::string("mark ") + shapeName(style.shape) + " " +
                    point(scene.viewport.toScreen({scene.points->x[i], scene.points->y[i]})) + " " + hex(style.fill);
            if (row < exploration.rows.size())
                text += " " + displayText(exploration.rows[row].text, 40);
            text += "\n";
        }
    }
    for (const SceneItem &item : scene.above)
        text += std::visit(Describe{}, item) + "\n";
    text += "labels " + std::to_string(scene.labels.size()) + " of " + std::to_string(scene.labelsWanted) + "\n";
    return text;
}

} // namespace embedscope
