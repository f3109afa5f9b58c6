// Reads a tokenizer.json of the kind WordPiece.

#include "core/model/tokenizer/json_fields.h"
#include "core/model/tokenizer/wordpiece_tokenizer.h"

#include <algorithm>
#include <utility>

namespace embedscope {

using namespace tokenizer_json;

namespace {

Result<BertNormalizerOptions> normalizerOf(const Json &normalizer)
{
    BertNormalizerOptions options;
    if (normalizer.is_null())
        return BertNormalizerOptions{false, false, false, false};
    if (typeOf(normalizer) != "BertNormalizer")
        return unsupported("normalizer is " + typeOf(normalizer));
    options.cleanText = boolOr(normalizer, "clean_text", true);
    options.handleChineseChars = boolOr(normalizer, "handle_chinese_chars", true);
    options.lowercase = boolOr(normalizer, "lowercase", true);
    if (!member(normalizer, "strip_accents").is_null())
        options.stripAccents = boolOr(normalizer, "strip_accents", true);
    return options;
}

} // namespace

Result<WordPieceTokenizer::Parts> WordPieceTokenizer::partsOfJson(const nlohmann::json &document)
{
    const Json &model = member(document, "model");
    if (model.is_null())
        return damaged("no model");
    if (stringOr(model, "type", "WordPiece") != "WordPiece")
        return unsupported("model is " + typeOf(model));
    if (typeOf(member(document, "pre_tokenizer")) != "BertPreTokenizer")
        return unsupported("pre_tokenizer is " + typeOf(member(document, "pre_tokenizer")));
    Parts parts;
    auto normalizer = normalizerOf(member(document, "normalizer"));
    if (!normalizer)
        return std::move(normalizer).error();
    parts.normalizer = *normalizer;
    parts.continuingPrefix = stringOr(model, "continuing_subword_prefix", "##");
    if (const Json &most = member(model, "max_input_chars_per_word"); !most.is_null()) {
        const auto number = idOf(most);
        if (!number)
            return damaged("max_input_chars_per_word");
        parts.maxCharactersPerWord = static_cast<std::size_t>(*number);
    }

    const Json &vocabJson = member(model, "vocab");
    if (!vocabJson.is_object() || vocabJson.empty())
        return damaged("model.vocab is empty");
    const auto &vocab = vocabJson.get_ref<const Json::object_t &>();
    const auto &addedJson = member(document, "added_tokens");
    const std::size_t mostPieces = vocab.size() + (addedJson.is_array() ? addedJson.size() : 0);
    std::vector<bool> taken(mostPieces, false);
    parts.pieces.resize(mostPieces);
    const auto take = [&](const std::string &content, std::int32_t id) -> Status {
        if (id < 0 || static_cast<std::size_t>(id) >= mostPieces)
            return damaged("id of " + inQuotes(content));
        const auto i = static_cast<std::size_t>(id);
        if (taken[i])
            return damaged("id " + std::to_string(i) + " is given twice: " + inQuotes(parts.pieces[i]) + " and " +
                           inQuotes(content));
        taken[i] = true;
        parts.pieces[i] = content;
        return {};
    };
    for (const auto &[content, id] : vocab) {
        if (Status status = take(content, idOf(id).value_or(-1)); !status)
            return status.error();
    }
    parts.modelPieces = mostPieces;

    AddedTokens added;
    const auto idInModel = [&](const std::string &content) -> std::optional<std::int32_t> {
        const auto known = vocab.find(content);
        return known == vocab.end() ? std::nullopt : idOf(known->second);
    };
    if (Status status = readAddedTokens(document, idInModel, take, added); !status)
        return status.error();
    parts.addedTokens = std::move(added.tokens);
    parts.notModelPieces = std::move(added.notInModel);
    const std::size_t count =
        static_cast<std::size_t>(std::count(taken.begin(), taken.end(), true)); // ids must be 0 … count - 1
    if (const auto hole = std::find(taken.begin(), taken.end(), false);
        static_cast<std::size_t>(hole - taken.begin()) < count)
        return damaged("no entry with id " + std::to_string(hole - taken.begin()));
    parts.pieces.resize(count);

    const auto unknown = stringOr(model, "unk_token", "[UNK]");
    const auto unknownEntry = vocab.find(unknown);
    if (unknownEntry == vocab.end())
        return damaged("model.vocab: no " + inQuotes(unknown));
    parts.unknownId = idOf(unknownEntry->second).value_or(0); // a valid id: all were taken above

    auto around = templateOf(document, count);
    if (!around)
        return std::move(around).error();
    parts.before = around->before;
    parts.after = around->after;
    return parts;
}

Result<std::unique_ptr<WordPieceTokenizer>>
WordPieceTokenizer::fromDocument(const nlohmann::json &document, const std::optional<BertNormalizerOptions> &flags)
{
    using Made = std::unique_ptr<WordPieceTokenizer>;
    return guarded<Made>([&]() -> Result<Made> {
        auto parts = partsOfJson(document);
        if (!parts)
            return std::move(parts).error();
        if (flags) {
            parts->normalizer.lowercase = flags->lowercase;
            parts->normalizer.handleChineseChars = flags->handleChineseChars;
            parts->normalizer.stripAccents = flags->stripAccents;
        }
        return Made(new WordPieceTokenizer(*std::move(parts)));
    });
}

Result<std::unique_ptr<WordPieceTokenizer>> WordPieceTokenizer::fromTokenizerJson(std::string_view json)
{
    using Made = std::unique_ptr<WordPieceTokenizer>;
    return guarded<Made>([&]() -> Result<Made> {
        const auto document = parse(json);
        return document ? fromDocument(*document) : document.error();
    });
}

} // namespace embedscope
