#include "core/explore/recipe.h"

#include <array>

namespace embedscope {

namespace {

struct Names
{
    const char *name;
    const char *title;
};

/// In the order of the variant.
constexpr std::array<Names, std::variant_size_v<ProjectionRecipe>> kNames{
    {{"pca", "PCA"}, {"mds", "MDS"}, {"umap", "UMAP"}, {"tsne", "t-SNE"}, {"axes", "meaning axes"}}};

constexpr std::array kMethods{"none", "kmeans", "hdbscan"};
constexpr std::array kSpaces{"umap5", "all", "map"};

template <std::size_t I = 0> std::optional<ProjectionRecipe> named(std::string_view name)
{
    if constexpr (I < kNames.size()) {
        if (name == kNames[I].name)
            return ProjectionRecipe(std::in_place_index<I>);
        return named<I + 1>(name);
    }
    return std::nullopt;
}

} // namespace

const char *projectionName(const ProjectionRecipe &projection)
{
    return kNames[projection.index()].name;
}

const char *projectionTitle(const ProjectionRecipe &projection)
{
    return kNames[projection.index()].title;
}

std::optional<ProjectionRecipe> projectionNamed(std::string_view name)
{
    return named(name);
}

const char *clusterMethodName(ClusterRecipe::Method method)
{
    return kMethods[static_cast<std::size_t>(method)];
}

const char *clusterSpaceName(ClusterRecipe::Space space)
{
    return kSpaces[static_cast<std::size_t>(space)];
}

std::optional<ClusterRecipe::Space> clusterSpaceNamed(std::string_view name)
{
    for (std::size_t i = 0; i < kSpaces.size(); ++i)
        if (name == kSpaces[i])
            return static_cast<ClusterRecipe::Space>(i);
    return std::nullopt;
}

ProjectionRecipe defaultProjection(std::size_t texts)
{
    if (texts < kManyTexts)
        return PcaRecipe{};
    return UmapRecipe{};
}

const char *whyDefaultProjection(std::size_t texts)
{
    static_assert(kManyTexts == 300, "the sentences name it");
    return texts < kManyTexts
               ? "Fewer than 300 texts are opened as PCA: it is exact, and its two directions show them well."
               : "300 texts or more are opened as UMAP: no two directions show so many, neighbourhoods do.";
}

} // namespace embedscope
