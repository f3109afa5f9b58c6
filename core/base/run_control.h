#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string_view>

namespace embedscope {

/// How a long piece of work is watched and stopped. Work asks stopRequested() at least every 10 ms or so and returns
/// Errc::Cancelled; it calls report() with rising `done`, from any of its threads, one call at a time.
struct RunControl
{
    std::stop_token stop = {};
    std::function<void(std::size_t done, std::size_t total)> progress = {};
    /// What the work is waiting for, in words for people ("waiting 12 s: the service asks us to slow down"), about once a
    /// second while it waits; empty once it goes on. From any of its threads, one call at a time.
    std::function<void(std::string_view words)> note = {};

    bool stopRequested() const { return stop.stop_requested(); }
    void report(std::size_t done, std::size_t total) const
    {
        if (progress)
            progress(done, total);
    }
};

} // namespace embedscope
