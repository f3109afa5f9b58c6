#include "core/embed/service/service_pauses.h"

#include <algorithm>
#include <utility>

namespace embedscope {

namespace {

using std::chrono::milliseconds;

/// A service that nobody has heard yet may simply not be there.
constexpr int kFirstContactRetries = 2;

std::string wholeSeconds(milliseconds time)
{
    return std::to_string((std::max<std::int64_t>(0, time.count()) + 999) / 1000) + " s";
}

std::string reasonOf(const Error &error)
{
    switch (error.code) {
    case Errc::RateLimited:
        return "the service asks us to slow down";
    case Errc::ConnectionBroken:
        return "the connection broke";
    case Errc::HostNotFound:
    case Errc::NoConnection:
        return "the service cannot be reached";
    case Errc::NoAnswer:
        return "the service does not answer";
    default:
        return "the service has failed for the moment";
    }
}

} // namespace

bool isAboutTheWay(Errc code)
{
    return code == Errc::HostNotFound || code == Errc::NoConnection || code == Errc::ConnectionBroken ||
           code == Errc::NoAnswer;
}

ServicePauses::ServicePauses(std::shared_ptr<const WaitClock> clock, const RunControl &control, std::mutex &telling,
                             std::stop_token stop)
    : m_clock(std::move(clock)), m_control(control), m_telling(telling), m_stop(std::move(stop))
{
}

bool ServicePauses::mayRetry(int retry, const HttpResponse *response, Error &error, Time deadline, bool heard)
{
    const bool unheard =
        response == nullptr && error.code != Errc::ConnectionBroken && error.code != Errc::NoAnswer && !heard;
    if (retry >= (unheard ? kFirstContactRetries : kMostRetries))
        return false;
    const std::optional<milliseconds> asked =
        response != nullptr ? askedPause(*response, m_clock->wall()) : std::nullopt;
    // Those who were asked to wait together should not come back together either.
    const milliseconds pause = asked ? *asked + milliseconds(static_cast<std::int64_t>(250 * m_clock->random()))
                                     : backOff(retry, m_clock->random());
    const Time until = m_clock->now() + pause;
    if (until >= deadline) {
        if (asked)
            error.detail += "; it asks us to wait " + wholeSeconds(*asked);
        return false;
    }
    const std::lock_guard lock(m_mutex);
    m_notBefore = std::max(m_notBefore, until);
    m_reason = reasonOf(error);
    m_error = error;
    return true;
}

void ServicePauses::holdFor(milliseconds time, const std::string &why, Time deadline)
{
    const Time until = m_clock->now() + time;
    if (until >= deadline)
        return;
    const std::lock_guard lock(m_mutex);
    m_notBefore = std::max(m_notBefore, until);
    m_reason = why;
    m_error = makeError(Errc::RateLimited, why);
}

bool ServicePauses::wait(Time deadline, Error &error)
{
    Time until;
    std::string why;
    {
        const std::lock_guard lock(m_mutex);
        until = m_notBefore;
        why = m_reason;
        if (until >= deadline) {
            error = m_error;
            return false;
        }
    }
    if (m_clock->now() < until)
        waitUntil(until, why);
    return true;
}

void ServicePauses::waitUntil(Time until, const std::string &why)
{
    // Several requests may wait for the same; one of them says so.
    const bool announces = !m_announcing.exchange(true);
    const auto note = [&](const std::string &words) {
        const std::lock_guard lock(m_telling);
        if (announces && m_control.note && !m_control.stopRequested())
            m_control.note(words);
    };
    while (!m_stop.stop_requested()) {
        const auto left = std::chrono::ceil<milliseconds>(until - m_clock->now());
        if (left.count() <= 0)
            break;
        note("waiting " + wholeSeconds(left) + ": " + why);
        m_clock->sleep(std::min(left, milliseconds(1000)), m_stop);
    }
    note({});
    if (announces)
        m_announcing = false;
}

} // namespace embedscope
