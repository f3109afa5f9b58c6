#include "core/scene/palette.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace embedscope {

namespace {

constexpr ThemeColours kLight = {
    .map = Colour::rgb(0xfcfcfb),
    .panel = Colour::rgb(0xffffff),
    .window = Colour::rgb(0xf6f7f9),
    .ink = Colour::rgb(0x1c2430),
    .secondary = Colour::rgb(0x5b6675),
    .hairline = Colour::rgb(0xdfe3e9),
    .axis = Colour::rgb(0xb9c1cc),
    .accent = Colour::rgb(0x0b4a8f),
    .anchor = Colour::rgb(0xd9480f),
    .anchorText = Colour::rgb(0xb93a08),
    .outline = Colour::rgb(0x7d8591),
    .noise = Colour::rgb(0xc3c8cf),
    .plain = Colour::rgb(0x5f88b8),
};

constexpr ThemeColours kDark = {
    .map = Colour::rgb(0x14181e),
    .panel = Colour::rgb(0x1b2027),
    .window = Colour::rgb(0x171b21),
    .ink = Colour::rgb(0xe8ecf1),
    .secondary = Colour::rgb(0xa3adba),
    .hairline = Colour::rgb(0x2c333d),
    .axis = Colour::rgb(0x4a5462),
    .accent = Colour::rgb(0xa9cbf7),
    .anchor = Colour::rgb(0xff8a4c),
    .anchorText = Colour::rgb(0xff8a4c),
    .outline = Colour::rgb(0x8d97a5),
    .noise = Colour::rgb(0x565e69),
    .plain = Colour::rgb(0x7ba6d8),
};

// matplotlib's maps at 0, 0.1, … 1 (both CC0).
constexpr std::array<Colour, 11> kViridis = {Colour::rgb(0x440154), Colour::rgb(0x482475), Colour::rgb(0x414487),
                                             Colour::rgb(0x355f8d), Colour::rgb(0x2a788e), Colour::rgb(0x21918c),
                                             Colour::rgb(0x22a884), Colour::rgb(0x44bf70), Colour::rgb(0x7ad151),
                                             Colour::rgb(0xbddf26), Colour::rgb(0xfde725)};
constexpr std::array<Colour, 10> kCividis = {
    Colour::rgb(0x00224e), Colour::rgb(0x123570), Colour::rgb(0x3b496c), Colour::rgb(0x575d6d), Colour::rgb(0x707173),
    Colour::rgb(0x8a8678), Colour::rgb(0xa59c74), Colour::rgb(0xc3b369), Colour::rgb(0xe1cc55), Colour::rgb(0xfee838)};

Colour sampled(std::span<const Colour> samples, double t)
{
    const double position = t * static_cast<double>(samples.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(position), samples.size() - 2);
    return mix(samples[index], samples[index + 1], position - static_cast<double>(index));
}

using enum MarkShape;
/// Shapes for the colours of three rounds. No colour meets a shape twice.
constexpr std::array<MarkShape, kDistinctCategories> kShapes = {
    Circle, Circle,  Circle,     Circle,       Circle, Square, Diamond, TriangleUp, TriangleDown, Star,
    Square, Diamond, TriangleUp, TriangleDown, Star,   Plus,   Cross,   Pentagon,   Hexagon,      Circle,
    Plus,   Cross,   Pentagon,   Hexagon,      Square, Cross,  Square,  Diamond,    TriangleUp,   TriangleDown};

} // namespace

const ThemeColours &themeColours(Theme theme)
{
    return theme == Theme::Dark ? kDark : kLight;
}

CategoryLook categoryLook(ClusterId category, Theme theme)
{
    if (category < 0 || static_cast<std::size_t>(category) >= kDistinctCategories)
        return {themeColours(theme).noise, Circle};
    const auto index = static_cast<std::size_t>(category);
    return {kPetroff10[index % kPetroff10.size()], kShapes[index]};
}

Colour rampColour(Ramp ramp, Theme theme, double t)
{
    const double near = t > 0 ? std::min(t, 1.0) : 0;
    switch (ramp) {
    case Ramp::Blue:
        return theme == Theme::Dark ? mix(Colour::rgb(0x2f4460), Colour::rgb(0xbcd7fb), near)
                                    : mix(Colour::rgb(0xc9d5e6), Colour::rgb(0x0b4a8f), near);
    case Ramp::Cividis:
        return sampled(kCividis, theme == Theme::Dark ? near : 1 - near);
    case Ramp::Viridis:
        break;
    }
    return sampled(kViridis, theme == Theme::Dark ? near : 1 - near);
}

} // namespace embedscope
