#pragma once

#include "core/base/matrix.h"
#include "core/explore/exploration.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace embedscope {

/// How near two texts' vectors are, as lists and colours say it: one choice for both.
enum class Measure : std::uint8_t {
    Cosine,    ///< similarity, 1 for the same direction
    Angle,     ///< in degrees, 0 to 180: the same order
    Euclidean, ///< length of the difference, 0 and up: another order where the vectors' lengths differ
};

/// Undefined where the similarity is (Cosine, Angle), or for values that are not finite.
std::optional<double> measured(Measure measure, std::span<const float> a, std::span<const float> b);
/// Of every row to `anchor`.
std::vector<std::optional<double>> measuredTo(Measure measure, MatrixView rows, std::span<const float> anchor);
/// ".597" and "−.120", "53.4°", "0.898".
std::string measureText(Measure measure, double value);

/// A row with its number.
struct MeasuredRow
{
    std::size_t row = 0;
    std::optional<double> value = {};
};
/// All rows but `anchor`, nearest first, ties by row, undefined ones last.
std::vector<MeasuredRow> nearestBy(Measure measure, const Exploration &exploration, std::size_t anchor);

} // namespace embedscope
