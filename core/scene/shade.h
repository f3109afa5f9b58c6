#pragma once

#include "core/explore/exploration.h"
#include "core/scene/colour.h"
#include "core/scene/shading.h"
#include "core/scene/view_state.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What the marks' colours mean where they are numbers, by the view's colour mode.
struct Shade
{
    enum class Kind {
        Rising,    ///< the ramp's near end is the greatest number
        Falling,   ///< ... the least: distances
        Diverging, ///< two colours, one for each sign, from −range.high to range.high
    };
    Kind kind = Kind::Rising;
    std::vector<std::optional<double>> values = {}; ///< of each row; none is drawn hollow
    RampRange range = {};
    std::string title = {}; ///< "similarity to “I like cats.”", "number 17 of 384"
    std::string low = {};   ///< what lies at the two ends, in words: "sad, unhappy"; mostly none
    std::string high = {};
    std::string beyond = {}; ///< what is said where a number lies outside the range; empty: none does
    std::string hollow = {}; ///< why marks are hollow: "undefined"; empty where none is
    std::string unit = {};   ///< after each number of the legend: "°"
    int steps = 2;           ///< of the legend
};

/// Whether colours are numbers in this mode, and the anchor is marked by rings alone.
bool isShaded(ColourMode mode);
bool anchorKeepsColour(ColourMode mode);

Shade shadeOf(const Exploration &exploration, const ViewState &view, std::size_t anchorRow);
/// Where a number lies between the shade's ends, 0…1: 0 far, 1 near (Diverging: 0 negative, ½ zero, 1 positive).
double shadePosition(const Shade &shade, double value);
Colour shadeColour(const Shade &shade, Ramp ramp, Theme theme, double position);
/// The position of a number is one or less in the legend, from left to right: numbers rise.
std::string shadeNumber(const Shade &shade, double value);

/// The number that a cell of a table holds: digits with a point or an exponent, perhaps with a sign, thousands set off
/// by commas, "%" after it; nothing else.
std::optional<double> numberOf(std::string_view cell);
/// Columns that hold numbers, by position: in nine of ten cells that are not empty, and not the same everywhere.
std::vector<std::size_t> numericColumns(const std::vector<Text> &texts, std::size_t columns);

} // namespace embedscope
