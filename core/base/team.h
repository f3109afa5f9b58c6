#pragma once

#include "core/base/thread_pool.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace embedscope {

/// Threads that work on one thing together, in steps of some microseconds: what a ThreadPool's parallelFor() would be
/// too slow to start. The leader runs the work and hands out the parts of each step; helpers join as the pool lends
/// them, or never: then the leader does all parts itself. A helper that finds nothing to do looks again for some
/// microseconds and then sleeps.
class Team
{
public:
    /// One alone.
    Team() = default;
    Team(const Team &) = delete;
    Team &operator=(const Team &) = delete;

    /// How many take part at most: members are numbered from 0, the leader.
    std::size_t size() const { return m_size; }

    using Part = std::function<void(std::size_t begin, std::size_t end, std::size_t member)>;
    /// Runs part(begin, end, member) over [0, count), cut into some parts for each member, and returns when all are
    /// done. A part's results must not depend on how it was cut. Only by the leader, within its work; part must not
    /// throw.
    void run(std::size_t count, const Part &part);

    /// Calls work(team) once, on one of the pool's threads (or the calling one), as its leader, with the pool's other
    /// threads (up to seven) as helpers.
    static void gather(ThreadPool &pool, Priority priority, const std::function<void(Team &)> &work);

private:
    explicit Team(std::size_t size) : m_size(size) {}
    void help();
    bool takePart(std::uint64_t &seen, std::size_t member);

    std::size_t m_size = 1;
    // The step under way: its number, how many parts it has and which is next; one number, so that a part is taken by
    // exactly one member and only while its step lasts.
    std::atomic<std::uint64_t> m_step{0};
    std::atomic<std::uint64_t> m_done{0};
    std::atomic<std::size_t> m_members{1};
    const Part *m_part = nullptr;
    std::size_t m_count = 0;
    std::size_t m_parts = 0;
};

} // namespace embedscope
