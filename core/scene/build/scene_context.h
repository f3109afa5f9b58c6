#pragma once

#include "core/scene/build/build_scene.h"
#include "core/scene/palette.h"
#include "core/scene/place_labels.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// A picture in the making, handed from layer to layer; each adds what it draws to `scene` and where it must not be
/// covered to `taken`. Inside core/scene only.
struct SceneContext
{
    const SceneBase &base;
    const ViewState &view;
    const TextMeasurer &measurer;
    const ThemeColours &theme;
    std::span<const ScreenRect> reserved;
    Scene scene = {};
    ScreenRect picture = {};
    double fontScale = 1;
    std::vector<std::size_t> visible = {}; ///< positions of the marks in view
    std::vector<LabelMark> marks = {};     ///< of `visible`, with rings
    std::vector<ScreenRect> taken = {};
    std::vector<LabelLine> lines = {};
    std::optional<ScreenRect> caption = {}; ///< where there is one
    std::optional<ScreenRect> legend = {};

    const Exploration &exploration() const { return *base.exploration; }
    std::size_t shownCount() const { return base.points->row.size(); }
    ScreenPoint screenOf(std::size_t row) const;
    /// Radius of what is drawn of a row's mark: outline and rings that stay.
    double extentOf(std::size_t row) const;
    double styleExtent(std::size_t row) const;
    /// What the anchor's rings add to it.
    double anchorRings() const { return anchorKeepsColour(view.colourMode) ? 8.5 : 5.5; }
    bool isSelected(std::size_t row) const { return view.selection.count(exploration().rows[row].id) > 0; }
    bool colourIsCategory() const
    {
        return view.colourMode == ColourMode::Cluster || view.colourMode == ColourMode::Group;
    }

    MeasuredText measure(std::string_view text, TextRole role, int maxCharacters, int maxLines) const
    {
        return measurer.measure(text, role, fontScale, maxCharacters, maxLines);
    }
    TextItem textItem(MeasuredText text, ScreenPoint at, TextItem::Align align, TextRole role, Colour colour) const;
    TextItem withHalo(TextItem item) const;
    /// Free of everything that must not be covered; `marksToo`: of marks as well.
    enum class Against { Taken, TakenAndMarks };
    bool isFree(const ScreenRect &rect, Against against) const;
};

/// What the marks in view want written beside them, most important first.
struct LabelWishes
{
    std::vector<LabelRequest> requests = {};
    std::vector<MeasuredText> texts = {};
    std::vector<std::size_t> rows = {};
    std::size_t wanted = 0; ///< before any were left out because there were too many
};
LabelWishes labelWishes(const SceneContext &context); // scene_labels.cpp
/// Where the anchor's label will go if nothing more is put there.
std::optional<ScreenRect> anchorLabelPlace(const SceneContext &context);
ScreenRect labelBounds(const SceneContext &context);

/// ViewState::fontScale within what can be drawn, and how much marks grow with it.
double usableFontScale(double fontScale); // scene_base.cpp
double markScaleFor(double fontScale);

/// A smaller picture has no room for a legend.
inline constexpr double kLegendMinWidth = 320;
inline constexpr double kLegendMinHeight = 220;
inline constexpr double kLegendMargin = 24; ///< from the picture's edges
/// Where its lines end: before cards at the bottom right.
double legendRight(const ScreenRect &picture, std::span<const ScreenRect> reserved); // scene_legend.cpp
/// How many lines of categories a legend may have, and what one is high (about: fonts differ).
double legendLines(double pictureHeight, double fontScale); // scene_legend.cpp
double legendLineHeight(double fontScale);
/// Height that a caption takes below a legend.
double captionHeight(double fontScale); // scene_caption.cpp

// The layers, in the order in which they claim their places.
void addCaption(SceneContext &context);       // scene_caption.cpp
void addLegend(SceneContext &context);        // scene_legend.cpp
void addLines(SceneContext &context);         // scene_lines.cpp: to the most similar, truth lines, sides of a triangle
void addAxes(SceneContext &context);          // scene_axes.cpp
void addHulls(SceneContext &context);         // scene_categories.cpp
void addCategoryNames(SceneContext &context); // scene_categories.cpp
void addLabels(SceneContext &context);        // scene_labels.cpp
void addRings(SceneContext &context);         // scene_labels.cpp
void addGhost(SceneContext &context, const Ghost &ghost); // scene_ghost.cpp
void addHover(SceneContext &context);                     // scene_labels.cpp

/// From a (t = 0) to b (t = 1).
inline ScreenPoint between(ScreenPoint a, ScreenPoint b, double t)
{
    return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

} // namespace embedscope
