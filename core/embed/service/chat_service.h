#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/embed/embedder.h"
#include "core/embed/service/service_address.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace embedscope {

struct ChatState;

/// A model that writes, at a service that speaks OpenAI's /v1/chat/completions. Thread-safe.
class ChatService
{
public:
    explicit ChatService(std::unique_ptr<ChatState> state);
    ~ChatService();
    ChatService(const ChatService &) = delete;
    ChatService &operator=(const ChatService &) = delete;

    std::string host() const;  ///< for people
    std::string model() const; ///< as the service calls it
    std::string url() const;   ///< that requests go to
    /// Everything that was sent since it was opened, by all calls, also those that failed. texts: questions answered.
    EmbedUsage spent() const;

    /// Receives the answer to one text, as the model wrote it but for the key (which is shown as "[key]"), perhaps
    /// empty; or why there is none (InputTooLong, RequestRefused). One call at a time, on any thread of the call.
    using Sink = std::function<void(std::size_t index, const Result<std::string> &answer)>;
    /// Asks the model about each text, with the same instructions: the first alone, then as many at once as the service
    /// takes. Retries, pauses and what is told of them are those of openApiEmbedder(). Progress counts answers. Errors
    /// are those that concern all texts, as there; answers that were delivered before stay good.
    Status ask(const std::string &instructions, std::span<const std::string> texts, const Sink &sink,
               const RunControl &control = {}) const;

private:
    std::unique_ptr<ChatState> m_state;
};

/// Opening it sends nothing. No model: the preset's, if one is known. options.dimensions has no meaning here. Errors:
/// those of serviceAddress(), and InvalidArgument where there is no model.
Result<std::shared_ptr<const ChatService>> openChatService(const std::string &model, const ApiOptions &options = {});

} // namespace embedscope
