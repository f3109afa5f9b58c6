#include "ui/state/document/recipe_state.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

UmapRecipe readUmap(StateReader &reader, const QCborMap &map)
{
    UmapRecipe umap;
    umap.neighbours = static_cast<int>(reader.integer(map["neighbours"_L1], 2, 1'000'000));
    umap.minDist = reader.real(map["minDist"_L1], 0, 1);
    if (map.contains("euclidean"_L1) && reader.boolean(map["euclidean"_L1]))
        umap.metric = UmapMetric::Euclidean;
    if (map.contains("spread"_L1)) // states of before have neither
        umap.spread = reader.real(map["spread"_L1], UmapRecipe::kLeastSpread, UmapRecipe::kMostSpread);
    if (map.contains("epochs"_L1))
        umap.epochs = static_cast<int>(reader.integer(map["epochs"_L1], 0, UmapRecipe::kMostEpochs));
    reader.require(umap.minDist <= umap.spread);
    return umap;
}

} // namespace

QCborMap fromAxis(const AxisRecipe &axis)
{
    QCborMap map;
    for (const auto &[name, end] : {std::pair("low"_L1, &axis.low), std::pair("high"_L1, &axis.high)}) {
        QCborArray texts;
        for (const TextId id : end->texts)
            texts.append(fromId(id));
        map[name] = QCborMap{{"phrases"_L1, fromStrings(end->phrases)}, {"texts"_L1, texts}};
    }
    return map;
}

QCborMap fromRecipe(const Recipe &recipe)
{
    QCborMap map;
    map["model"_L1] = fromString(recipe.model);
    if (const auto *mds = std::get_if<MdsRecipe>(&recipe.projection)) {
        map["projection"_L1] = QStringLiteral("mds");
        map["iterations"_L1] = mds->maxIterations;
    } else if (const auto *umap = std::get_if<UmapRecipe>(&recipe.projection)) {
        map["projection"_L1] = QStringLiteral("umap");
        map["neighbours"_L1] = umap->neighbours;
        map["minDist"_L1] = umap->minDist;
        if (umap->metric == UmapMetric::Euclidean)
            map["euclidean"_L1] = true;
        map["spread"_L1] = umap->spread;
        map["epochs"_L1] = umap->epochs;
    } else if (const auto *tsne = std::get_if<TsneRecipe>(&recipe.projection)) {
        map["projection"_L1] = QStringLiteral("tsne");
        map["perplexity"_L1] = tsne->perplexity;
    } else if (const auto *axes = std::get_if<AxesRecipe>(&recipe.projection)) {
        map["projection"_L1] = QStringLiteral("axes");
        map["x"_L1] = fromAxis(axes->x);
        map["y"_L1] = fromAxis(axes->y);
        map["orthogonal"_L1] = axes->orthogonal;
    } else {
        map["projection"_L1] = QStringLiteral("pca");
        const PcaRecipe pca = std::get<PcaRecipe>(recipe.projection);
        if (pca != PcaRecipe{}) {
            map["firstAxis"_L1] = pca.firstAxis;
            map["secondAxis"_L1] = pca.secondAxis;
        }
    }
    map["kmeans"_L1] = recipe.clusters.method == ClusterRecipe::Method::KMeans;
    map["k"_L1] = recipe.clusters.k;
    if (recipe.clusters.method == ClusterRecipe::Method::Hdbscan) {
        map["density"_L1] = static_cast<int>(recipe.clusters.space);
        map["minSize"_L1] = recipe.clusters.minSize;
    }
    map["seed"_L1] = static_cast<qint64>(recipe.seed);
    return map;
}

/// Theme and font scale are the program's, not the document's.
QCborMap fromView(const ViewState &view)
{
    QCborMap map;
    if (view.camera)
        map["camera"_L1] = QCborArray{view.camera->centre.x, view.camera->centre.y, view.camera->scale};
    const Alignment &a = view.alignment;
    map["alignment"_L1] = QCborArray{a.a, a.b, a.c, a.d, a.scale, a.shiftX, a.shiftY};
    map["colour"_L1] = static_cast<int>(view.colourMode);
    map["measure"_L1] = static_cast<int>(view.measure);
    map["component"_L1] = view.component;
    map["column"_L1] = fromString(view.column);
    map["phrase"_L1] = fromString(view.phrase);
    if (view.spectrum != AxisRecipe{})
        map["spectrum"_L1] = fromAxis(view.spectrum);
    map["ramp"_L1] = static_cast<int>(view.ramp);
    map["stretch"_L1] = view.stretchRamp;
    map["anchor"_L1] = fromId(view.anchor);
    map["hidden"_L1] = fromStrings({view.hiddenGroups.begin(), view.hiddenGroups.end()});
    QCborArray titles;
    for (const ClusterTitle &title : view.clusterTitles) {
        QCborArray texts;
        for (const TextId id : title.texts)
            texts.append(fromId(id));
        titles.append(QCborArray{fromString(title.name), texts});
    }
    if (!titles.isEmpty())
        map["clusterNames"_L1] = titles;
    map["truthLines"_L1] = view.truthLines;
    map["labels"_L1] = view.showLabels;
    return map;
}

AxisRecipe readAxis(StateReader &reader, const QCborMap &map)
{
    AxisRecipe axis;
    for (const auto &[name, end] : {std::pair("low"_L1, &axis.low), std::pair("high"_L1, &axis.high)}) {
        const QCborMap examples = reader.map(map[name]);
        end->phrases = reader.strings(examples["phrases"_L1]);
        for (const QCborValue &id : reader.array(examples["texts"_L1]))
            end->texts.push_back(reader.id(id, 1));
    }
    return axis;
}

Recipe readRecipe(StateReader &reader, const QCborMap &map)
{
    Recipe recipe;
    recipe.model = reader.string(map["model"_L1]);
    const std::string projection = reader.string(map["projection"_L1]);
    if (projection == "mds")
        recipe.projection = MdsRecipe{static_cast<int>(reader.integer(map["iterations"_L1], 1, 1'000'000))};
    else if (projection == "umap")
        recipe.projection = readUmap(reader, map);
    else if (projection == "tsne")
        recipe.projection = TsneRecipe{reader.real(map["perplexity"_L1], 1, 1'000'000)};
    else if (projection == "axes")
        recipe.projection = AxesRecipe{readAxis(reader, reader.map(map["x"_L1])),
                                       readAxis(reader, reader.map(map["y"_L1])), reader.boolean(map["orthogonal"_L1])};
    else
        reader.require(projection == "pca");
    if (auto *pca = std::get_if<PcaRecipe>(&recipe.projection); pca && map.contains("firstAxis"_L1)) {
        pca->firstAxis = static_cast<int>(reader.integer(map["firstAxis"_L1], 1, PcaRecipe::kMostAxis));
        pca->secondAxis = static_cast<int>(reader.integer(map["secondAxis"_L1], 1, PcaRecipe::kMostAxis));
        reader.require(pca->firstAxis != pca->secondAxis);
    }
    if (reader.boolean(map["kmeans"_L1]))
        recipe.clusters.method = ClusterRecipe::Method::KMeans;
    recipe.clusters.k = static_cast<int>(reader.integer(map["k"_L1], 0, 1'000'000));
    if (map.contains("density"_L1)) {
        recipe.clusters.method = ClusterRecipe::Method::Hdbscan;
        recipe.clusters.space = static_cast<ClusterRecipe::Space>(
            reader.integer(map["density"_L1], 0, static_cast<int>(ClusterRecipe::Space::Map)));
        recipe.clusters.minSize = static_cast<int>(reader.integer(map["minSize"_L1], 0, 1'000'000));
        reader.require(recipe.clusters.minSize != 1);
    }
    // Seeds use all 64 bits.
    recipe.seed = static_cast<std::uint64_t>(
        reader.integer(map["seed"_L1], std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()));
    return recipe;
}

void readView(StateReader &reader, const QCborMap &map, ViewState &view)
{
    view.camera.reset();
    if (map.contains(QLatin1String("camera"))) {
        const std::vector<double> camera = reader.numbers(map["camera"_L1], 3);
        reader.require(camera[2] > 0);
        view.camera = Camera{{camera[0], camera[1]}, camera[2]};
    }
    const std::vector<double> a = reader.numbers(map["alignment"_L1], 7);
    view.alignment = {a[0], a[1], a[2], a[3], a[4], a[5], a[6]};
    ColourChoice colour;
    colour.mode = static_cast<ColourMode>(reader.integer(map["colour"_L1], 0, static_cast<int>(kLastColourMode)));
    if (map.contains(QLatin1String("measure"))) { // states of before have none
        colour.measure =
            static_cast<Measure>(reader.integer(map["measure"_L1], 0, static_cast<int>(Measure::Euclidean)));
        colour.component = static_cast<int>(reader.integer(map["component"_L1], 0, 1'000'000));
        colour.column = reader.string(map["column"_L1]);
        colour.phrase = reader.string(map["phrase"_L1]);
    }
    if (map.contains(QLatin1String("spectrum")))
        colour.spectrum = readAxis(reader, reader.map(map["spectrum"_L1]));
    view.setColour(colour);
    view.ramp = static_cast<Ramp>(reader.integer(map["ramp"_L1], 0, static_cast<int>(Ramp::Viridis)));
    view.stretchRamp = reader.boolean(map["stretch"_L1]);
    view.anchor = reader.id(map["anchor"_L1], 0);
    const std::vector<std::string> hidden = reader.strings(map["hidden"_L1]);
    view.hiddenGroups = {hidden.begin(), hidden.end()};
    view.clusterTitles.clear();
    if (map.contains(QLatin1String("clusterNames"))) {
        for (const QCborValue &item : reader.array(map["clusterNames"_L1])) {
            const QCborArray fields = reader.array(item);
            ClusterTitle title{reader.string(fields.at(0)), {}};
            for (const QCborValue &id : reader.array(fields.at(1)))
                title.texts.push_back(reader.id(id, 1));
            view.clusterTitles.push_back(std::move(title));
        }
    }
    view.truthLines = reader.boolean(map["truthLines"_L1]);
    view.showLabels = reader.boolean(map["labels"_L1]);
}

} // namespace embedscope
