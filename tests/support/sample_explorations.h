#pragma once

#include "core/explore/exploration.h"
#include "core/scene/text_measurer.h"

#include <string>
#include <vector>

namespace embedscope {

/// Texts with these similarities to each other (lower triangle, rows 1, 2, …) mapped by PCA: vectors of unit length
/// that have them exactly (Cholesky).
ExplorationPtr explorationWithSimilarities(const std::vector<std::string> &texts,
                                           const std::vector<std::vector<double>> &similarities);

/// The four cat sentences as all-MiniLM-L6-v2 sees them.
ExplorationPtr catExploration();

/// `clusters` groups of made-up sentences, `n` in all, around centres in 24 dimensions, mapped by PCA; labels as drawn.
ExplorationPtr clusteredExploration(std::size_t n, std::size_t clusters);

/// Every grapheme is a character, every character `0.5 × size` wide; wraps between words.
class FixedWidthMeasurer : public TextMeasurer
{
public:
    MeasuredText measure(std::string_view text, TextRole role, double fontScale, int maxCharacters,
                         int maxLines) const override;
};

} // namespace embedscope
