#include "core/embed/service/protocol.h"

#include "core/embed/service/answer_json.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace embedscope {

namespace {

using Json = nlohmann::json;

Error bad(std::string detail)
{
    return makeError(Errc::BadAnswer, std::move(detail));
}

std::string count(std::size_t number, const char *one, const char *many)
{
    return std::to_string(number) + (number == 1 ? one : many);
}

const char *inputTypeOf(const ApiQuestion &question)
{
    const bool query = question.role == Role::Query;
    switch (question.dialect) {
    case ApiDialect::Cohere: // wants one in any case
        return query ? "search_query" : question.role == Role::Passage ? "search_document" : "clustering";
    case ApiDialect::Gemini:
        return query                            ? "RETRIEVAL_QUERY"
               : question.role == Role::Passage ? "RETRIEVAL_DOCUMENT"
                                                : "SEMANTIC_SIMILARITY";
    default:
        return query ? "query" : question.role == Role::Passage ? "document" : nullptr;
    }
}

/// Six bits of each letter; whatever is no base64 gives nothing.
std::optional<std::string> fromBase64(std::string_view text)
{
    const auto valueOf = [](char c) {
        return c >= 'A' && c <= 'Z'   ? c - 'A'
               : c >= 'a' && c <= 'z' ? c - 'a' + 26
               : c >= '0' && c <= '9' ? c - '0' + 52
               : c == '+'             ? 62
               : c == '/'             ? 63
                                      : -1;
    };
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int filled = 0;
    for (const char c : text) {
        const int value = valueOf(c);
        if (value < 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        filled += 6;
        if (filled >= 8) {
            filled -= 8;
            out += static_cast<char>(bits >> filled & 0xFF);
        }
    }
    return out;
}

/// Little-endian float32, as every service means it.
Result<std::vector<float>> fromPacked(const std::string &text)
{
    const std::optional<std::string> bytes = fromBase64(text);
    if (!bytes || bytes->size() % sizeof(float) != 0)
        return bad("a vector is no base64 of whole numbers");
    std::vector<float> values(bytes->size() / sizeof(float));
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint32_t u = 0;
        for (std::size_t byte = 4; byte-- > 0;)
            u = u << 8 | static_cast<std::uint8_t>((*bytes)[4 * i + byte]);
        values[i] = std::bit_cast<float>(u);
    }
    return values;
}

Result<std::vector<float>> vectorOf(const Json &json)
{
    if (json.is_string())
        return fromPacked(json.get_ref<const std::string &>());
    if (json.is_object() && json.contains("values"))
        return vectorOf(json["values"]);
    if (!json.is_array())
        return bad(json.is_null() ? "a vector is null" : "a vector is no list of numbers");
    // The llama.cpp server's own address wraps it once more; without pooling there is one for each token.
    if (!json.empty() && json.front().is_array())
        return json.size() == 1
                   ? vectorOf(json.front())
                   : bad("a vector for each token instead of one for the text: start the server with pooling");
    std::vector<float> values;
    values.reserve(json.size());
    for (const Json &number : json) {
        if (!number.is_number())
            return bad(number.is_null() ? "a number of a vector is null"
                                        : "a vector holds something that is no number");
        values.push_back(static_cast<float>(number.get<double>()));
    }
    return values;
}

Status checkVector(const std::vector<float> &vector, std::size_t &dimensions, std::size_t asked)
{
    if (vector.empty())
        return bad("an empty vector");
    bool anything = false;
    for (const float value : vector) {
        if (!std::isfinite(value))
            return bad("a vector holds a number that is not finite");
        anything = anything || value != 0;
    }
    if (!anything)
        return bad("a vector of zeros");
    if (dimensions == 0)
        dimensions = vector.size();
    if (vector.size() != dimensions)
        return bad("a vector of " + count(vector.size(), " number", " numbers") +
                   (asked > 0 ? ", where " + std::to_string(asked) + " are expected"
                              : ", and others of " + std::to_string(dimensions)));
    return {};
}

/// The list of results in whatever shape the service has; null: none.
const Json *listOf(const Json &json)
{
    if (json.is_array())
        return &json;
    if (!json.is_object())
        return nullptr;
    for (const char *name : {"data", "embeddings"}) {
        const auto found = json.find(name);
        if (found == json.end())
            continue;
        if (found->is_array())
            return &*found;
        if (found->is_object()) // Cohere: by type
            for (const char *type : {"float", "base64"})
                if (const auto typed = found->find(type); typed != found->end() && typed->is_array())
                    return &*typed;
    }
    return nullptr;
}

std::optional<std::size_t> wholeOf(const Json &json, std::initializer_list<const char *> path)
{
    const Json *at = &json;
    for (const char *name : path) {
        if (!at->is_object() || !at->contains(name))
            return std::nullopt;
        at = &(*at)[name];
    }
    if (!at->is_number() || !(at->get<double>() >= 0) || at->get<double>() > 1e15)
        return std::nullopt;
    return static_cast<std::size_t>(at->get<double>());
}

/// Where in the request's order a result belongs.
Result<std::size_t> placeOf(const Json &item, std::size_t position, std::size_t texts)
{
    if (!item.is_object() || !item.contains("index"))
        return position;
    const std::optional<std::size_t> index = wholeOf(item, {"index"});
    if (!index || *index >= texts || static_cast<double>(*index) != item["index"].get<double>())
        return bad("an index that no text has: " +
                   item["index"].dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 30));
    return *index;
}

Result<ApiAnswer> readParsed(const Json &json, std::size_t texts, std::size_t dimensions)
{
    ApiAnswer answer;
    const Json *list = listOf(json);
    Json single;
    if (list == nullptr && json.is_object() && json.contains("embedding") && texts == 1) {
        single = Json::array({json["embedding"]});
        list = &single;
    }
    if (list == nullptr)
        return bad("no vectors in it");
    if (list->size() != texts)
        return bad(count(list->size(), " vector", " vectors") + " for " + count(texts, " text", " texts"));
    answer.vectors.resize(texts);
    const std::size_t asked = dimensions;
    for (std::size_t position = 0; position < texts; ++position) {
        const Json &item = (*list)[position];
        const Result<std::size_t> place = placeOf(item, position, texts);
        if (!place)
            return place.error();
        if (!answer.vectors[*place].empty())
            return bad("the index " + std::to_string(*place) + " twice");
        const bool wrapped = item.is_object() && item.contains("embedding");
        Result<std::vector<float>> vector = vectorOf(wrapped ? item["embedding"] : item);
        if (!vector)
            return vector.error();
        if (const Status sound = checkVector(*vector, dimensions, asked); !sound)
            return sound.error();
        answer.vectors[*place] = std::move(*vector);
    }
    for (const auto &path : {std::initializer_list<const char *>{"usage", "prompt_tokens"},
                             {"usage", "total_tokens"},
                             {"prompt_eval_count"},
                             {"meta", "billed_units", "input_tokens"}})
        if (!answer.tokens)
            answer.tokens = wholeOf(json, path);
    if (json.is_object() && json.contains("model") && json["model"].is_string())
        answer.model = json["model"].get<std::string>().substr(0, 200);
    return answer;
}

Json geminiRequests(const ApiQuestion &question, std::span<const std::string_view> texts)
{
    Json requests = Json::array();
    for (const std::string_view text : texts) {
        Json one = {{"model", "models/" + question.model},
                    {"content", {{"parts", Json::array({{{"text", text}}})}}},
                    {"taskType", inputTypeOf(question)}};
        if (question.dimensions > 0)
            one["outputDimensionality"] = question.dimensions;
        requests.push_back(std::move(one));
    }
    return {{"requests", std::move(requests)}};
}

} // namespace

std::string requestBody(const ApiQuestion &question, std::span<const std::string_view> texts)
{
    Json body = Json::object();
    Json list = Json::array();
    for (const std::string_view text : texts)
        list.push_back(text);
    switch (question.dialect) {
    case ApiDialect::OpenAi:
        body = {{"model", question.model}, {"input", std::move(list)}};
        if (question.base64)
            body["encoding_format"] = "base64";
        break;
    case ApiDialect::Ollama: // says nothing of what it cuts, unless it may not
        body = {{"model", question.model}, {"input", std::move(list)}, {"truncate", false}};
        break;
    case ApiDialect::Tei:
        body = {{"inputs", std::move(list)}};
        break;
    case ApiDialect::Cohere:
        body = {{"model", question.model},
                {"texts", std::move(list)},
                {"embedding_types", Json::array({"float"})},
                {"truncate", "NONE"}};
        break;
    case ApiDialect::Gemini:
        body = geminiRequests(question, texts);
        break;
    }
    const char *type = question.inputType && question.dialect != ApiDialect::Gemini ? inputTypeOf(question) : nullptr;
    if (type != nullptr)
        body["input_type"] = type;
    if (question.dimensions > 0 && question.dialect != ApiDialect::Gemini && !question.dimensionsField.empty())
        body[question.dimensionsField] = question.dimensions;
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<ApiAnswer> readApiAnswer(std::string_view body, std::size_t texts, std::size_t dimensions)
{
    try {
        const Result<Json> json = parseAnswer(body, "vectors");
        if (!json)
            return json.error();
        return readParsed(*json, texts, dimensions);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    } catch (const Json::exception &) {
        return bad("its JSON has an unexpected shape");
    }
}

} // namespace embedscope
