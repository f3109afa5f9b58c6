#pragma once

#include "core/base/run_control.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace embedscope {

/// Which work goes first when both want the workers.
enum class Priority {
    Interactive, ///< somebody waits for it: a typed query
    Batch,       ///< everything else
};

/// The program's only worker threads: std::jthread, blocking while idle, never spinning (a busy classroom laptop has
/// other things to do). Work is split by the caller into blocks whose arithmetic does not depend on which thread runs
/// them, so results are the same bits with any number of threads.
class ThreadPool
{
public:
    /// `threads` is how many run at once, the calling thread included; 0: as many as processors that we may use.
    explicit ThreadPool(unsigned threads = 0);
    ~ThreadPool();
    ThreadPool(const ThreadPool &) = delete;
    ThreadPool &operator=(const ThreadPool &) = delete;

    unsigned threadCount() const;

    /// Runs body(begin, end) over [0, count) in blocks of `block` (the last may be shorter) and returns when all are
    /// done. The caller takes part. Interactive calls take free workers before any further block of a Batch call. Stops
    /// handing out blocks when `control` asks for it: false then, true when every block ran. body must not throw.
    /// May be called from several threads at once, and from inside a body (it then runs on the calling thread).
    bool parallelFor(std::size_t count, std::size_t block, const std::function<void(std::size_t, std::size_t)> &body,
                     const RunControl &control = {}, Priority priority = Priority::Batch);

    /// The pool that the whole program shares; made at the first call.
    static ThreadPool &shared();
    /// How many threads shared() will have; call before its first use (the option --threads). 0: all processors.
    static void setSharedThreadCount(unsigned threads);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace embedscope
