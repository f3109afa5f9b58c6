#pragma once

#include "core/analyse/cluster/kmeans.h"
#include "core/analyse/faithfulness.h"
#include "core/analyse/project/axes.h"
#include "core/analyse/project/pca/pca.h"
#include "core/base/ids.h"
#include "core/base/matrix.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"
#include "core/text/corpus.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace embedscope {

/// One axis of a map on meaning axes, as it is to be shown.
struct AxisStage
{
    std::string low = {}; ///< the examples of its ends, in words; both are empty where y has none
    std::string high = {};
    std::optional<AxisSeparation> separation = {}; ///< of those examples
    std::optional<double> share = {};              ///< without examples: of the variance that x leaves, what y keeps
};

/// Where every row was put. Canonical: never turned to match an earlier picture (ViewState does that).
struct MapStage
{
    ProjectionRecipe projection = {};           ///< what was really done: PCA where the recipe's method could not
    MatrixD coordinates = {};                   ///< n × 2, finite
    std::vector<double> explainedVariance = {}; ///< PCA: the share each axis keeps, 0…1; else empty
    std::optional<double> stress = {};          ///< MDS: Kruskal's stress-1
    std::vector<AxisStage> axes = {};           ///< meaning axes: x and y; else empty
    std::optional<Error> refused = {};          ///< AxesImpossible: why
    FaithfulnessResult faithfulness = {};
    /// The formula of a map that has one, by which placeOnMap() puts other vectors on it; without coordinates.
    std::variant<std::monostate, PcaResult, AxesResult> formula = {};
};

/// One group of texts found in the real vectors.
struct Cluster
{
    ClusterId id = 0;
    std::string name = {};               ///< made of its words; never empty
    std::vector<std::string> words = {}; ///< its most telling words, best first
    std::size_t size = 0;
    std::vector<std::size_t> central = {}; ///< rows nearest to its centre, best first, at most 3
};

struct ClusterStage
{
    std::vector<ClusterId> labels = {};    ///< a row's cluster, kNoCluster for none
    std::vector<Cluster> clusters = {};    ///< by id, largest first
    std::vector<SilhouetteOfK> tried = {}; ///< where the data chose how many: every number tried, and how well it fits
    std::size_t triedOn = 0;               ///< on how many texts
    std::size_t minSize = 0;               ///< HDBSCAN's smallest cluster that was looked for; 0: another method
    ClusterRecipe::Space space = ClusterRecipe::Space::Umap5; ///< where HDBSCAN looked
    std::size_t noise = 0;                                    ///< texts in no cluster
};

/// Something a method had to do otherwise than the recipe says.
enum class ExplorationNote : std::uint8_t {
    MdsTooMany,     ///< more texts than MDS can place: the map is PCA
    AxesImpossible, ///< the axes' examples make none (MapStage::refused says why): the map is PCA
    UmapTooFew,     ///< fewer texts than UMAP needs: the map is PCA
    UmapFewer,      ///< fewer texts than neighbours asked for: UMAP took them all
    UmapPieces,     ///< the texts' neighbourhoods hang together in several pieces, whose places say little
    TsneTooFew,     ///< fewer texts than t-SNE needs: the map is PCA
    TsneFewer,      ///< fewer texts than the perplexity needs: it was made as large as goes
    NoClusters,     ///< HDBSCAN found no place dense enough: no text is in a cluster
    FewerClusters,  ///< fewer different texts than clusters asked for
    OneCluster,     ///< no number of clusters fits better than none: one cluster
    NoDifference,   ///< all vectors point the same way: one cluster, and where neighbourhoods were to be mapped, PCA
};

/// The immutable result of a recipe on a snapshot of texts and vectors. Published in stages: vectors, then the map,
/// then the clusters. Only texts that have a vector are rows.
struct Exploration
{
    Recipe recipe = {};
    std::string modelName = {};
    std::string identity = {};
    Texts rows = {};                                              ///< the texts with a vector, in the corpus's order
    std::vector<std::string> columnNames = {};                    ///< of the texts' further columns
    std::vector<std::size_t> corpusIndex = {};                    ///< each row's position in the corpus, from 0
    SharedMatrix vectors = {};                                    ///< rows × dimensions
    std::vector<std::shared_ptr<const StoredVector>> stored = {}; ///< each row's entry (token counts)
    std::optional<MapStage> map = {};
    std::optional<ClusterStage> clusters = {};
    std::vector<ExplorationNote> notes = {}; ///< what a method had to change

    std::size_t size() const { return rows.size(); }
    std::optional<std::size_t> rowOf(TextId id) const;
};

using ExplorationPtr = std::shared_ptr<const Exploration>;

/// A map on its way, of a method that works in epochs or of the texts so far: to be looked at, and replaced by what
/// follows.
struct FormingMap
{
    ExplorationPtr exploration = {}; ///< whose rows these are; the same for every epoch; without a map
    ProjectionRecipe projection = {};
    MatrixD coordinates = {};   ///< n × 2, finite, canonical
    int epoch = 0;              ///< done, 1 to epochs
    int epochs = 0;             ///< 0: a first look at the texts that have a vector, while others are being embedded
    std::size_t textsInAll = 0; ///< then: of how many

    bool isFirstLook() const { return epochs == 0; }
};
using FormingMapPtr = std::shared_ptr<const FormingMap>;

/// The rows of whose true nearest neighbours the map keeps the smallest share, fewest first, ties by row; at most
/// `count`, and none that keeps them all or was not measured.
std::vector<std::size_t> leastFaithful(const Exploration &exploration, std::size_t count);

/// One text seen from the anchor.
struct RankedText
{
    std::size_t row = 0;
    std::optional<double> similarity = {}; ///< cosine; none where it is undefined (a zero vector)
    std::size_t rank = 0;                  ///< from 1; the anchor itself has rank 0
};

/// All rows by falling similarity to `anchor` (a row), ties by row, undefined ones last; the anchor is not among them.
std::vector<RankedText> rankAgainst(const Exploration &exploration, std::size_t anchor);
/// The same for any vector of the right length, as a typed query's.
std::vector<RankedText> rankAgainst(const Exploration &exploration, std::span<const float> query);

} // namespace embedscope
