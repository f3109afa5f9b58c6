#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace embedscope {

/// A key of a service. Never printed, saved or compared by us; its memory is wiped with the last copy. From the first
/// one on, the process leaves no core file and cannot be read by other processes of the same person.
class Secret
{
public:
    Secret() = default;
    /// White space around it is no part of it: keys are pasted.
    explicit Secret(std::string_view text);

    bool empty() const { return !m_holder; }
    /// The key itself, for the one header that carries it.
    const std::string &reveal() const;
    /// The text with the key, and any part of it of eight characters or more, shown as "[key]". Servers echo keys, also
    /// cut off. Keys of less than four characters ("any") are no secrets.
    std::string masked(std::string_view text) const;

private:
    struct Holder;
    std::shared_ptr<const Holder> m_holder;
};

/// No core file, no ptrace, from now on (RLIMIT_CORE, PR_SET_DUMPABLE). Done by the first Secret.
void forbidCoreDumps();

} // namespace embedscope
