#pragma once

#include "core/base/ids.h"
#include "core/scene/colour.h"
#include "core/scene/scene.h"
#include "core/scene/view_state.h"

#include <array>
#include <cstddef>

namespace embedscope {

/// Every colour of a theme that the map, and the window around it, uses.
struct ThemeColours
{
    Colour map = {};   ///< the picture's ground
    Colour panel = {}; ///< cards, pills, frames, side panels
    Colour window = {};
    Colour ink = {};       ///< text
    Colour secondary = {}; ///< less important text
    Colour hairline = {};
    Colour axis = {};
    Colour accent = {};     ///< the one main action, the line to the most similar, selection
    Colour anchor = {};     ///< mark and ring of the anchor
    Colour anchorText = {}; ///< the same as text
    Colour outline = {};    ///< thin outline of marks: ≥ 3:1 against the map whatever the fill
    Colour noise = {};      ///< marks without cluster or group, and "other"
    Colour plain = {};      ///< marks where colour means nothing
};
const ThemeColours &themeColours(Theme theme);

/// Ten colours for categories that stay apart for every kind of colour vision (Petroff, arXiv 2107.02270), in order.
inline constexpr std::array<Colour, 10> kPetroff10 = {
    Colour::rgb(0x3f90da), Colour::rgb(0xffa90e), Colour::rgb(0xbd1f01), Colour::rgb(0x94a4a2), Colour::rgb(0x832db6),
    Colour::rgb(0xa96b59), Colour::rgb(0xe76300), Colour::rgb(0xb9ac70), Colour::rgb(0x717581), Colour::rgb(0x92dadd)};
/// Okabe & Ito 2008.
inline constexpr std::array<Colour, 8> kOkabeIto = {Colour::rgb(0x000000), Colour::rgb(0xe69f00), Colour::rgb(0x56b4e9),
                                                    Colour::rgb(0x009e73), Colour::rgb(0xf0e442), Colour::rgb(0x0072b2),
                                                    Colour::rgb(0xd55e00), Colour::rgb(0xcc79a7)};

/// Clusters and groups from this number on share the grey of "other".
inline constexpr std::size_t kDistinctCategories = 30;

/// Colour and shape of category 0, 1, …: all pairs up to kDistinctCategories differ; the first five are circles.
/// kNoCluster and everything beyond are grey circles.
struct CategoryLook
{
    Colour colour = {};
    MarkShape shape = MarkShape::Circle;
    bool operator==(const CategoryLook &) const = default;
};
CategoryLook categoryLook(ClusterId category, Theme theme);

/// The ramp's colour for t in [0, 1] (clamped): 0 far, 1 near. Lightness is strictly monotonic: near is dark on the
/// light theme and light on the dark one.
Colour rampColour(Ramp ramp, Theme theme, double t);

} // namespace embedscope
