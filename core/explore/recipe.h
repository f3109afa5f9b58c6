#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace embedscope {

/// Principal components: exact, linear, keeps variance.
struct PcaRecipe
{
    bool operator==(const PcaRecipe &) const = default;
};

/// Metric multidimensional scaling (SMACOF) on cosine distances: keeps distances; to 2,000 texts.
struct MdsRecipe
{
    int maxIterations = 300;
    bool operator==(const MdsRecipe &) const = default;
};

using ProjectionRecipe = std::variant<PcaRecipe, MdsRecipe>;

/// The name used on the command line and in files: pca, mds.
const char *projectionName(const ProjectionRecipe &projection);

struct ClusterRecipe
{
    enum class Method { None, KMeans };
    Method method = Method::None;
    int k = 0; ///< 2 or more; 0: chosen by the data
    bool operator==(const ClusterRecipe &) const = default;
};

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
