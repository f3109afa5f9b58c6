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

// Every fifth of the 256 colours of matplotlib's maps (both CC0); what lies between is within 4 of 255.
constexpr std::array<Colour, 52> kViridis = {
    Colour::rgb(0x440154), Colour::rgb(0x46085c), Colour::rgb(0x471063), Colour::rgb(0x481769), Colour::rgb(0x481d6f),
    Colour::rgb(0x482475), Colour::rgb(0x472a7a), Colour::rgb(0x46307e), Colour::rgb(0x453781), Colour::rgb(0x433d84),
    Colour::rgb(0x414287), Colour::rgb(0x3f4889), Colour::rgb(0x3d4e8a), Colour::rgb(0x3a538b), Colour::rgb(0x38598c),
    Colour::rgb(0x355e8d), Colour::rgb(0x33638d), Colour::rgb(0x31688e), Colour::rgb(0x2e6d8e), Colour::rgb(0x2c718e),
    Colour::rgb(0x2a768e), Colour::rgb(0x297b8e), Colour::rgb(0x27808e), Colour::rgb(0x25848e), Colour::rgb(0x23898e),
    Colour::rgb(0x218e8d), Colour::rgb(0x20928c), Colour::rgb(0x1f978b), Colour::rgb(0x1e9c89), Colour::rgb(0x1fa188),
    Colour::rgb(0x21a585), Colour::rgb(0x24aa83), Colour::rgb(0x28ae80), Colour::rgb(0x2eb37c), Colour::rgb(0x35b779),
    Colour::rgb(0x3dbc74), Colour::rgb(0x46c06f), Colour::rgb(0x50c46a), Colour::rgb(0x5ac864), Colour::rgb(0x65cb5e),
    Colour::rgb(0x70cf57), Colour::rgb(0x7cd250), Colour::rgb(0x89d548), Colour::rgb(0x95d840), Colour::rgb(0xa2da37),
    Colour::rgb(0xb0dd2f), Colour::rgb(0xbddf26), Colour::rgb(0xcae11f), Colour::rgb(0xd8e219), Colour::rgb(0xe5e419),
    Colour::rgb(0xf1e51d), Colour::rgb(0xfde725)};
constexpr std::array<Colour, 52> kCividis = {
    Colour::rgb(0x00224e), Colour::rgb(0x002656), Colour::rgb(0x002a5f), Colour::rgb(0x002d68), Colour::rgb(0x003070),
    Colour::rgb(0x083370), Colour::rgb(0x163770), Colour::rgb(0x203a6f), Colour::rgb(0x273e6e), Colour::rgb(0x2e416d),
    Colour::rgb(0x34456c), Colour::rgb(0x3a486c), Colour::rgb(0x3f4c6c), Colour::rgb(0x444f6c), Colour::rgb(0x49536c),
    Colour::rgb(0x4e566c), Colour::rgb(0x535a6d), Colour::rgb(0x575d6d), Colour::rgb(0x5c616e), Colour::rgb(0x60646f),
    Colour::rgb(0x656870), Colour::rgb(0x696b71), Colour::rgb(0x6d6f72), Colour::rgb(0x727274), Colour::rgb(0x767676),
    Colour::rgb(0x7a7a78), Colour::rgb(0x7e7d78), Colour::rgb(0x838179), Colour::rgb(0x888578), Colour::rgb(0x8d8878),
    Colour::rgb(0x928c78), Colour::rgb(0x969077), Colour::rgb(0x9b9476), Colour::rgb(0xa09875), Colour::rgb(0xa59c74),
    Colour::rgb(0xaaa073), Colour::rgb(0xafa471), Colour::rgb(0xb5a86f), Colour::rgb(0xbaac6d), Colour::rgb(0xbfb06b),
    Colour::rgb(0xc4b468), Colour::rgb(0xc9b965), Colour::rgb(0xcfbd62), Colour::rgb(0xd4c15f), Colour::rgb(0xdac65b),
    Colour::rgb(0xdfca57), Colour::rgb(0xe5cf52), Colour::rgb(0xead34c), Colour::rgb(0xf0d846), Colour::rgb(0xf6dd3f),
    Colour::rgb(0xfce236), Colour::rgb(0xfee838)};

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
