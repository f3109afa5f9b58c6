#include "core/embed/service/secret.h"

#include <algorithm>
#include <mutex>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace embedscope {

struct Secret::Holder
{
    std::string text;

    explicit Holder(std::string_view given) : text(given) {}
    ~Holder() { explicit_bzero(text.data(), text.size()); }
    Holder(const Holder &) = delete;
    Holder &operator=(const Holder &) = delete;
};

Secret::Secret(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos)
        return;
    static std::once_flag once;
    std::call_once(once, forbidCoreDumps);
    m_holder = std::make_shared<const Holder>(text.substr(begin, text.find_last_not_of(kBlank) - begin + 1));
}

const std::string &Secret::reveal() const
{
    static const std::string none;
    return m_holder ? m_holder->text : none;
}

std::string Secret::masked(std::string_view text) const
{
    constexpr std::size_t kLeast = 4;
    constexpr std::size_t kPart = 8;
    const std::string &key = reveal();
    if (key.size() < kLeast)
        return std::string(text);
    const std::size_t part = std::min(kPart, key.size());
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t longest = 0;
        for (std::size_t from = 0; at + part <= text.size() && from + part <= key.size(); ++from) {
            std::size_t same = 0;
            while (at + same < text.size() && from + same < key.size() && text[at + same] == key[from + same])
                ++same;
            longest = std::max(longest, same);
        }
        if (longest >= part) {
            out += "[key]";
            at += longest;
        } else {
            out += text[at++];
        }
    }
    return out;
}

void forbidCoreDumps()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

} // namespace embedscope
