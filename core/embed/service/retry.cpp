#include "core/embed/service/retry.h"

#include "core/base/portable_random.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <mutex>
#include <random>
#include <thread>

namespace embedscope {

namespace {

using std::chrono::milliseconds;

constexpr double kMostSeconds = 366.0 * 24 * 3600;

class RealClock final : public WaitClock
{
public:
    Steady::time_point now() const override { return Steady::now(); }
    Wall::time_point wall() const override { return Wall::now(); }
    void sleep(milliseconds time, const std::stop_token &stop) const override
    {
        const Steady::time_point end = Steady::now() + time;
        while (!stop.stop_requested()) {
            const auto left = end - Steady::now();
            if (left.count() <= 0)
                return;
            std::this_thread::sleep_for(std::min<Steady::duration>(left, milliseconds(10)));
        }
    }
    double random() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_random.uniform();
    }

private:
    mutable std::mutex m_mutex;
    mutable PortableRandom m_random{std::random_device()()};
};

std::optional<double> number(std::string_view text)
{
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (text.empty() || fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<milliseconds> fromSeconds(double seconds)
{
    if (!(seconds >= 0))
        return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(std::ceil(std::min(seconds, kMostSeconds) * 1000)));
}

std::optional<double> numberIn(const HttpResponse &answer, std::string_view name)
{
    const std::optional<std::string> text = answer.header(name);
    return text ? number(*text) : std::nullopt;
}

/// The reset time of an allowance of which less than `needed` is left. Azure writes -1 and 0 where it means "unknown".
std::optional<milliseconds> resetOf(const HttpResponse &answer, const std::string &kind, double needed)
{
    const std::optional<double> limit = numberIn(answer, "x-ratelimit-limit-" + kind);
    const std::optional<double> remaining = numberIn(answer, "x-ratelimit-remaining-" + kind);
    const std::optional<std::string> reset = answer.header("x-ratelimit-reset-" + kind);
    if (!remaining || *remaining < 0 || *remaining >= needed || (limit && *limit <= 0) || !reset)
        return std::nullopt;
    return parseDuration(*reset);
}

} // namespace

std::shared_ptr<const WaitClock> realClock()
{
    static const std::shared_ptr<const WaitClock> clock = std::make_shared<RealClock>();
    return clock;
}

milliseconds backOff(int retry, double random)
{
    const double seconds = std::min(20.0, std::ldexp(1.0, std::clamp(retry, 0, 10)));
    return milliseconds(static_cast<std::int64_t>(seconds * 1000 * (1 - 0.25 * std::clamp(random, 0.0, 1.0))));
}

std::optional<milliseconds> parseDuration(std::string_view text)
{
    if (const std::optional<double> plain = number(text))
        return fromSeconds(*plain);
    double seconds = 0;
    if (text.empty())
        return std::nullopt;
    while (!text.empty()) {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
        const std::optional<double> value = number(text.substr(0, digits));
        text.remove_prefix(digits);
        const std::size_t letters = std::min(text.find_first_of("0123456789."), text.size());
        const std::string_view unit = text.substr(0, letters);
        text.remove_prefix(letters);
        const double factor = unit == "ms"  ? 0.001
                              : unit == "s" ? 1
                              : unit == "m" ? 60
                              : unit == "h" ? 3600
                              : unit == "d" ? 86400
                                            : 0;
        if (!value || factor == 0)
            return std::nullopt;
        seconds += *value * factor;
    }
    return fromSeconds(seconds);
}

std::optional<milliseconds> askedPause(const HttpResponse &answer, WaitClock::Wall::time_point now)
{
    if (const std::optional<double> exact = numberIn(answer, "retry-after-ms"); exact && *exact >= 0)
        return fromSeconds(*exact / 1000);
    if (const std::optional<std::string> text = answer.header("retry-after")) {
        if (const std::optional<double> seconds = number(*text))
            return fromSeconds(*seconds);
        // Only dates begin with a letter; libcurl's reader of dates is generous.
        const bool date = !text->empty() && ((text->front() | 0x20) >= 'a' && (text->front() | 0x20) <= 'z');
        const time_t when = date ? curl_getdate(text->c_str(), nullptr) : -1;
        if (when != -1) // in seconds: a far date does not fit the clock's own unit
            return fromSeconds(std::max(0.0, std::difftime(when, WaitClock::Wall::to_time_t(now))));
    }
    const auto requests = resetOf(answer, "requests", 1);
    const auto tokens = resetOf(answer, "tokens", 1);
    return requests && tokens ? std::max(requests, tokens) : requests ? requests : tokens;
}

std::optional<milliseconds> allowancePause(const HttpResponse &answer, std::size_t tokens)
{
    const auto limit = numberIn(answer, "x-ratelimit-limit-tokens");
    // A request of more than a whole allowance can only be tried.
    const double needed = limit ? std::min(static_cast<double>(tokens), *limit) : static_cast<double>(tokens);
    const auto byRequests = resetOf(answer, "requests", 1);
    const auto byTokens = resetOf(answer, "tokens", needed);
    return byRequests && byTokens ? std::max(byRequests, byTokens) : byRequests ? byRequests : byTokens;
}

} // namespace embedscope
