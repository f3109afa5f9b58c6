#pragma once

#include <cstddef>
#include "core/base/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace embedscope {

/// Principal components: exact, linear, keeps variance. Three are found; two of them are drawn.
struct PcaRecipe
{
    int firstAxis = 1;  ///< across, 1 to 3: component 1 has the most variance
    int secondAxis = 2; ///< up, 1 to 3, another than firstAxis

    static constexpr int kMostAxis = 3;
    bool operator==(const PcaRecipe &) const = default;
};

/// Metric multidimensional scaling (SMACOF) on cosine distances: keeps distances; to 2,000 texts.
struct MdsRecipe
{
    int maxIterations = 300;
    bool operator==(const MdsRecipe &) const = default;
};

/// What makes texts neighbours for UMAP.
enum class UmapMetric : std::uint8_t { Cosine, Euclidean };

/// Uniform manifold approximation: keeps neighbourhoods; from 4 texts.
struct UmapRecipe
{
    int neighbours = 15;  ///< 2 or more, the text itself included; more than there are texts gives all
    double minDist = 0.1; ///< 0 to 1, and not more than `spread`: how close points may lie
    UmapMetric metric = UmapMetric::Cosine;
    double spread = 1; ///< kLeastSpread to kMostSpread: how far neighbourhoods spread out
    int epochs = 0;    ///< 0 (500 up to 10,000 texts, 200 above) to kMostEpochs: how long the map is worked on

    static constexpr double kLeastSpread = 0.1;
    static constexpr double kMostSpread = 10;
    static constexpr int kMostEpochs = 10'000;
    bool operator==(const UmapRecipe &) const = default;
};

/// t-distributed stochastic neighbour embedding: keeps the nearest neighbours; from 4 texts.
struct TsneRecipe
{
    double perplexity = 30; ///< 1 or more: about how many neighbours count; too many for the texts gives as many as go
    bool operator==(const TsneRecipe &) const = default;
};

/// One end of a meaning axis: its examples.
struct AxisEnd
{
    std::vector<std::string> phrases = {}; ///< typed; embedded by the same model as the texts
    std::vector<TextId> texts = {};        ///< of the corpus; those that are gone or without a vector do not count
    bool operator==(const AxisEnd &) const = default;
};

/// A meaning axis: from the average of some examples to that of others.
struct AxisRecipe
{
    AxisEnd low = {};  ///< left, below
    AxisEnd high = {}; ///< right, above
    bool operator==(const AxisRecipe &) const = default;
};

/// Meaning axes: places on directions that the person chose.
struct AxesRecipe
{
    AxisRecipe x = {};
    AxisRecipe y = {};      ///< without examples: what the texts differ in most besides x
    bool orthogonal = true; ///< y is made at right angles to x
    bool operator==(const AxesRecipe &) const = default;
};

using ProjectionRecipe = std::variant<PcaRecipe, MdsRecipe, UmapRecipe, TsneRecipe, AxesRecipe>;

/// The name used on the command line and in files: pca, mds, umap, tsne, axes.
const char *projectionName(const ProjectionRecipe &projection);
/// The name for people: PCA, MDS, UMAP, t-SNE, meaning axes.
const char *projectionTitle(const ProjectionRecipe &projection);
/// The projection of that name, with its defaults.
std::optional<ProjectionRecipe> projectionNamed(std::string_view name);

/// From so many texts on the map is UMAP when they are opened, PCA below: in window and command line alike. Chosen
/// once, and changed by no edit.
inline constexpr std::size_t kManyTexts = 300;
ProjectionRecipe defaultProjection(std::size_t texts);
/// Why, in a sentence for people.
const char *whyDefaultProjection(std::size_t texts);

struct ClusterRecipe
{
    enum class Method { None, KMeans, Hdbscan };
    /// Where HDBSCAN looks for dense places.
    enum class Space {
        Umap5,         ///< a UMAP of 5 dimensions (clusterSpace()): groups stand apart there
        AllDimensions, ///< the vectors scaled to length 1
        Map,           ///< the map as it is drawn
    };
    Method method = Method::None;
    int k = 0;       ///< of k-means: 2 or more; 0: chosen by the data
    int minSize = 0; ///< of HDBSCAN, its smallest cluster: 2 or more; 0: chosen by the number of texts
    Space space = Space::Umap5;
    bool operator==(const ClusterRecipe &) const = default;
};

/// The name used on the command line and in files: none, kmeans, hdbscan.
const char *clusterMethodName(ClusterRecipe::Method method);
/// umap5, all, map.
const char *clusterSpaceName(ClusterRecipe::Space space);
std::optional<ClusterRecipe::Space> clusterSpaceNamed(std::string_view name);

/// Every setting that leads from a corpus to a map and groups. Same corpus + same recipe + same embedder ⇒ same
/// picture.
struct Recipe
{
    std::string model = "all-MiniLM-L6-v2"; ///< as the option --model takes it
    ProjectionRecipe projection = PcaRecipe{};
    ClusterRecipe clusters = {};
    std::uint64_t seed = 1;
    bool operator==(const Recipe &) const = default;
};

} // namespace embedscope
