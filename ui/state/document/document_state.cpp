// The whole document as bytes and back: CBOR (RFC 8949), so that imported vectors keep their bits.
#include "ui/state/document/document.h"
#include "ui/state/document/recipe_state.h"
#include "ui/state/document/state_values.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

static_assert(std::endian::native == std::endian::little, "vectors are written as they lie in memory");

constexpr int kVersion = 1;
constexpr char kFormat[] = "embedscope-document";

Corpus readCorpusMap(StateReader &reader, const QCborMap &map)
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

ImportedVectors readImported(StateReader &reader, const QCborMap &map, const Corpus &corpus)
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
    if (parseError.error != QCborError::NoError || map["format"_L1].toString() != QLatin1String(kFormat))
        return std::nullopt;
    StateSummary summary;
    summary.ofLaterVersion = map["version"_L1].toInteger() > kVersion;
    if (summary.ofLaterVersion)
        return summary;
    if (map["version"_L1].toInteger() != kVersion)
        return std::nullopt;
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

    StateReader reader;
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
