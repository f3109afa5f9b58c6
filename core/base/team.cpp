#include "core/base/team.h"

#include <algorithm>
#include <thread>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace embedscope {

namespace {

// A step: 16 bits of its number, 24 of its parts, 24 of the next part.
constexpr std::uint64_t kField = (std::uint64_t{1} << 24) - 1;
constexpr std::uint64_t kFinished = ~std::uint64_t{0};
// Parts for each member: a member that was held up leaves the rest to the others.
constexpr std::size_t kPartsEach = 3;
// More would wait for each other longer than they help in steps so short.
constexpr std::size_t kMostMembers = 8;
// Looks before a helper sleeps: 20 to 60 µs, longer than the leader needs between two steps.
constexpr int kLooks = 1000;

std::size_t partsOf(std::uint64_t step)
{
    return static_cast<std::size_t>(step >> 24 & kField);
}
std::size_t nextOf(std::uint64_t step)
{
    return static_cast<std::size_t>(step & kField);
}

void pauseBriefly()
{
#if defined(__x86_64__)
    _mm_pause();
#endif
}

} // namespace

// Takes and runs one part if there is one; `seen` becomes the step as it was.
bool Team::takePart(std::uint64_t &seen, std::size_t member)
{
    seen = m_step.load(std::memory_order_acquire);
    while (seen != kFinished && nextOf(seen) < partsOf(seen)) {
        if (!m_step.compare_exchange_weak(seen, seen + 1, std::memory_order_acq_rel, std::memory_order_acquire))
            continue;
        const std::size_t part = nextOf(seen);
        (*m_part)(m_count *part / m_parts, m_count * (part + 1) / m_parts, member);
        m_done.fetch_add(1, std::memory_order_release);
        return true;
    }
    return false;
}

void Team::run(std::size_t count, const Part &part)
{
    if (m_size == 1 || count <= 1) {
        if (count > 0)
            part(0, count, 0);
        return;
    }
    m_part = &part;
    m_count = count;
    m_parts = std::min(count, m_size * kPartsEach);
    m_done.store(0, std::memory_order_relaxed);
    const std::uint64_t number = ((m_step.load(std::memory_order_relaxed) >> 48) + 1) & 0x7FFF;
    m_step.store(number << 48 | static_cast<std::uint64_t>(m_parts) << 24, std::memory_order_release);
    m_step.notify_all();
    std::uint64_t seen = 0;
    while (takePart(seen, 0)) {
    }
    for (int looks = 0; m_done.load(std::memory_order_acquire) != m_parts; ++looks)
        if (looks < kLooks)
            pauseBriefly();
        else
            std::this_thread::yield(); // a helper was put aside in the middle of its part
}

void Team::help()
{
    const std::size_t member = m_members.fetch_add(1);
    std::uint64_t seen = 0;
    int looks = 0;
    while (true) {
        if (takePart(seen, member)) {
            looks = 0;
        } else if (seen == kFinished) {
            return;
        } else if (++looks < kLooks) {
            pauseBriefly();
        } else {
            m_step.wait(seen, std::memory_order_acquire);
            looks = 0;
        }
    }
}

void Team::gather(ThreadPool &pool, Priority priority, const std::function<void(Team &)> &work)
{
    Team team(std::min<std::size_t>(pool.threadCount(), kMostMembers));
    // The first block leads. If no other thread is free, the leader's own comes back for the helpers' blocks when all
    // is done, and they end at once.
    pool.parallelFor(
        team.m_size, 1,
        [&](std::size_t begin, std::size_t) {
            if (begin > 0)
                return team.help();
            work(team);
            team.m_step.store(kFinished, std::memory_order_release);
            team.m_step.notify_all();
        },
        {}, priority);
}

} // namespace embedscope
