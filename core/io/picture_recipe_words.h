#pragma once

#include <array>

// How a picture's recipe writes what has a few values: by those who write it and those who read it.
namespace embedscope {

inline constexpr int kPictureRecipeVersion = 1;
/// In the order of ColourMode.
inline constexpr std::array kColourWords = {"similarity", "cluster", "group",  "none",   "number",
                                            "kept",       "length",  "column", "phrase", "spectrum"};
inline constexpr std::array kMeasureWords = {"cosine", "angle", "euclidean"}; ///< in the order of Measure
inline constexpr std::array kRampWords = {"blue", "cividis", "viridis"};      ///< in the order of Ramp

} // namespace embedscope
