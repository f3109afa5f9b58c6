#pragma once

#include "core/base/error.h"
#include "core/base/run_control.h"
#include "core/embed/http/http_client.h"
#include "core/embed/service/retry.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace embedscope {

/// Whether the error is about the way to the service, which may be open a moment later.
bool isAboutTheWay(Errc code);

/// Why requests are held back after a success that was the last one allowed.
inline constexpr const char *kAllowanceUsed = "the service's allowance for this minute is used up";

/// The pauses that the requests of one call make together: before a retry, and where the service's allowance is used
/// up. Each is told once, whatever the number of requests that wait.
class ServicePauses
{
public:
    using Time = WaitClock::Steady::time_point;

    /// `telling` guards RunControl::note: the caller's own, which also guards its progress. `stop` ends every wait.
    ServicePauses(std::shared_ptr<const WaitClock> clock, const RunControl &control, std::mutex &telling,
                  std::stop_token stop);

    /// Whether a failed request may be tried again, the `retry`th time (from 0) and before `deadline`; if so, no
    /// request goes out before it may. `response`: its answer, if there was one. `heard`: the service has answered
    /// before; one that never did is soon given up. Adds to the error's detail what the service asks for in vain.
    bool mayRetry(int retry, const HttpResponse *response, Error &error, Time deadline, bool heard);
    /// No request goes out for so long; but of a pause beyond `deadline` nothing is waited: the service's own refusal
    /// of the next request tells more.
    void holdFor(std::chrono::milliseconds time, const std::string &why, Time deadline);
    /// Waits until a request may go out. False, at once: not before `deadline`, for the error `why`.
    bool wait(Time deadline, Error &why);

private:
    void waitUntil(Time until, const std::string &why);

    std::shared_ptr<const WaitClock> m_clock;
    const RunControl &m_control;
    std::mutex &m_telling;
    std::mutex m_mutex; ///< of the three that follow; taken after the caller's
    Time m_notBefore = {};
    std::string m_reason;
    Error m_error = {}; ///< that the pause is for
    std::stop_token m_stop;
    std::atomic<bool> m_announcing = false;
};

} // namespace embedscope
