#include "core/base/json_depth.h"
#include "core/io/picture_metadata.h"
#include "core/io/picture_recipe.h"
#include "core/io/picture_recipe_words.h"
#include "core/system/mapped_file.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

namespace embedscope {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kDeepest = 16;
constexpr int kMostClusters = 1'000'000;

/// Fields of the shape that is expected, or the first that is not.
class Fields
{
public:
    explicit Fields(const Json &object, std::string &wrong) : m_object(object), m_wrong(wrong) {}

    std::string string(const char *name)
    {
        const Json *value = find(name);
        if (!value || !value->is_string())
            return refuse(name), std::string();
        return value->get<std::string>();
    }
    bool boolean(const char *name)
    {
        const Json *value = find(name);
        if (!value || !value->is_boolean())
            return refuse(name), false;
        return value->get<bool>();
    }
    std::uint64_t number(const char *name, std::uint64_t most)
    {
        const Json *value = find(name);
        if (!value || !value->is_number_unsigned() || value->get<std::uint64_t>() > most)
            return refuse(name), 0;
        return value->get<std::uint64_t>();
    }
    std::vector<double> numbers(const char *name, std::size_t count)
    {
        std::vector<double> result;
        const Json *value = find(name);
        if (value && value->is_array())
            for (const Json &item : *value)
                if (item.is_number() && std::isfinite(item.get<double>()))
                    result.push_back(item.get<double>());
        if (!value || value->size() != count || result.size() != count)
            refuse(name);
        result.resize(count);
        return result;
    }
    template <std::size_t N> std::size_t oneOf(const char *name, const std::array<const char *, N> &names)
    {
        const std::string chosen = string(name);
        for (std::size_t i = 0; i < N; ++i)
            if (chosen == names[i])
                return i;
        return refuse(name), 0;
    }
    const Json &array(const char *name)
    {
        static const Json none = Json::array();
        const Json *value = find(name);
        if (!value || !value->is_array())
            return refuse(name), none;
        return *value;
    }
    const Json &object(const char *name)
    {
        static const Json none = Json::object();
        const Json *value = find(name);
        if (!value || !value->is_object())
            return refuse(name), none;
        return *value;
    }
    bool has(const char *name) const { return m_object.contains(name); }
    void refuse(const char *name)
    {
        if (m_wrong.empty())
            m_wrong = name;
    }

private:
    const Json *find(const char *name) const
    {
        const auto found = m_object.find(name);
        return found == m_object.end() ? nullptr : &*found;
    }
    const Json &m_object;
    std::string &m_wrong;
};

Corpus readTexts(Fields &fields, std::string &wrong)
{
    Corpus corpus;
    if (fields.has("groups"))
        corpus.groupName = fields.string("groups");
    std::vector<Text> &texts = corpus.texts.edit();
    for (const Json &item : fields.array("texts")) {
        if (item.is_string()) {
            texts.emplace_back().text = item.get<std::string>();
        } else if (item.is_object()) {
            Fields text(item, wrong);
            Text &read = texts.emplace_back();
            read.text = text.string("text");
            read.group = text.string("group");
        } else {
            fields.refuse("texts");
        }
        if (!wrong.empty())
            break;
    }
    corpus.assignIds();
    return corpus;
}

AxisRecipe readAxis(Fields fields, const Corpus &corpus, std::string &wrong)
{
    AxisRecipe axis;
    for (const auto &[name, end] : {std::pair("low", &axis.low), std::pair("high", &axis.high)}) {
        Fields examples(fields.object(name), wrong);
        for (const Json &phrase : examples.array("phrases"))
            if (phrase.is_string())
                end->phrases.push_back(phrase.get<std::string>());
            else
                examples.refuse("phrases");
        for (const Json &index : examples.array("texts"))
            if (index.is_number_unsigned() && index.get<std::uint64_t>() < corpus.size())
                end->texts.push_back(corpus.texts[index.get<std::size_t>()].id);
            else
                examples.refuse("texts");
    }
    return axis;
}

Recipe readRecipe(Fields fields, const Corpus &corpus, std::string &wrong)
{
    Recipe recipe;
    recipe.model = plainModelName(fields.string("model"));
    const std::string projection = fields.string("projection");
    if (const auto known = projectionNamed(projection))
        recipe.projection = *known;
    else
        fields.refuse("projection");
    if (auto *pca = std::get_if<PcaRecipe>(&recipe.projection); pca && fields.has("components")) {
        const std::vector<double> axes = fields.numbers("components", 2);
        const auto known = [](double axis) { return axis == 1 || axis == 2 || axis == PcaRecipe::kMostAxis; };
        if (known(axes[0]) && known(axes[1]) && axes[0] != axes[1])
            *pca = {static_cast<int>(axes[0]), static_cast<int>(axes[1])};
        else
            fields.refuse("components");
    }
    if (auto *umap = std::get_if<UmapRecipe>(&recipe.projection)) {
        if (fields.has("metric"))
            umap->metric = static_cast<UmapMetric>(fields.oneOf("metric", std::array{"cosine", "euclidean"}));
        umap->neighbours = static_cast<int>(fields.number("neighbours", 1'000'000));
        umap->minDist = fields.numbers("min_dist", 1)[0];
        if (umap->neighbours < 2)
            fields.refuse("neighbours");
        if (umap->minDist < 0 || umap->minDist > 1)
            fields.refuse("min_dist");
        // Not in files of before, nor where they are the usual ones.
        if (fields.has("spread"))
            umap->spread = fields.numbers("spread", 1)[0];
        if (fields.has("epochs"))
            umap->epochs = static_cast<int>(fields.number("epochs", UmapRecipe::kMostEpochs));
        if (!(umap->spread >= UmapRecipe::kLeastSpread && umap->spread <= UmapRecipe::kMostSpread &&
              umap->minDist <= umap->spread))
            fields.refuse("spread");
    } else if (auto *axes = std::get_if<AxesRecipe>(&recipe.projection)) {
        axes->x = readAxis(Fields(fields.object("x"), wrong), corpus, wrong);
        axes->y = readAxis(Fields(fields.object("y"), wrong), corpus, wrong);
        axes->orthogonal = fields.boolean("orthogonal");
    }
    if (auto *tsne = std::get_if<TsneRecipe>(&recipe.projection)) {
        tsne->perplexity = fields.numbers("perplexity", 1)[0];
        if (!(tsne->perplexity >= 1 && tsne->perplexity <= 1'000'000))
            fields.refuse("perplexity");
    }
    Fields clusters(fields.object("clusters"), wrong);
    constexpr std::array methods = {"none", "kmeans", "hdbscan"};
    recipe.clusters.method = static_cast<ClusterRecipe::Method>(clusters.oneOf("method", methods));
    recipe.clusters.k = static_cast<int>(clusters.number("k", kMostClusters));
    if (recipe.clusters.method == ClusterRecipe::Method::Hdbscan) {
        constexpr std::array spaces = {"umap5", "all", "map"};
        recipe.clusters.minSize = static_cast<int>(clusters.number("min_size", 1'000'000));
        recipe.clusters.space = static_cast<ClusterRecipe::Space>(clusters.oneOf("space", spaces));
        if (recipe.clusters.minSize == 1)
            clusters.refuse("min_size");
    }
    recipe.seed = fields.number("seed", UINT64_MAX);
    return recipe;
}

ClusterTitle readClusterTitle(Fields fields, const Corpus &corpus)
{
    ClusterTitle title;
    title.name = fields.string("name");
    for (const Json &index : fields.array("texts")) {
        if (index.is_number_unsigned() && index.get<std::uint64_t>() < corpus.size())
            title.texts.push_back(corpus.texts[index.get<std::uint64_t>()].id);
        else
            fields.refuse("cluster_names");
    }
    return title;
}

ViewState readView(Fields fields, const Corpus &corpus, std::string &wrong)
{
    ViewState view;
    if (fields.has("camera")) {
        const std::vector<double> camera = fields.numbers("camera", 3);
        if (!(camera[2] > 0))
            fields.refuse("camera");
        view.camera = Camera{{camera[0], camera[1]}, camera[2]};
    }
    const std::vector<double> a = fields.numbers("alignment", 7);
    view.alignment = {a[0], a[1], a[2], a[3], a[4], a[5], a[6]};
    view.colourMode = static_cast<ColourMode>(fields.oneOf("colour", kColourWords));
    if (fields.has("measure"))
        view.measure = static_cast<Measure>(fields.oneOf("measure", kMeasureWords));
    if (fields.has("number")) {
        const std::uint64_t number = fields.number("number", 1'000'000);
        if (number == 0)
            fields.refuse("number");
        view.component = static_cast<int>(number) - 1;
    }
    if (fields.has("phrase"))
        view.phrase = fields.string("phrase");
    if (fields.has("spectrum"))
        view.spectrum = readAxis(Fields(fields.object("spectrum"), wrong), corpus, wrong);
    view.ramp = static_cast<Ramp>(fields.oneOf("ramp", kRampWords));
    view.stretchRamp = fields.boolean("stretch");
    if (fields.has("anchor")) {
        const std::uint64_t anchor = fields.number("anchor", UINT32_MAX);
        if (anchor < corpus.size())
            view.anchor = corpus.texts[anchor].id;
        else
            fields.refuse("anchor");
    }
    for (const Json &group : fields.array("hidden"))
        if (group.is_string())
            view.hiddenGroups.insert(group.get<std::string>());
        else
            fields.refuse("hidden");
    if (fields.has("cluster_names"))
        for (const Json &title : fields.array("cluster_names"))
            view.clusterTitles.push_back(readClusterTitle(Fields(title, wrong), corpus));
    view.truthLines = fields.boolean("truth");
    view.showLabels = fields.boolean("labels");
    return view;
}

} // namespace

Result<PictureRecipe> parsePictureRecipe(std::string_view text)
try {
    if (jsonDepth(text) > kDeepest)
        return makeError(Errc::BadRecord, "nested too deeply");
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded())
        return makeError(Errc::BadJson);
    if (!json.is_object())
        return makeError(Errc::BadRecord);
    std::string wrong;
    Fields fields(json, wrong);
    const std::uint64_t version = fields.number("embedscope", UINT32_MAX);
    if (wrong.empty() && version != kPictureRecipeVersion)
        return makeError(Errc::UnknownFormat, "version " + std::to_string(version));
    PictureRecipe picture;
    picture.title = fields.string("title");
    picture.corpus = readTexts(fields, wrong);
    picture.recipe = readRecipe(Fields(fields.object("recipe"), wrong), picture.corpus, wrong);
    picture.view = readView(Fields(fields.object("view"), wrong), picture.corpus, wrong);
    if (!wrong.empty())
        return makeError(Errc::BadRecord, wrong);
    return picture;
} catch (const std::bad_alloc &) {
    return makeError(Errc::OutOfMemory);
} catch (const Json::exception &error) {
    return makeError(Errc::BadJson, error.what());
}

Result<PictureRecipe> readPictureRecipe(const std::string &path)
{
    const auto file = MappedFile::open(path);
    if (!file)
        return file.error();
    const auto words = pictureMetadata((*file)->bytes());
    if (!words)
        return makeError(Errc::NoRecipe, {}, path);
    Result<PictureRecipe> picture = parsePictureRecipe(*words);
    if (picture)
        return picture;
    Error error = picture.error();
    error.path = path;
    return error;
}

} // namespace embedscope
