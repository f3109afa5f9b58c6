#pragma once

#include "core/embed/http/http_client.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

namespace embedscope {

/// Time and chance, so that tests need not wait.
class WaitClock
{
public:
    using Steady = std::chrono::steady_clock;
    using Wall = std::chrono::system_clock;

    virtual ~WaitClock() = default;
    virtual Steady::time_point now() const = 0;
    virtual Wall::time_point wall() const = 0;
    /// Returns after the time, or within some 10 ms of the stop.
    virtual void sleep(std::chrono::milliseconds time, const std::stop_token &stop) const = 0;
    /// Uniform in [0, 1).
    virtual double random() const = 0;
};
std::shared_ptr<const WaitClock> realClock();

inline constexpr int kMostRetries = 6;

/// The pause before retry number `retry` (from 0): 1, 2, 4, 8, 16, 20, 20 … s, less up to a quarter by chance, so that
/// many clients do not come back together.
std::chrono::milliseconds backOff(int retry, double random);

/// The pause that an answer asks for: retry-after-ms, Retry-After (seconds or a date), else the reset time of whichever
/// x-ratelimit allowance is used up. Nothing where it says none, or nonsense (negative, not a number).
std::optional<std::chrono::milliseconds> askedPause(const HttpResponse &answer, WaitClock::Wall::time_point now);

/// The pause before a further request of so many tokens, by the x-ratelimit headers of a success.
std::optional<std::chrono::milliseconds> allowancePause(const HttpResponse &answer, std::size_t tokens);

/// "20ms", "1s", "6m0s", "1h2m3.5s", or plain seconds. Nothing for anything else; at most a year.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);

} // namespace embedscope
