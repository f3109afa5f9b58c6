// The whole document as bytes and back: CBOR (RFC 8949), so that imported vectors keep their bits.
#include "ui/state/document/document.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

static_assert(std::endian::native == std::endian::little, "vectors are written as they lie in memory");

constexpr int kVersion = 1;
constexpr char kFormat[] = "embedscope-document";

QCborValue fromString(const std::string &text)
{
    return QString::fromStdString(text);
}

QCborArray fromStrings(const std::vector<std::string> &texts)
{
    QCborArray array;
    for (const std::string &text : texts)
        array.append(fromString(text));
    return array;
}

QCborValue fromId(TextId id)
{
    return static_cast<qint64>(id.value);
}

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

/// Reads well-typed values, and remembers whether any was not.
class Reader
{
public:
    bool ok() const { return m_ok; }

    std::string string(const QCborValue &value)
    {
        require(value.isString());
        return value.toString().toStdString();
    }
    std::vector<std::string> strings(const QCborValue &value)
    {
        std::vector<std::string> texts;
        for (const QCborValue &item : array(value))
            texts.push_back(string(item));
        return texts;
    }
    QCborArray array(const QCborValue &value)
    {
        require(value.isArray());
        return value.toArray();
    }
    QCborMap map(const QCborValue &value)
    {
        require(value.isMap());
        return value.toMap();
    }
    bool boolean(const QCborValue &value)
    {
        require(value.isBool());
        return value.toBool();
    }
    qint64 integer(const QCborValue &value, qint64 least, qint64 greatest)
    {
        const qint64 number = value.toInteger();
        require(value.isInteger() && number >= least && number <= greatest);
        return number;
    }
    TextId id(const QCborValue &value, qint64 least)
    {
        return {static_cast<std::uint64_t>(integer(value, least, std::numeric_limits<qint64>::max() - 1))};
    }
    double real(const QCborValue &value, double least, double greatest)
    {
        const double number = value.toDouble();
        require((value.isDouble() || value.isInteger()) && number >= least && number <= greatest);
        return number;
    }
    std::vector<double> numbers(const QCborValue &value, qsizetype count)
    {
        std::vector<double> result;
        for (const QCborValue &item : array(value)) {
            require((item.isDouble() || item.isInteger()) && std::isfinite(item.toDouble()));
            result.push_back(item.toDouble());
        }
        require(static_cast<qsizetype>(result.size()) == count);
        result.resize(static_cast<std::size_t>(count));
        return result;
    }
    void require(bool condition) { m_ok = m_ok && condition; }

private:
    bool m_ok = true;
};

AxisRecipe readAxis(Reader &reader, const QCborMap &map)
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

UmapRecipe readUmap(Reader &reader, const QCborMap &map)
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

Recipe readRecipe(Reader &reader, const QCborMap &map)
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

void readView(Reader &reader, const QCborMap &map, ViewState &view)
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

Corpus readCorpusMap(Reader &reader, const QCborMap &map)
{
    Corpus corpus;
    corpus.columnNames = reader.strings(map["columns"_L1]);
    corpus.groupName = reader.string(map["group"_L1]);
    std::set<TextId> seen;
    for (const QCborValue &item : reader.array(map["texts"_L1])) {
        const QCborArray fields = reader.array(item);
        Text text;
        text.id = reader.id(fields.at(0), 1);
        text.text = reader.string(fields.at(1));
        text.group = reader.string(fields.at(2));
        text.columns = reader.strings(fields.at(3));
        reader.require(seen.insert(text.id).second);
        if (!reader.ok())
            break;
        corpus.texts.edit().push_back(std::move(text));
    }
    return corpus;
}

QCborMap fromImported(const ImportedVectors &imported, const std::vector<Text> &texts)
{
    std::unordered_map<TextId, const ImportedVectors::Row *> rows;
    for (const ImportedVectors::Row &row : imported.rows)
        rows[row.id] = &row;
    QCborArray ids;
    QCborArray seen; ///< tokens of each, negative where it was cut
    QByteArray values;
    for (const Text &text : texts) {
        const auto row = rows.find(text.id);
        if (row == rows.end() || row->second->text != text.text)
            continue;
        const SharedRow &vector = row->second->vector->values;
        ids.append(fromId(text.id));
        const auto tokens = static_cast<qint64>(row->second->vector->tokens);
        seen.append(row->second->vector->truncated ? -tokens - 1 : tokens);
        values.append(reinterpret_cast<const char *>(vector.data()),
                      static_cast<qsizetype>(vector.size() * sizeof(float)));
    }
    QCborMap map;
    map["model"_L1] = fromString(imported.modelName);
    map["dimensions"_L1] = static_cast<qint64>(imported.dimensions);
    map["ids"_L1] = ids;
    map["tokens"_L1] = seen;
    map["values"_L1] = values;
    return map;
}

ImportedVectors readImported(Reader &reader, const QCborMap &map, const Corpus &corpus)
{
    ImportedVectors imported;
    imported.modelName = reader.string(map["model"_L1]);
    imported.dimensions = static_cast<std::size_t>(reader.integer(map["dimensions"_L1], 1, 1'000'000));
    const QCborArray ids = reader.array(map["ids"_L1]);
    const QByteArray values = map["values"_L1].toByteArray();
    const QCborArray seen = map["tokens"_L1].toArray(); // states of before have none
    const std::size_t rowBytes = imported.dimensions * sizeof(float);
    reader.require(static_cast<std::size_t>(values.size()) == static_cast<std::size_t>(ids.size()) * rowBytes);
    std::unordered_map<TextId, const Text *> texts;
    for (const Text &text : corpus.texts)
        texts[text.id] = &text;
    for (qsizetype i = 0; i < ids.size() && reader.ok(); ++i) {
        const TextId id = reader.id(ids.at(i), 1);
        const auto text = texts.find(id);
        reader.require(text != texts.end());
        if (!reader.ok())
            break;
        auto stored = std::make_shared<StoredVector>();
        std::vector<float> numbers(imported.dimensions);
        std::memcpy(numbers.data(), values.constData() + static_cast<std::size_t>(i) * rowBytes, rowBytes);
        stored->values = numbers;
        if (i < seen.size()) {
            const qint64 tokens =
                reader.integer(seen.at(i), -std::numeric_limits<qint32>::max(), std::numeric_limits<qint32>::max());
            stored->truncated = tokens < 0;
            stored->tokens = static_cast<std::size_t>(tokens < 0 ? -tokens - 1 : tokens);
        }
        imported.rows.push_back({id, text->second->text, std::move(stored)});
    }
    return imported;
}

} // namespace

std::uint64_t Document::fingerprintOf(const Corpus &corpus)
{
    // FNV-1a: to tell an edit, not to withstand an enemy.
    std::uint64_t hash = 0xcbf29ce484222325U;
    const auto add = [&](const std::string &text) {
        for (const char c : text)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        hash = (hash ^ 0x100U) * 0x100000001b3U; // no byte: where one string ends
    };
    for (const Text &text : corpus.texts) {
        add(text.text);
        add(text.group);
    }
    return hash;
}

std::optional<StateSummary> Document::summaryOf(const QByteArray &bytes)
{
    QCborParserError parseError;
    const QCborMap map = QCborValue::fromCbor(bytes, &parseError).toMap();
    if (parseError.error != QCborError::NoError || map["format"_L1].toString() != QLatin1String(kFormat) ||
        map["version"_L1].toInteger() != kVersion)
        return std::nullopt;
    StateSummary summary;
    summary.title = map["title"_L1].toString();
    summary.texts = static_cast<std::size_t>(map["texts"_L1].toArray().size());
    summary.draft = map["draft"_L1].toString();
    summary.wouldBeMissed = (summary.texts > 0 && !map["asOpened"_L1].toBool()) || !summary.draft.trimmed().isEmpty();
    return summary;
}

QByteArray Document::saveState() const
{
    QCborArray texts;
    for (const Text &text : m_corpus.texts)
        texts.append(
            QCborArray{fromId(text.id), fromString(text.text), fromString(text.group), fromStrings(text.columns)});
    QCborMap map;
    map["format"_L1] = QLatin1String(kFormat);
    map["version"_L1] = kVersion;
    map["title"_L1] = m_title;
    map["columns"_L1] = fromStrings(m_corpus.columnNames);
    map["group"_L1] = fromString(m_corpus.groupName);
    map["texts"_L1] = texts;
    if (m_openedFingerprint) {
        map["opened"_L1] = std::bit_cast<qint64>(*m_openedFingerprint);
        map["asOpened"_L1] = *m_openedFingerprint == fingerprintOf(m_corpus);
    }
    if (!m_draft.isEmpty())
        map["draft"_L1] = m_draft;
    if (m_scoreQuestions != ScoreQuestions{})
        map["scores"_L1] =
            QCborMap{{"labels"_L1, m_scoreQuestions.labels}, {"spectrum"_L1, fromAxis(m_scoreQuestions.spectrum)}};
    map["recipe"_L1] = fromRecipe(m_recipe);
    map["view"_L1] = fromView(m_view);
    if (const auto imported = importedOf(m_recipe.model))
        map["imported"_L1] = fromImported(*imported, m_corpus.texts);
    return QCborValue(map).toCbor();
}

Status Document::restoreState(const QByteArray &bytes)
{
    QCborParserError parseError;
    const QCborValue value = QCborValue::fromCbor(bytes, &parseError);
    const QCborMap map = value.toMap();
    if (parseError.error != QCborError::NoError || map["format"_L1].toString() != QLatin1String(kFormat))
        return makeError(Errc::UnknownFormat);
    if (map["version"_L1].toInteger() != kVersion)
        return makeError(Errc::UnknownFormat, "version " + std::to_string(map["version"_L1].toInteger()));

    Reader reader;
    Content content;
    content.view = m_view;
    content.title = QString::fromStdString(reader.string(map["title"_L1]));
    content.corpus = readCorpusMap(reader, map);
    content.recipe = readRecipe(reader, reader.map(map["recipe"_L1]));
    readView(reader, reader.map(map["view"_L1]), content.view);
    ScoreQuestions questions;
    if (map.contains("scores"_L1)) { // states of before have none
        const QCborMap scores = reader.map(map["scores"_L1]);
        questions.labels = QString::fromStdString(reader.string(scores["labels"_L1]));
        questions.spectrum = readAxis(reader, reader.map(scores["spectrum"_L1]));
    }
    std::shared_ptr<const ImportedVectors> imported;
    if (isImportedModel(content.recipe.model)) {
        imported = std::make_shared<const ImportedVectors>(
            readImported(reader, reader.map(map["imported"_L1]), content.corpus));
        reader.require(importedModelKey(imported->modelName, imported->dimensions) == content.recipe.model);
    }
    if (!reader.ok())
        return makeError(Errc::BadRecord);

    if (imported) {
        m_imported[content.recipe.model] = imported;
        m_stores.insert_or_assign(content.recipe.model, storeOf(*imported, nullptr));
    }
    for (const Text &text : content.corpus.texts)
        m_nextId = std::max(m_nextId, text.id.value + 1);
    m_undo.clear();
    const QCborValue opened = map["opened"_L1];
    content.openedFingerprint =
        opened.isInteger() ? std::optional(std::bit_cast<std::uint64_t>(opened.toInteger())) : std::nullopt;
    applyContent(content);
    setDraft(map["draft"_L1].toString());
    setScoreQuestions(questions);
    return {};
}

} // namespace embedscope
