#include "core/model/tokenizer/json_fields.h"

#include "core/base/json_depth.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace embedscope::tokenizer_json {

namespace {

/// No tokenizer.json is nested as deep: a file of brackets would cost memory, and its taking down a deep recursion.
constexpr std::size_t kMaximumDepth = 64;

Result<Template> bertProcessing(const Json &processor)
{
    const auto idOfPair = [&](const char *name) {
        const Json::array_t &pair = arrayMember(processor, name); // the token and its id
        return pair.size() == 2 ? idOf(pair[1]) : std::nullopt;
    };
    const auto cls = idOfPair("cls");
    const auto sep = idOfPair("sep");
    if (!cls || !sep)
        return damaged("post_processor");
    return Template{{*cls}, {*sep}};
}

Result<Template> templateProcessing(const Json &processor)
{
    Template out;
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

} // namespace

Error damaged(std::string detail)
{
    return makeError(Errc::ModelDamaged, "tokenizer.json: " + std::move(detail));
}

Error unsupported(std::string detail)
{
    return makeError(Errc::ModelUnsupported, "tokenizer.json: " + std::move(detail));
}

std::string inQuotes(std::string_view text)
{
    constexpr std::size_t kLongest = 200;
    return '"' + repairUtf8(text.substr(0, kLongest)) + '"';
}

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

std::string typeOf(const Json &object)
{
    return stringOr(object, "type", "none").substr(0, 60);
}

std::optional<std::int32_t> idOf(const Json &value)
{
    if (!value.is_number_unsigned())
        return {};
    const auto id = value.get<std::uint64_t>();
    if (id > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max()))
        return {};
    return static_cast<std::int32_t>(id);
}

Result<Json> parse(std::string_view text)
{
    if (text.size() > kMaximumBytes)
        return makeError(Errc::TooLarge, "tokenizer.json above 32 MiB");
    // Before anything is built: a parser with a callback would take twice as long for a vocabulary of 250,000 pieces.
    if (jsonDepth(text) > kMaximumDepth)
        return damaged("nested too deep");
    Json document = Json::parse(text.begin(), text.end(), nullptr, false);
    if (document.is_discarded())
        return damaged("not JSON");
    if (!document.is_object())
        return damaged("not an object");
    return document;
}

Result<Template> templateOf(const Json &document, std::size_t count)
{
    const Json &processor = member(document, "post_processor");
    const std::string type = typeOf(processor);
    if (type != "BertProcessing" && type != "TemplateProcessing")
        return unsupported("post_processor is " + type);
    auto around = type == "BertProcessing" ? bertProcessing(processor) : templateProcessing(processor);
    if (!around)
        return around;
    for (const std::vector<std::int32_t> *ids : {&around->before, &around->after})
        for (const std::int32_t id : *ids)
            if (static_cast<std::size_t>(id) >= count)
                return damaged("post_processor: no entry with id " + std::to_string(id));
    return around;
}

Status readAddedTokens(const Json &document,
                       const std::function<std::optional<std::int32_t>(const std::string &)> &idInModel,
                       const std::function<Status(const std::string &, std::int32_t)> &take, AddedTokens &added)
{
    if (member(document, "added_tokens").is_null())
        return {};
    for (const Json &entry : arrayMember(document, "added_tokens")) {
        AddedToken token;
        token.content = stringMember(entry, "content");
        token.id = idOf(member(entry, "id")).value_or(-1);
        if (const auto known = idInModel(token.content); !known) {
            if (Status status = take(token.content, token.id); !status)
                return status;
            added.notInModel.push_back(token.id);
        } else if (*known != token.id) {
            return damaged("id of " + inQuotes(token.content));
        }
        token.singleWord = boolOr(entry, "single_word", false);
        token.lstrip = boolOr(entry, "lstrip", false);
        token.rstrip = boolOr(entry, "rstrip", false);
        token.normalized = boolOr(entry, "normalized", !boolOr(entry, "special", false));
        added.tokens.push_back(std::move(token));
    }
    std::sort(added.notInModel.begin(), added.notInModel.end());
    return {};
}

} // namespace embedscope::tokenizer_json
