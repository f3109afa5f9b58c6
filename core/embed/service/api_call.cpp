#include "core/embed/service/api_call.h"

#include "core/base/utf8.h"
#include "core/embed/service/token_estimate.h"
#include "core/embed/service/work_at_once.h"

#include <algorithm>
#include <new>

namespace embedscope {

namespace {

using std::chrono::milliseconds;

/// Fewer than this many texts refused one after the other are the texts' fault; more are not.
constexpr std::size_t kMostRefusedAlone = 8;

} // namespace

ApiCall::ApiCall(const ApiService &service, std::span<const std::string_view> texts, Role role, const EmbedSink &sink,
                 const RunControl &control)
    : m_service(service),
      m_texts(texts),
      m_role(role),
      m_sink(sink),
      m_control(control),
      m_pauses(service.clock, control, m_mutex, m_end.get_token())
{
    m_inner.stop = m_end.get_token();
}

Result<EmbedUsage> ApiCall::run()
{
    const std::stop_callback passOn(m_control.stop, [this] { m_end.request_stop(); });
    Positions rest;
    deliverBlanks(rest);
    BatchLimits limits = limitsOf(m_service.preset);
    if (const std::size_t most = m_service.mostTexts; most > 0)
        limits.texts = std::min(limits.texts, most);
    for (Positions &batch : planBatches(m_texts, rest, limits, m_service.preset.atOnce))
        m_queue.push_back(std::move(batch));

    const auto waiting = [this] {
        const std::lock_guard lock(m_mutex);
        return m_queue.size();
    };
    workAtOnce(m_service.preset.atOnce, waiting, [this](bool onlyUntilSuccess) { workThrough(onlyUntilSuccess); });
    if (m_control.stopRequested())
        return makeError(Errc::Cancelled);
    if (m_error)
        return *m_error;
    return m_usage;
}

void ApiCall::deliverBlanks(Positions &rest)
{
    for (std::size_t i = 0; i < m_texts.size() && !m_inner.stopRequested(); ++i) {
        if (isBlank(m_texts[i]))
            deliver({i, makeError(Errc::EmptyText)});
        else
            rest.push_back(i);
    }
}

/// The next batch, no larger than the service was found to take.
std::optional<ApiCall::Positions> ApiCall::next()
{
    const std::lock_guard lock(m_mutex);
    if (m_queue.empty() || m_inner.stopRequested())
        return std::nullopt;
    Positions batch = std::move(m_queue.front());
    m_queue.pop_front();
    const std::size_t most = m_service.mostTexts;
    if (most > 0 && batch.size() > most) {
        const auto cut = batch.begin() + static_cast<std::ptrdiff_t>(most);
        m_queue.emplace_front(cut, batch.end());
        batch.erase(cut, batch.end());
    }
    return batch;
}

void ApiCall::workThrough(bool onlyUntilSuccess)
{
    try {
        while (std::optional<Positions> batch = next()) {
            work(std::move(*batch));
            if (onlyUntilSuccess && anySuccess())
                return;
        }
    } catch (const std::bad_alloc &) {
        stopWith(makeError(Errc::OutOfMemory));
    }
}

bool ApiCall::anySuccess() const
{
    const std::lock_guard lock(m_mutex);
    return m_successes > 0;
}

void ApiCall::work(Positions batch)
{
    const Time deadline = m_service.clock->now() + m_service.maxWait;
    for (int retry = 0; !m_inner.stopRequested();) {
        if (Error held; !m_pauses.wait(deadline, held)) {
            held.path = m_service.endpoint.url.where();
            return stopWith(std::move(held));
        }
        if (m_inner.stopRequested())
            return;
        const bool base64 = m_service.preset.base64 && !m_service.floats;
        const Result<HttpResponse> response = send(batch, deadline, base64);
        if (response && response->succeeded())
            return accept(batch, *response);
        ServiceFault fault = response
                                 ? faultOf(*response, {m_service.endpoint.url.where(), m_service.keyVariable,
                                                       !m_service.key.empty(), batch.size(), base64, anySuccess()})
                                 : faultOfNoAnswer(response.error(), m_service.endpoint.url.loopback(), anySuccess());
        fault.error.detail = m_service.key.masked(fault.error.detail);
        switch (fault.then) {
        case ServiceFault::Then::Stop:
            return stopWith(std::move(fault.error));
        case ServiceFault::Then::Smaller:
            return refuse(batch, fault);
        case ServiceFault::Then::Floats:
            m_service.floats = true;
            continue;
        case ServiceFault::Then::Retry:
            if (!m_pauses.mayRetry(retry++, response ? &*response : nullptr, fault.error, deadline, anySuccess()))
                return stopWith(std::move(fault.error));
            break;
        }
    }
}

HttpRequest ApiCall::requestFor(const Positions &batch, Time deadline, bool base64) const
{
    std::vector<std::string_view> texts;
    texts.reserve(batch.size());
    for (const std::size_t position : batch)
        texts.push_back(m_texts[position]);
    const ServicePreset &preset = m_service.preset;
    HttpRequest request =
        servicePost(m_service.endpoint, m_service.key, m_service.plainHttp,
                    requestBody({m_service.endpoint.dialect, m_service.model, m_service.askedDimensions,
                                 std::string(preset.dimensions), base64, preset.inputType, m_role},
                                texts),
                    std::chrono::ceil<milliseconds>(deadline - m_service.clock->now()));
    request.maxBodyBytes = mostAnswerBytes(batch.size());
    return request;
}

Result<HttpResponse> ApiCall::send(const Positions &batch, Time deadline, bool base64)
{
    Result<HttpResponse> response = m_service.client->send(requestFor(batch, deadline, base64), m_inner);
    const std::lock_guard lock(m_mutex);
    ++m_usage.requests;
    const std::lock_guard theirs(m_service.mutex);
    ++m_service.spent.requests;
    return response;
}

void ApiCall::accept(const Positions &batch, const HttpResponse &response)
{
    Result<ApiAnswer> answer = readApiAnswer(response.body, batch.size(), m_service.dimensions);
    if (!answer) {
        Error error = faultOfSuccess(answer.error(), response.body, m_service.endpoint.url.where());
        error.detail = m_service.key.masked(error.detail);
        return stopWith(std::move(error));
    }
    std::size_t unknown = 0;
    const std::size_t length = answer->vectors.front().size();
    if (!m_service.dimensions.compare_exchange_strong(unknown, length) && unknown != length) {
        Error error = makeError(Errc::BadAnswer, {}, m_service.endpoint.url.where());
        error.detail = "a vector of " + std::to_string(length) + " numbers, and others of " + std::to_string(unknown);
        return stopWith(std::move(error));
    }
    std::size_t tokens = 0;
    for (const std::size_t position : batch)
        tokens += estimateTokens(m_texts[position]);

    const std::lock_guard lock(m_mutex);
    ++m_successes;
    m_refusedAlone = 0;
    const auto count = [&](EmbedUsage &usage) {
        usage.texts += batch.size();
        usage.tokens += answer->tokens.value_or(tokens);
        usage.tokensEstimated = usage.tokensEstimated || !answer->tokens;
        if (!answer->model.empty())
            usage.model = m_service.key.masked(answer->model);
    };
    count(m_usage);
    {
        const std::lock_guard theirs(m_service.mutex);
        count(m_service.spent);
    }
    // The batches that wait are about as large.
    if (const auto allowance = allowancePause(response, tokens); allowance && !m_queue.empty())
        m_pauses.holdFor(*allowance, kAllowanceUsed, m_service.clock->now() + m_service.maxWait);
    // Paid for: delivered also where another request has ended the call meanwhile.
    for (std::size_t i = 0; i < batch.size() && !m_control.stopRequested(); ++i) {
        m_sink({batch[i], std::span<const float>(answer->vectors[i])});
        ++m_delivered;
    }
    // Once for each answer: whoever keeps the rows writes them down then.
    m_control.report(m_delivered, m_texts.size());
}

void ApiCall::refuse(const Positions &batch, const ServiceFault &fault)
{
    if (batch.size() > 1) {
        const std::lock_guard lock(m_mutex);
        const std::size_t half = (batch.size() + 1) / 2;
        if (fault.error.code == Errc::InputTooLong)
            m_service.mostTexts = half; // so the others need not meet it too
        const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(half);
        m_queue.emplace_front(middle, batch.end());
        m_queue.emplace_front(batch.begin(), middle);
        return;
    }
    bool hopeless = false;
    {
        const std::lock_guard lock(m_mutex);
        m_service.mostTexts = 0; // it was this text, not the number of them
        hopeless = ++m_refusedAlone >= kMostRefusedAlone && m_successes == 0;
    }
    if (hopeless)
        return stopWith(fault.error);
    deliver({batch.front(), fault.error});
}

void ApiCall::stopWith(Error error)
{
    {
        const std::lock_guard lock(m_mutex);
        // A request that was stopped because of the first error is no error of its own.
        if (!m_error && error.code != Errc::Cancelled)
            m_error = std::move(error);
    }
    m_end.request_stop();
}

void ApiCall::deliver(const EmbeddedRow &row)
{
    const std::lock_guard lock(m_mutex);
    if (m_inner.stopRequested())
        return;
    m_sink(row);
    m_control.report(++m_delivered, m_texts.size());
}

} // namespace embedscope
