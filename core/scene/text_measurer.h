#pragma once

#include "core/scene/viewport.h"

#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What a piece of writing on the map is; the painter has a font for each.
enum class TextRole {
    Label,       ///< a text beside its mark, 14 px
    AnchorLabel, ///< the anchor's, semibold
    ClusterName, ///< 16 px semibold, at a cluster's centre
    AxisLabel,   ///< 11 px, secondary ink
    LegendTitle, ///< 11 px, secondary ink
    LegendEntry, ///< 11 px
    Pill,        ///< the number on the line, 12 px semibold, digits in equal cells
    Hover,       ///< 13 px, the text within a frame
};

struct TextLine
{
    std::string text = {}; ///< UTF-8 without line breaks
    double width = 0;      ///< logical pixels
};

/// A text broken into lines.
struct MeasuredText
{
    std::vector<TextLine> lines = {};
    double width = 0; ///< of the widest line
    double lineHeight = 0;
    double ascent = 0;   ///< from a line's top to its baseline
    bool elided = false; ///< the last line ends in … because there were more than maxLines
    double height() const { return lineHeight * static_cast<double>(lines.size()); }
};

/// Measures writing without knowing how it is painted: ui/render does it with Qt, core's tests with a fixed width.
/// Not thread-safe.
class TextMeasurer
{
public:
    virtual ~TextMeasurer() = default;
    /// Wraps at `maxCharacters` grapheme clusters (between words where possible), to at most `maxLines` lines.
    virtual MeasuredText measure(std::string_view text, TextRole role, double fontScale, int maxCharacters,
                                 int maxLines) const = 0;
};

} // namespace embedscope
