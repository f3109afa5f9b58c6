#include "core/embed/service/chat_protocol.h"

#include "core/embed/service/answer_json.h"

#include <new>

namespace embedscope {

namespace {

using Json = nlohmann::json;

/// Enough for a name, and for a model that thinks aloud before it.
constexpr int kMostTokens = 1000;

/// A text, or its parts.
std::string textOf(const Json &content)
{
    if (content.is_string())
        return content.get<std::string>();
    std::string text;
    if (content.is_array())
        for (const Json &part : content)
            if (part.is_object() && part.contains("text") && part["text"].is_string())
                text += part["text"].get<std::string>();
    return text;
}

Result<ChatAnswer> readParsed(const Json &json)
{
    if (!json.is_object() || !json.contains("choices") || !json["choices"].is_array())
        return makeError(Errc::BadAnswer, "no answer of a model in it");
    ChatAnswer answer;
    const Json &choices = json["choices"];
    if (!choices.empty() && choices.front().is_object()) {
        const Json &choice = choices.front();
        if (choice.contains("message") && choice["message"].is_object() && choice["message"].contains("content"))
            answer.text = textOf(choice["message"]["content"]);
    }
    if (const auto usage = json.find("usage"); usage != json.end() && usage->is_object()) {
        const auto total = usage->find("total_tokens");
        if (total != usage->end() && total->is_number() && total->get<double>() >= 0 && total->get<double>() < 1e15)
            answer.tokens = static_cast<std::size_t>(total->get<double>());
    }
    if (json.contains("model") && json["model"].is_string())
        answer.model = json["model"].get<std::string>().substr(0, 200);
    return answer;
}

} // namespace

std::string chatRequestBody(const ChatQuestion &question)
{
    Json body = {{"model", question.model},
                 {"messages", Json::array({{{"role", "system"}, {"content", question.instructions}},
                                           {{"role", "user"}, {"content", question.text}}})}};
    if (!question.bare) {
        body["temperature"] = 0;
        body["max_tokens"] = kMostTokens;
    }
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<ChatAnswer> readChatAnswer(std::string_view body)
{
    try {
        const Result<Json> json = parseAnswer(body, "an answer of a model");
        if (!json)
            return json.error();
        return readParsed(*json);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    } catch (const Json::exception &) {
        return makeError(Errc::BadAnswer, "its JSON has an unexpected shape");
    }
}

} // namespace embedscope
