#include "core/embed/service/chat_service.h"

#include "core/embed/service/chat_protocol.h"
#include "core/embed/service/faults.h"
#include "core/embed/service/service_pauses.h"
#include "core/embed/service/token_estimate.h"
#include "core/embed/service/work_at_once.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <new>
#include <optional>
#include <utility>
#include <vector>

namespace embedscope {

/// What stays the same for all calls, and what they learn for each other.
struct ChatState
{
    ApiEndpoint endpoint = {};
    ServicePreset preset = {};
    std::string keyVariable = {};
    Secret key = {};
    std::string model = {};
    std::chrono::milliseconds maxWait{120'000};
    PlainHttp plainHttp = PlainHttp::LoopbackOnly;
    std::shared_ptr<const WaitClock> clock = {};
    std::unique_ptr<HttpClient> client = {};

    std::atomic<bool> bare = false; ///< the model refuses what some refuse
    std::mutex mutex = {};
    EmbedUsage spent = {}; ///< under the mutex
};

namespace {

using std::chrono::milliseconds;

/// One call of ask(): threads, retries.
class ChatCall
{
public:
    ChatCall(ChatState &state, const std::string &instructions, std::span<const std::string> texts,
             const ChatService::Sink &sink, const RunControl &control)
        : m_state(state),
          m_instructions(instructions),
          m_texts(texts),
          m_sink(sink),
          m_control(control),
          m_pauses(state.clock, control, m_mutex, m_end.get_token())
    {
        m_inner.stop = m_end.get_token();
    }

    Status run();

private:
    using Time = ServicePauses::Time;

    void workThrough(bool onlyUntilAnswer);
    void work(std::size_t index);
    Result<HttpResponse> send(std::size_t index, Time deadline);
    ServiceFault judge(const Result<HttpResponse> &response) const;
    void accept(std::size_t index, const HttpResponse &response);
    void deliver(std::size_t index, const Result<std::string> &answer);
    void stopWith(Error error);
    bool anyAnswer() const { return m_answers > 0; }

    ChatState &m_state;
    const std::string &m_instructions;
    const std::span<const std::string> m_texts;
    const ChatService::Sink &m_sink;
    const RunControl &m_control;
    std::stop_source m_end; ///< of this call: the caller's stop, or a fault that concerns all
    RunControl m_inner;     ///< with that stop
    std::atomic<std::size_t> m_next = 0;
    std::atomic<std::size_t> m_answers = 0;
    std::mutex m_mutex; ///< of the two below, and of sink, progress and note
    std::optional<Error> m_error;
    std::size_t m_delivered = 0;
    ServicePauses m_pauses;
};

Status ChatCall::run()
{
    const std::stop_callback passOn(m_control.stop, [this] { m_end.request_stop(); });
    const auto waiting = [this] { return m_texts.size() - std::min<std::size_t>(m_next, m_texts.size()); };
    workAtOnce(m_state.preset.atOnce, waiting, [this](bool onlyUntilAnswer) { workThrough(onlyUntilAnswer); });
    if (m_control.stopRequested())
        return makeError(Errc::Cancelled);
    if (m_error)
        return *m_error;
    return {};
}

void ChatCall::workThrough(bool onlyUntilAnswer)
{
    try {
        while (!m_inner.stopRequested() && !(onlyUntilAnswer && anyAnswer())) {
            const std::size_t index = m_next++;
            if (index >= m_texts.size())
                return;
            work(index);
        }
    } catch (const std::bad_alloc &) {
        stopWith(makeError(Errc::OutOfMemory));
    }
}

void ChatCall::work(std::size_t index)
{
    const Time deadline = m_state.clock->now() + m_state.maxWait;
    for (int retry = 0; !m_inner.stopRequested();) {
        if (Error held; !m_pauses.wait(deadline, held)) {
            held.path = m_state.endpoint.url.where();
            return stopWith(std::move(held));
        }
        if (m_inner.stopRequested())
            return;
        const bool bare = m_state.bare;
        const Result<HttpResponse> response = send(index, deadline);
        if (response && response->succeeded())
            return accept(index, *response);
        ServiceFault fault = judge(response);
        const auto about = [&](const char *word) { return fault.error.detail.find(word) != std::string::npos; };
        if (!bare && fault.error.code == Errc::RequestRefused && (about("temperature") || about("max_tokens"))) {
            m_state.bare = true;
            continue;
        }
        fault.error.detail = m_state.key.masked(fault.error.detail);
        switch (fault.then) {
        case ServiceFault::Then::Smaller:
            return deliver(index, fault.error);
        case ServiceFault::Then::Retry:
            if (!m_pauses.mayRetry(retry++, response ? &*response : nullptr, fault.error, deadline, anyAnswer()))
                return stopWith(std::move(fault.error));
            break;
        default:
            return stopWith(std::move(fault.error));
        }
    }
}

Result<HttpResponse> ChatCall::send(std::size_t index, Time deadline)
{
    HttpRequest request = servicePost(m_state.endpoint, m_state.key, m_state.plainHttp,
                                      chatRequestBody({m_state.model, m_instructions, m_texts[index], m_state.bare}),
                                      std::chrono::ceil<milliseconds>(deadline - m_state.clock->now()));
    request.maxBodyBytes = kMostChatBytes;
    {
        const std::lock_guard theirs(m_state.mutex);
        ++m_state.spent.requests;
    }
    return m_state.client->send(request, m_inner);
}

ServiceFault ChatCall::judge(const Result<HttpResponse> &response) const
{
    if (response)
        return faultOf(*response, {m_state.endpoint.url.where(), m_state.keyVariable, !m_state.key.empty(), 1, false,
                                   anyAnswer()});
    return faultOfNoAnswer(response.error(), m_state.endpoint.url.loopback(), anyAnswer());
}

void ChatCall::accept(std::size_t index, const HttpResponse &response)
{
    const Result<ChatAnswer> answer = readChatAnswer(response.body);
    if (!answer) {
        Error error = faultOfSuccess(answer.error(), response.body, m_state.endpoint.url.where());
        error.detail = m_state.key.masked(error.detail);
        return stopWith(std::move(error));
    }
    const std::size_t tokens =
        estimateTokens(m_instructions) + estimateTokens(m_texts[index]) + estimateTokens(answer->text);
    {
        const std::lock_guard theirs(m_state.mutex);
        EmbedUsage &spent = m_state.spent;
        ++spent.texts;
        spent.tokens += answer->tokens.value_or(tokens);
        spent.tokensEstimated = spent.tokensEstimated || !answer->tokens;
        if (!answer->model.empty())
            spent.model = m_state.key.masked(answer->model);
    }
    ++m_answers;
    if (const auto allowance = allowancePause(response, tokens); allowance && m_next < m_texts.size())
        m_pauses.holdFor(*allowance, kAllowanceUsed, m_state.clock->now() + m_state.maxWait);
    deliver(index, m_state.key.masked(answer->text));
}

void ChatCall::deliver(std::size_t index, const Result<std::string> &answer)
{
    const std::lock_guard lock(m_mutex);
    // Paid for: delivered also where another request has ended the call meanwhile.
    if (m_control.stopRequested())
        return;
    m_sink(index, answer);
    m_control.report(++m_delivered, m_texts.size());
}

void ChatCall::stopWith(Error error)
{
    {
        const std::lock_guard lock(m_mutex);
        // A request that was stopped because of the first error is no error of its own.
        if (!m_error && error.code != Errc::Cancelled)
            m_error = std::move(error);
    }
    m_end.request_stop();
}

} // namespace

ChatService::ChatService(std::unique_ptr<ChatState> state) : m_state(std::move(state)) {}

ChatService::~ChatService() = default;

std::string ChatService::host() const
{
    return m_state->endpoint.url.where();
}

std::string ChatService::model() const
{
    return m_state->model;
}

std::string ChatService::url() const
{
    return m_state->endpoint.url.text();
}

EmbedUsage ChatService::spent() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->spent;
}

Status ChatService::ask(const std::string &instructions, std::span<const std::string> texts, const Sink &sink,
                        const RunControl &control) const
{
    try {
        return ChatCall(*m_state, instructions, texts, sink, control).run();
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

Result<std::shared_ptr<const ChatService>> openChatService(const std::string &model, const ApiOptions &options)
{
    try {
        Result<ServiceAddress> address = serviceAddress(options, ServiceUse::Chat);
        if (!address)
            return address.error();
        const std::string chosen = model.empty() ? std::string(address->preset.chatModel) : model;
        if (chosen.empty())
            return makeError(Errc::InvalidArgument, "the model's name is missing", address->base.where());
        auto state = std::make_unique<ChatState>();
        state->endpoint = chatEndpointOf(address->base);
        state->preset = address->preset;
        state->keyVariable = address->keyVariable();
        state->key = std::move(address->key);
        state->model = chosen;
        state->maxWait = options.maxWait;
        state->plainHttp = options.plainHttp;
        state->clock = options.clock ? options.clock : realClock();
        state->client = std::make_unique<HttpClient>(options.http);
        return std::shared_ptr<const ChatService>(std::make_shared<const ChatService>(std::move(state)));
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
