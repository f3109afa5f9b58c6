#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace embedscope {

/// How a long piece of work is watched and stopped. Work asks stopRequested() at least every 10 ms or so and returns
/// Errc::Cancelled; it calls report() with rising `done`, from any of its threads, one call at a time.
struct RunControl
{
    std::stop_token stop = {};
    std::function<void(std::size_t done, std::size_t total)> progress = {};

    bool stopRequested() const { return stop.stop_requested(); }
    void report(std::size_t done, std::size_t total) const
    {
        if (progress)
            progress(done, total);
    }
};

} // namespace embedscope
