#pragma once

#include <cstddef>
#include <functional>

namespace embedscope {

/// Works for a service that takes several requests at once. First the calling thread alone, with onlyUntilSuccess: a
/// wrong key or a wrong name is then met once, and what the service can do is known for the others. Then up to `atOnce`
/// threads, the calling one among them; no more than there is work `waiting`. Returns when all have.
void workAtOnce(std::size_t atOnce, const std::function<std::size_t()> &waiting,
                const std::function<void(bool onlyUntilSuccess)> &workThrough);

} // namespace embedscope
