#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

/// One request to a model that writes.
struct ChatQuestion
{
    std::string_view model = {};
    std::string_view instructions = {};
    std::string_view text = {};
    /// Nothing but model and messages: some models refuse a temperature, or a limit under the name it has elsewhere.
    bool bare = false;
};

/// The body of POST …/chat/completions; bad UTF-8 replaced.
std::string chatRequestBody(const ChatQuestion &question);

struct ChatAnswer
{
    std::string text = {};                  ///< as the model wrote it; empty: it wrote nothing
    std::optional<std::size_t> tokens = {}; ///< question and answer, as the service counted
    std::string model = {};                 ///< as the service names it; empty: it does not
};

/// Error BadAnswer, whose detail says what is wrong: no JSON, a web page, no list of choices.
Result<ChatAnswer> readChatAnswer(std::string_view body);

/// No decent answer is longer: a name is asked for, though some models think aloud.
inline constexpr std::uint64_t kMostChatBytes = 1 << 20;

} // namespace embedscope
