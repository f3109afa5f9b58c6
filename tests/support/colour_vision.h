#pragma once

#include "core/scene/colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

namespace embedscope {

using Triple = std::array<double, 3>;
using Matrix3 = std::array<Triple, 3>;

inline Triple times(const Matrix3 &m, const Triple &v)
{
    Triple out = {};
    for (std::size_t i = 0; i < 3; ++i)
        out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
    return out;
}

enum class Vision { Normal, Deuteranopia, Protanopia, Tritanopia };

/// Linear sRGB, 0…1, as someone with this kind of colour vision sees it: Machado, Oliveira & Fernandes 2009,
/// severity 1.
inline Triple seenBy(Vision vision, Colour colour)
{
    const auto linear = [](std::uint8_t channel) {
        const double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    const Triple rgb = {linear(colour.r), linear(colour.g), linear(colour.b)};
    static constexpr std::array<Matrix3, 4> kMatrices = {{
        {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
        {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
        {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
        {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
    }};
    Triple seen = times(kMatrices[static_cast<std::size_t>(vision)], rgb);
    for (double &c : seen)
        c = std::clamp(c, 0.0, 1.0);
    return seen;
}

/// CAM02-UCS (J', a', b') of linear sRGB: Luo, Cui & Li 2006 on CIECAM02 in the viewing conditions of sRGB (D65,
/// background 20 %, 64 lux, average surround). Distances of about 1 can just be seen.
inline Triple cam02Ucs(const Triple &linear)
{
    static constexpr Matrix3 kXyz = {{{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}};
    static constexpr Matrix3 kCat02 = {
        {{0.7328, 0.4296, -0.1624}, {-0.7036, 1.6975, 0.0061}, {0.0030, 0.0136, 0.9834}}};
    static constexpr Matrix3 kCat02Inverse = {{{1.096123820835514, -0.278869000218287, 0.182745179382773},
                                               {0.454369041975359, 0.473533154307412, 0.072097803717229},
                                               {-0.009627608738429, -0.005698031216113, 1.015325639954543}}};
    static constexpr Matrix3 kHpe = {{{0.38971, 0.68898, -0.07868}, {-0.22981, 1.18340, 0.04641}, {0, 0, 1}}};
    static constexpr Triple kWhite = {95.047, 100, 108.883};

    const double la = 64 / std::numbers::pi / 5;
    const double k = 1 / (5 * la + 1);
    const double fl = 0.2 * std::pow(k, 4) * 5 * la + 0.1 * std::pow(1 - std::pow(k, 4), 2) * std::cbrt(5 * la);
    const double n = 0.2;
    const double nbb = 0.725 * std::pow(1 / n, 0.2);
    const double z = 1.48 + std::sqrt(n);
    const double d = 1 - std::exp((-la - 42) / 92) / 3.6;
    const Triple whiteCones = times(kCat02, kWhite);

    struct Response
    {
        Triple rgb;
        double achromatic;
    };
    const auto responseTo = [&](const Triple &xyz) {
        Triple cones = times(kCat02, xyz);
        for (std::size_t i = 0; i < 3; ++i)
            cones[i] *= d * kWhite[1] / whiteCones[i] + 1 - d;
        Triple hpe = times(kHpe, times(kCat02Inverse, cones));
        for (double &v : hpe) {
            const double power = std::pow(fl * std::abs(v) / 100, 0.42);
            v = std::copysign(400 * power / (27.13 + power), v) + 0.1;
        }
        return Response{hpe, (2 * hpe[0] + hpe[1] + hpe[2] / 20 - 0.305) * nbb};
    };
    Triple xyz = times(kXyz, linear);
    for (double &v : xyz)
        v *= 100;
    const Response seen = responseTo(xyz);
    const Response white = responseTo(kWhite);
    const auto &[r, g, b] = seen.rgb;
    const double redGreen = r - 12 * g / 11 + b / 11;
    const double yellowBlue = (r + g - 2 * b) / 9;
    const double hue = std::atan2(yellowBlue, redGreen);
    const double j = 100 * std::pow(std::max(seen.achromatic, 0.0) / white.achromatic, 0.69 * z);
    const double e = 12500.0 / 13 * nbb * (std::cos(hue + 2) + 3.8);
    const double t = e * std::hypot(redGreen, yellowBlue) / (r + g + 1.05 * b);
    const double chroma = std::pow(t, 0.9) * std::sqrt(j / 100) * std::pow(1.64 - std::pow(0.29, n), 0.73);
    const double m = std::log(1 + 0.0228 * chroma * std::pow(fl, 0.25)) / 0.0228;
    return {1.7 * j / (1 + 0.007 * j), m * std::cos(hue), m * std::sin(hue)};
}

inline double seenDistance(Colour a, Colour b, Vision vision)
{
    const Triple x = cam02Ucs(seenBy(vision, a));
    const Triple y = cam02Ucs(seenBy(vision, b));
    return std::sqrt((x[0] - y[0]) * (x[0] - y[0]) + (x[1] - y[1]) * (x[1] - y[1]) + (x[2] - y[2]) * (x[2] - y[2]));
}

/// The smallest distance between any two of the colours.
inline double leastDistance(std::span<const Colour> colours, Vision vision)
{
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < colours.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            least = std::min(least, seenDistance(colours[i], colours[j], vision));
    return least;
}

} // namespace embedscope
