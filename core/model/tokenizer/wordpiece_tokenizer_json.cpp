// Reads a tokenizer.json, the file format of the package `tokenizers`.

#include "core/base/utf8.h"
#include "core/model/tokenizer/wordpiece_tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <new>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace embedscope {
namespace {

using Json = nlohmann::json;

/// No tokenizer.json is nested as deep; what is deeper is not kept, so that a file of brackets costs no memory.
constexpr int kMaximumDepth = 64;

Error damaged(std::string detail)
{
    return makeError(Errc::ModelDamaged, "tokenizer.json: " + std::move(detail));
}

Error unsupported(std::string detail)
{
    return makeError(Errc::ModelUnsupported, "tokenizer.json: " + std::move(detail));
}

/// A field of another type than the format says. Thrown by the readers below and caught at the door: each of some
/// thirty reads would otherwise be a branch of its own.
struct WrongType
{
    std::string field;
    const char *expected;
};

/// The member, or null where there is none; of nothing there is nothing.
const Json &member(const Json &object, const char *name)
{
    static const Json null;
    if (object.is_null())
        return null;
    if (!object.is_object())
        throw WrongType{std::string("what holds ") + name, "an object"};
    const auto found = object.find(name);
    return found == object.end() ? null : *found;
}

const Json::array_t &arrayMember(const Json &object, const char *name)
{
    const Json &value = member(object, name);
    if (!value.is_array())
        throw WrongType{name, "a list"};
    return value.get_ref<const Json::array_t &>();
}

std::string stringMember(const Json &object, const char *name)
{
    const Json &value = member(object, name);
    if (!value.is_string())
        throw WrongType{name, "a string"};
    return value.get<std::string>();
}

std::string stringOr(const Json &object, const char *name, const char *otherwise)
{
    return member(object, name).is_null() ? std::string(otherwise) : stringMember(object, name);
}

bool boolOr(const Json &object, const char *name, bool otherwise)
{
    const Json &value = member(object, name);
    if (value.is_null())
        return otherwise;
    if (!value.is_boolean())
        throw WrongType{name, "true or false"};
    return value.get<bool>();
}

/// An id as the package keeps it, or nothing for what is none.
std::optional<std::int32_t> idOf(const Json &value)
{
    if (!value.is_number_unsigned())
        return {};
    const auto id = value.get<std::uint64_t>();
    if (id > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max()))
        return {};
    return static_cast<std::int32_t>(id);
}

std::string typeOf(const Json &object)
{
    return stringOr(object, "type", "none");
}

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

/// The special tokens around one text.
struct Template
{
    std::vector<std::int32_t> before = {};
    std::vector<std::int32_t> after = {};
};

Result<Template> templateOf(const Json &processor)
{
    Template out;
    const std::string type = typeOf(processor);
    if (type == "BertProcessing") {
        const auto idOfPair = [&](const char *name) {
            const Json::array_t &pair = arrayMember(processor, name); // the token and its id
            return pair.size() == 2 ? idOf(pair[1]) : std::nullopt;
        };
        const auto cls = idOfPair("cls");
        const auto sep = idOfPair("sep");
        if (!cls || !sep)
            return damaged("post_processor");
        out.before.push_back(*cls);
        out.after.push_back(*sep);
        return out;
    }
    if (type != "TemplateProcessing")
        return unsupported("post_processor is " + type);
    bool textSeen = false;
    for (const Json &part : arrayMember(processor, "single")) {
        if (const Json &sequence = member(part, "Sequence"); !sequence.is_null()) {
            if (textSeen)
                return unsupported("post_processor repeats the text");
            textSeen = true;
            continue;
        }
        const auto name = stringMember(member(part, "SpecialToken"), "id");
        const Json &special = member(member(processor, "special_tokens"), name.c_str());
        for (const Json &number : arrayMember(special, "ids")) {
            const auto id = idOf(number);
            if (!id)
                return damaged("post_processor");
            (textSeen ? out.after : out.before).push_back(*id);
        }
    }
    if (!textSeen)
        return damaged("post_processor without the text");
    return out;
}

/// A document that is no deeper than kMaximumDepth.
Result<Json> parse(std::string_view text)
{
    bool tooDeep = false;
    const auto keep = [&](int depth, Json::parse_event_t, const Json &) {
        tooDeep = tooDeep || depth > kMaximumDepth;
        return depth <= kMaximumDepth;
    };
    Json document = Json::parse(text.begin(), text.end(), keep, false);
    if (tooDeep)
        return damaged("nested too deep");
    if (document.is_discarded())
        return damaged("not JSON");
    if (!document.is_object())
        return damaged("not an object");
    return document;
}

std::string inQuotes(std::string_view text)
{
    return '"' + repairUtf8(text) + '"';
}

} // namespace

Result<WordPieceTokenizer::Parts> WordPieceTokenizer::partsOfJson(std::string_view json)
{
    if (json.size() > kMaximumBytes)
        return makeError(Errc::TooLarge, "tokenizer.json above 32 MiB");
    auto parsed = parse(json);
    if (!parsed)
        return std::move(parsed).error();
    const Json &document = *parsed;

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

    if (!addedJson.is_null()) {
        for (const Json &entry : arrayMember(document, "added_tokens")) {
            AddedToken token;
            token.content = stringMember(entry, "content");
            token.id = idOf(member(entry, "id")).value_or(-1);
            if (const auto known = vocab.find(token.content); known == vocab.end()) {
                if (Status status = take(token.content, token.id); !status)
                    return status.error();
                parts.notModelPieces.push_back(token.id);
            } else if (idOf(known->second) != token.id) {
                return damaged("id of " + inQuotes(token.content));
            }
            token.singleWord = boolOr(entry, "single_word", false);
            token.lstrip = boolOr(entry, "lstrip", false);
            token.rstrip = boolOr(entry, "rstrip", false);
            token.normalized = boolOr(entry, "normalized", !boolOr(entry, "special", false));
            parts.addedTokens.push_back(std::move(token));
        }
    }
    std::sort(parts.notModelPieces.begin(), parts.notModelPieces.end());
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

    auto around = templateOf(member(document, "post_processor"));
    if (!around)
        return std::move(around).error();
    for (const std::vector<std::int32_t> *ids : {&around->before, &around->after}) {
        for (const std::int32_t id : *ids) {
            if (static_cast<std::size_t>(id) >= count)
                return damaged("post_processor: no entry with id " + std::to_string(id));
        }
    }
    parts.before = around->before;
    parts.after = around->after;
    return parts;
}

Result<std::unique_ptr<WordPieceTokenizer>> WordPieceTokenizer::fromTokenizerJson(std::string_view json)
try {
    auto parts = partsOfJson(json);
    if (!parts)
        return std::move(parts).error();
    return std::unique_ptr<WordPieceTokenizer>(new WordPieceTokenizer(*std::move(parts)));
} catch (const std::bad_alloc &) {
    return makeError(Errc::OutOfMemory, "tokenizer.json");
} catch (const WrongType &fault) {
    return damaged(fault.field + " is not " + fault.expected);
} catch (const Json::exception &exception) {
    return damaged(exception.what());
}

} // namespace embedscope
