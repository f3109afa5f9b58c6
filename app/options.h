#pragma once

#include "core/embed/embedder_options.h"
#include "core/explore/recipe.h"
#include "core/text/read_corpus.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

/// What every subcommand takes. Paths and texts are bytes as they were given.
struct CommonOptions
{
    std::vector<std::string> files = {}; ///< "-" is standard input
    std::vector<std::string> texts = {}; ///< --text, after the files' texts
    ReadOptions read = {};
    std::optional<std::string> model = {}; ///< none: the shipped one, or that of vectors which the files bring
    EmbedderOptions embedder = {};
    bool cache = true; ///< vectors are remembered for the next time
    std::uint64_t seed = 1;
    unsigned threads = 0; ///< 0: one for each processor
    bool quiet = false;
};

struct SimilarOptions
{
    CommonOptions common = {};
    std::optional<std::string> to = {}; ///< none: the first text is the anchor
    std::size_t top = 0;                ///< 0: all
    bool json = false;
};

struct EmbedOptions
{
    CommonOptions common = {};
    std::string out = {}; ///< empty: JSON lines on standard output
    bool json = false;    ///< one object on standard output, with what was used
};

struct MapOptions
{
    std::string projection = {}; ///< empty: by the number of texts
    int neighbours = 0;          ///< of UMAP; 0: its default
    double minDist = -1;         ///< of UMAP; below 0: its default
    std::string metric = {};     ///< of UMAP; empty: its default
    double spread = 0;           ///< of UMAP; 0: its default
    int epochs = 0;              ///< of UMAP; 0: by the number of texts
    int firstComponent = 1;      ///< of PCA: across
    int secondComponent = 2;     ///< of PCA: up
    int perplexity = 0;          ///< of t-SNE; 0: its default
    AxesRecipe axes = {};
};

/// Which clusters are asked for.
struct ClusterChoice
{
    int clusters = 0; ///< of k-means; 0: chosen by the data
    std::string method = "kmeans";
    int minSize = 0;             ///< of HDBSCAN; 0: chosen by the number of texts
    std::string space = "umap5"; ///< of HDBSCAN
    bool asked = false;          ///< any of these was given
};

struct PlotOptions
{
    CommonOptions common = {};
    std::string out = {};
    MapOptions map = {};
    std::string colour = "similarity";
    int width = 1600; ///< logical pixels
    int height = 1000;
    double scale = 1; ///< device pixels a logical one
    std::string theme = "light";
    bool labels = true;
    bool recipe = true;          ///< the picture carries its texts and settings
    ClusterChoice clusters = {}; ///< where any is asked for, `colour` is "cluster" unless another was
};

struct ProjectOptions
{
    CommonOptions common = {};
    MapOptions map = {};
    ClusterChoice clusters = {};
    std::string out = {}; ///< empty: standard output
    bool json = false;
};

struct ClusterOptions
{
    CommonOptions common = {};
    ClusterChoice clusters = {};
    MapOptions map = {};         ///< of --space map
    std::string names = "words"; ///< or the address of a service that speaks /v1/chat/completions, or a preset's id
    std::string namesModel = {}; ///< empty: the preset's
    bool json = false;
};

struct SpectrumOptions
{
    CommonOptions common = {};
    AxisRecipe ends = {};
    bool json = false;
};

struct LabelsOptions
{
    CommonOptions common = {};
    std::vector<std::string> labels = {}; ///< words, or group:NAME
    bool json = false;
};

struct ClassifyCommandOptions
{
    CommonOptions common = {};
    std::optional<std::string> numberColumn = {}; ///< learn its numbers instead of groups
    std::optional<std::string> apply = {};        ///< a file of texts to guess
    std::size_t top = 10;                         ///< of the surest mistakes
    bool json = false;
};

struct OutliersOptions
{
    CommonOptions common = {};
    std::size_t top = 10;
    bool json = false;
};

struct TokensOptions
{
    CommonOptions common = {};
    bool json = false;
};

struct CompareCommandOptions
{
    CommonOptions common = {}; ///< its model is the first
    std::string with = {};
    std::size_t top = 10; ///< how many of those that moved most
    bool json = false;
};

struct CacheOptions
{
    bool clear = false;
};

struct ModelOptions
{
    enum class Action { List, Add, Get, Remove };
    Action action = Action::List;
    std::string what = {};     ///< a folder, ORG/NAME, or a name
    std::string name = {};     ///< what it is to be called here; empty: as it calls itself
    std::string endpoint = {}; ///< empty: HF_ENDPOINT, else the hub's own
    bool yes = false;
    bool quiet = false;
};

} // namespace embedscope
