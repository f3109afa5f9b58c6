#pragma once

#include "core/base/ids.h"
#include "core/scene/colour.h"
#include "core/scene/text_measurer.h"
#include "core/scene/view_state.h"
#include "core/scene/viewport.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace embedscope {

enum class MarkShape : std::uint8_t {
    Circle,
    Square,
    Diamond,
    TriangleUp,
    TriangleDown,
    Plus,
    Cross,
    Star,
    Pentagon,
    Hexagon
};

/// How a mark looks. Points refer to styles by index, so that a million points cost two bytes each.
struct MarkStyle
{
    MarkShape shape = MarkShape::Circle;
    Colour fill = {};
    Colour outline = {};
    double radius = 6; ///< logical pixels, before ViewState::fontScale
    double outlineWidth = 1;
    double gap = 0; ///< a ring of the map's colour between fill and outline
    bool operator==(const MarkStyle &) const = default;
};

/// Where the marks are, in world units; shared, never copied by panning or zooming. Arrays of one length, painted in
/// order (later ones on top).
struct PointLayer
{
    std::vector<float> x = {};
    std::vector<float> y = {};
    std::vector<std::uint16_t> style = {}; ///< into Scene::styles
    std::vector<std::uint32_t> row = {};   ///< of the Exploration
};

// What lies below and above the marks, in screen units, painted in order.

struct LineItem
{
    enum class Dash { Solid, Dotted, Dashed };
    enum class Head { None, Arrow };
    std::vector<ScreenPoint> points = {};
    Colour colour = {};
    double width = 1;
    Dash dash = Dash::Solid;
    Head head = Head::None; ///< at the last point
};

struct PolygonItem ///< a hull, a card, a swatch
{
    std::vector<ScreenPoint> points = {};
    Colour fill = {};
    Colour outline = {};
    double outlineWidth = 0;
};

struct RectItem
{
    ScreenRect rect = {};
    double radius = 0;
    Colour fill = {};
    Colour outline = {};
    double outlineWidth = 0;
    std::vector<Colour> gradient = {}; ///< if not empty: left to right, evenly spaced, instead of fill
};

struct MarkItem ///< a mark in screen units: rings, legend swatches
{
    ScreenPoint at = {};
    MarkStyle style = {};
};

struct TextItem
{
    enum class Align { Left, Centre, Right };
    MeasuredText text = {};
    ScreenPoint at = {}; ///< top left, top middle or top right of the block, by `align`
    Align align = Align::Left;
    TextRole role = TextRole::Label;
    double fontScale = 1;
    Colour colour = {};
    Colour halo = {};     ///< alpha 0: none
    double haloWidth = 0; ///< pixels on each side
    ScreenRect bounds() const
    {
        const double dx = align == Align::Left ? 0 : align == Align::Centre ? text.width / 2 : text.width;
        return {at.x - dx, at.y, text.width, text.height()};
    }
};

using SceneItem = std::variant<LineItem, PolygonItem, RectItem, MarkItem, TextItem>;

/// What a placed label belongs to: for tests, accessibility and hit testing.
struct PlacedLabel
{
    std::size_t row = 0;
    ScreenRect rect = {};
};

/// Where what is being typed was drawn, and its words.
struct PlacedGhost
{
    ScreenPoint at = {};
    ScreenRect words = {};
    bool outside = false; ///< its place cannot be seen: an arrow points there
};

/// Everything that is to be painted, and nothing else. The painter adds no choice of its own.
struct Scene
{
    Viewport viewport = {};
    Theme theme = Theme::Light;
    Colour background = {};
    double markScale = 1;
    std::vector<MarkStyle> styles = {};
    std::shared_ptr<const PointLayer> points = {};
    std::vector<SceneItem> below = {};
    std::vector<SceneItem> above = {};
    std::vector<PlacedLabel> labels = {};
    std::size_t labelsWanted = 0; ///< how many marks in view could have had a label
    std::optional<PlacedGhost> ghost = {};
};

} // namespace embedscope
