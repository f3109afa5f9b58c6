#pragma once

#include "tests/support/api_service.h"

#include <string>

namespace embedscope::test {

/// What a model that writes would be sent as the person's part.
inline std::string askedIn(const HttpServer::Request &request)
{
    return Json::parse(request.body)["messages"][1]["content"].get<std::string>();
}

/// An answer of a model in OpenAI's manner.
inline std::string chatAnswer(const std::string &text)
{
    return Json({{"object", "chat.completion"},
                 {"model", "tiny-2026"},
                 {"choices", Json::array({{{"index", 0},
                                           {"finish_reason", "stop"},
                                           {"message", {{"role", "assistant"}, {"content", text}}}}})},
                 {"usage", {{"prompt_tokens", 90}, {"completion_tokens", 4}, {"total_tokens", 94}}}})
        .dump();
}

} // namespace embedscope::test
