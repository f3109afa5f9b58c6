#pragma once

#include <cstdint>

namespace embedscope {

/// sRGB, 8 bits a channel, straight alpha.
struct Colour
{
    std::uint8_t r = 0;
    std::uint8_t g = 0;
    std::uint8_t b = 0;
    std::uint8_t a = 255;
    bool operator==(const Colour &) const = default;

    static constexpr Colour rgb(std::uint32_t hex)
    {
        return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8),
                static_cast<std::uint8_t>(hex), 255};
    }
    constexpr Colour withAlpha(std::uint8_t alpha) const { return {r, g, b, alpha}; }
};

/// A colour in OKLab (Ottosson 2020): l lightness 0…1, a green-red, b blue-yellow. Equal steps look about equal.
struct OkLab
{
    double l = 0;
    double a = 0;
    double b = 0;
};
OkLab toOkLab(Colour colour);
/// The nearest sRGB colour, channels cut off where it lies outside.
Colour fromOkLab(const OkLab &lab, std::uint8_t alpha = 255);

/// WCAG 2.2 relative luminance, 0…1, and the contrast ratio of two opaque colours, 1…21.
double relativeLuminance(Colour colour);
double contrastRatio(Colour a, Colour b);
/// Straight interpolation in OKLab; t in [0, 1].
Colour mix(Colour a, Colour b, double t);

} // namespace embedscope
