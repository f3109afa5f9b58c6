#pragma once

#include <cstddef>
#include <deque>
#include <optional>

namespace embedscope {

/// How fast a list is worked through, and how long the rest will take: over the last ten seconds, so that it follows a
/// machine that becomes busy, or a service that becomes slow. Times are seconds on any clock that does not run back.
class WorkRate
{
public:
    /// `done` items at `seconds`. Fewer than before begins anew: it is another piece of work.
    void add(double seconds, std::size_t done);
    void clear() { m_samples.clear(); }

    /// Items a second; nothing before a second of it was seen.
    std::optional<double> perSecond() const;
    /// Seconds until `total` are done; nothing while the rate is unknown or nothing moves.
    std::optional<double> secondsLeft(std::size_t total) const;

private:
    struct Sample
    {
        double seconds;
        std::size_t done;
    };
    std::deque<Sample> m_samples;
};

} // namespace embedscope
