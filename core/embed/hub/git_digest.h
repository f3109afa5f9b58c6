#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace embedscope {

/// SHA-1 (FIPS 180-4). Only for the names that git and model hubs give to small files: it proves no origin.
class Sha1
{
public:
    using Digest = std::array<std::uint8_t, 20>;

    void add(std::string_view bytes);
    /// The digest of everything added; the object is spent then.
    Digest finish();
    /// 40 small hexadecimal digits.
    static std::string hex(const Digest &digest);

private:
    void block(const std::uint8_t *data);

    std::array<std::uint32_t, 5> m_state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    std::array<std::uint8_t, 64> m_rest{};
    std::uint64_t m_length = 0;
};

/// What git prepends to a file of that size before it takes the SHA-1 that names it.
std::string gitBlobHeader(std::uint64_t size);

} // namespace embedscope
