#include "core/base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <sched.h>

namespace embedscope {

namespace {

unsigned usableProcessors()
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return std::max(1, CPU_COUNT(&set));
    return std::max(1u, std::thread::hardware_concurrency());
}

// One parallelFor call. Lives on the caller's stack; workers hold it only between join() and leave().
struct Batch
{
    std::size_t count = 0;
    std::size_t block = 1;
    const std::function<void(std::size_t, std::size_t)> *body = nullptr;
    const RunControl *control = nullptr;
    std::size_t next = 0;    // guarded by the pool's mutex
    unsigned running = 0;    // blocks under way, guarded by the pool's mutex
    bool stopped = false;    // guarded by the pool's mutex
    std::condition_variable done;

    bool exhausted() const { return stopped || next >= count; }
};

thread_local bool t_insideBody = false;

} // namespace

struct ThreadPool::State
{
    std::mutex mutex;
    std::condition_variable_any work;
    std::deque<Batch *> interactive;
    std::deque<Batch *> batch;
    unsigned threads = 1;
    std::vector<std::jthread> workers; // last: stopped and joined before the rest goes

    Batch *pick()
    {
        for (auto *queue : {&interactive, &batch}) {
            for (Batch *candidate : *queue)
                if (!candidate->exhausted())
                    return candidate;
        }
        return nullptr;
    }

    // Takes and runs one block of `job`. The lock is held on entry and on return.
    void runOne(Batch &job, std::unique_lock<std::mutex> &lock)
    {
        const std::size_t begin = job.next;
        const std::size_t end = std::min(job.count, begin + job.block);
        job.next = end;
        ++job.running;
        lock.unlock();
        const bool stop = job.control->stopRequested();
        if (!stop) {
            const bool outer = std::exchange(t_insideBody, true);
            (*job.body)(begin, end);
            t_insideBody = outer;
        }
        lock.lock();
        job.stopped = job.stopped || stop;
        --job.running;
        if (job.running == 0 && job.exhausted())
            job.done.notify_all();
    }

    void serve(const std::stop_token &token)
    {
        std::unique_lock lock(mutex);
        while (!token.stop_requested()) {
            Batch *job = nullptr;
            work.wait(lock, token, [&] { return (job = pick()) != nullptr; });
            if (job && !token.stop_requested())
                runOne(*job, lock);
        }
    }
};

ThreadPool::ThreadPool(unsigned threads) : m_state(std::make_unique<State>())
{
    m_state->threads = threads == 0 ? usableProcessors() : threads;
    for (unsigned i = 1; i < m_state->threads; ++i)
        m_state->workers.emplace_back([state = m_state.get()](const std::stop_token &token) { state->serve(token); });
}

ThreadPool::~ThreadPool() = default;

unsigned ThreadPool::threadCount() const
{
    return m_state->threads;
}

bool ThreadPool::parallelFor(std::size_t count, std::size_t block,
                             const std::function<void(std::size_t, std::size_t)> &body, const RunControl &control,
                             Priority priority)
{
    block = std::max<std::size_t>(block, 1);
    if (t_insideBody || m_state->threads == 1 || count <= block) {
        for (std::size_t begin = 0; begin < count; begin += block) {
            if (control.stopRequested())
                return false;
            body(begin, std::min(count, begin + block));
        }
        return true;
    }

    Batch job;
    job.count = count;
    job.block = block;
    job.body = &body;
    job.control = &control;

    std::unique_lock lock(m_state->mutex);
    auto &queue = priority == Priority::Interactive ? m_state->interactive : m_state->batch;
    queue.push_back(&job);
    m_state->work.notify_all();
    while (!job.exhausted())
        m_state->runOne(job, lock);
    job.done.wait(lock, [&] { return job.running == 0; });
    std::erase(queue, &job);
    return !job.stopped;
}

namespace {
std::atomic<unsigned> g_sharedThreads{0};
}

ThreadPool &ThreadPool::shared()
{
    static ThreadPool pool(g_sharedThreads.load());
    return pool;
}

void ThreadPool::setSharedThreadCount(unsigned threads)
{
    g_sharedThreads = threads;
}

} // namespace embedscope
