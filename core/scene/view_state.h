#pragma once

#include "core/base/ids.h"
#include "core/explore/measure.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"
#include "core/scene/viewport.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace embedscope {

// GCC 12 takes a scoped enumerator for something that could shadow the type of the same name (core/analyse/cosine.h).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
/// What the marks' colours mean. Saved by number: new ones go to the end.
enum class ColourMode {
    Similarity, ///< to the anchor, by ViewState::measure
    Cluster,
    Group,
    None,
    Component, ///< one number of the vector: ViewState::component
    Kept,      ///< share of the true neighbours that the map keeps
    Length,    ///< of the vector
    Column,    ///< a column of numbers: ViewState::column
    Phrase,    ///< similarity to ViewState::phrase, by ViewState::measure
    Spectrum,  ///< place between the two ends of ViewState::spectrum
};
inline constexpr ColourMode kLastColourMode = ColourMode::Spectrum;
#pragma GCC diagnostic pop

enum class Theme { Light, Dark };
enum class Ramp { Blue, Cividis, Viridis };

/// Turns canonical coordinates into world coordinates: p ↦ scale · R · p + shift, R a rotation or reflection. For PCA
/// only signs (R = diag(±1, ±1), scale 1, no shift) are ever used. Kept with the view; no part of `project` or `plot`.
struct Alignment
{
    double a = 1; ///< R = [a b; c d]
    double b = 0;
    double c = 0;
    double d = 1;
    double scale = 1;
    double shiftX = 0;
    double shiftY = 0;
    bool operator==(const Alignment &) const = default;
    WorldPoint apply(WorldPoint p) const
    {
        return {scale * (a * p.x + b * p.y) + shiftX, scale * (c * p.x + d * p.y) + shiftY};
    }
};

/// What the colours mean, with all that a mode needs.
struct ColourChoice
{
    ColourMode mode = ColourMode::Similarity;
    Measure measure = Measure::Cosine; ///< for lists of neighbours, too
    int component = 0;                 ///< from 0
    std::string column = {};           ///< its name
    std::string phrase = {};
    AxisRecipe spectrum = {};
    bool operator==(const ColourChoice &) const = default;
};

/// A name that somebody gave a cluster. It stays with the cluster's middle: the cluster that holds most of these texts
/// has it, whatever becomes of the others.
struct ClusterTitle
{
    std::string name = {};
    std::vector<TextId> texts = {}; ///< those nearest to its centre when it was named
    bool operator==(const ClusterTitle &) const = default;
};

/// What the person looks at. Saved with the document; nothing of it changes a vector, a map or a cluster.
struct ViewState
{
    std::optional<Camera> camera = {}; ///< none: everything fitted
    Alignment alignment = {};
    ColourMode colourMode = ColourMode::Similarity;
    Measure measure = Measure::Cosine;
    int component = 0;
    std::string column = {};
    std::string phrase = {};
    std::shared_ptr<const std::vector<float>> phraseVector = {}; ///< of `phrase`; none until it is known; not saved
    AxisRecipe spectrum = {};
    std::shared_ptr<const VectorStore> spectrumPhrases = {}; ///< of its typed examples; none until known; not saved
    Ramp ramp = Ramp::Blue;
    bool stretchRamp = false; ///< the ramp spans the least to the greatest similarity instead of 0 to 1
    TextId anchor = {};       ///< 0: the first row
    std::set<TextId> selection = {};
    TextId hovered = {};
    TextId focused = {}; ///< where keyboard walking is
    std::set<std::string> hiddenGroups = {};
    std::vector<ClusterTitle> clusterTitles = {}; ///< where two are for one cluster, the later holds
    bool truthLines = false; ///< lines from the selected text (else the anchor) to its true neighbours; the worst pair
    bool showLabels = true;
    bool caption = false; ///< a line at the bottom right that says what the picture is: for pictures that go elsewhere
    double fontScale = 1; ///< of everything written on the map; 1: labels of 14 px
    Theme theme = Theme::Light;
    bool operator==(const ViewState &) const = default;

    ColourChoice colour() const { return {colourMode, measure, component, column, phrase, spectrum}; }
    void setColour(const ColourChoice &choice)
    {
        colourMode = choice.mode;
        measure = choice.measure;
        component = choice.component;
        column = choice.column;
        if (phrase != choice.phrase)
            phraseVector.reset();
        phrase = choice.phrase;
        if (spectrum != choice.spectrum)
            spectrumPhrases.reset();
        spectrum = choice.spectrum;
    }
};

} // namespace embedscope
