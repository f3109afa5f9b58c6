#include "core/embed/service/work_at_once.h"

#include <algorithm>
#include <system_error>
#include <thread>
#include <vector>

namespace embedscope {

void workAtOnce(std::size_t atOnce, const std::function<std::size_t()> &waiting,
                const std::function<void(bool onlyUntilSuccess)> &workThrough)
{
    workThrough(true);
    std::vector<std::jthread> others;
    const std::size_t most = std::min(atOnce, waiting());
    try {
        for (std::size_t i = 1; i < most; ++i)
            others.emplace_back([&] { workThrough(false); });
    } catch (const std::system_error &) {
        // No more threads can be had: these do it all, in more time.
    }
    workThrough(false);
}

} // namespace embedscope
