#pragma once

#include "core/base/run_control.h"
#include "core/embed/embedder.h"
#include "core/embed/http/http_client.h"
#include "core/embed/service/api_batches.h"
#include "core/embed/service/faults.h"
#include "core/embed/service/protocol.h"
#include "core/embed/service/retry.h"
#include "core/embed/service/secret.h"
#include "core/embed/service/service_address.h"
#include "core/embed/service/service_pauses.h"

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

namespace embedscope {

/// What stays the same for all calls of one embedder, and what they learn for each other.
struct ApiService
{
    ApiEndpoint endpoint = {};
    ServicePreset preset = {};
    std::string model = {};
    std::size_t askedDimensions = 0;
    std::chrono::milliseconds maxWait{120'000};
    PlainHttp plainHttp = PlainHttp::LoopbackOnly;
    std::string keyVariable = {}; ///< that a person is told of
    Secret key = {};
    std::shared_ptr<const WaitClock> clock = {};
    std::unique_ptr<HttpClient> client = {};

    mutable std::atomic<std::size_t> dimensions = 0; ///< of the vectors; 0: not known yet
    mutable std::atomic<bool> floats = false;        ///< it does not know base64
    mutable std::atomic<std::size_t> mostTexts = 0;  ///< that it took after refusing more; 0: no limit met
    mutable std::mutex mutex = {};
    mutable EmbedUsage spent = {}; ///< under the mutex
};

/// One call of embed(): batches, threads, retries.
class ApiCall
{
public:
    ApiCall(const ApiService &service, std::span<const std::string_view> texts, Role role, const EmbedSink &sink,
            const RunControl &control);

    Result<EmbedUsage> run();

private:
    using Time = WaitClock::Steady::time_point;
    using Positions = std::vector<std::size_t>;

    void deliverBlanks(Positions &rest);
    std::optional<Positions> next();
    void workThrough(bool onlyUntilSuccess);
    void work(Positions batch);
    Result<HttpResponse> send(const Positions &batch, Time deadline, bool base64);
    HttpRequest requestFor(const Positions &batch, Time deadline, bool base64) const;
    void accept(const Positions &batch, const HttpResponse &response);
    void refuse(const Positions &batch, const ServiceFault &fault);
    void stopWith(Error error);
    void deliver(const EmbeddedRow &row);
    bool anySuccess() const;

    const ApiService &m_service;
    const std::span<const std::string_view> m_texts;
    const Role m_role;
    const EmbedSink &m_sink;
    const RunControl &m_control;
    std::stop_source m_end; ///< of this call: the caller's stop, or a fault that concerns all
    RunControl m_inner;     ///< with that stop

    mutable std::mutex m_mutex; ///< of all below, and of sink and progress
    std::deque<Positions> m_queue;
    std::optional<Error> m_error;
    std::size_t m_delivered = 0;
    std::size_t m_successes = 0;
    std::size_t m_refusedAlone = 0; ///< texts, one after the other, without a success between
    EmbedUsage m_usage;
    ServicePauses m_pauses; ///< with that mutex
};

} // namespace embedscope
