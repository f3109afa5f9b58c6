#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace embedscope::test {

/// The bytes as a gzip file, not made smaller (RFC 1951, stored blocks).
inline std::string gzipOf(std::string_view bytes)
{
    const auto little = [](std::uint32_t number, int count) {
        std::string out;
        for (int i = 0; i < count; ++i)
            out += static_cast<char>(number >> (8 * i) & 0xFF);
        return out;
    };
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<std::uint8_t>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
    std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    std::size_t at = 0;
    do {
        const std::size_t size = std::min<std::size_t>(65535, bytes.size() - at);
        out += static_cast<char>(at + size == bytes.size() ? 1 : 0);
        out += little(static_cast<std::uint32_t>(size), 2) + little(~static_cast<std::uint32_t>(size), 2);
        out += bytes.substr(at, size);
        at += size;
    } while (at < bytes.size());
    return out + little(~crc, 4) + little(static_cast<std::uint32_t>(bytes.size()), 4);
}

/// A gzip file of `blocks` times 258 letters a, 13 bits each (fixed Huffman codes: length 258, distance 1). It never
/// ends properly: nobody should have read so far.
inline std::string gzipBomb(std::size_t blocks)
{
    std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    std::uint32_t pending = 0;
    int filled = 0;
    const auto put = [&](std::uint32_t bits, int count) {
        pending |= bits << filled;
        for (filled += count; filled >= 8; filled -= 8) {
            out += static_cast<char>(pending & 0xFF);
            pending >>= 8;
        }
    };
    put(0b011, 3);      // last block, fixed codes
    put(0b10001001, 8); // 'a' is code 0x91, first bit first
    for (std::size_t i = 0; i < blocks; ++i)
        put(0b10100011, 13); // symbol 285 (11000101), then distance 0 (00000)
    put(0, 7);
    return out;
}

} // namespace embedscope::test
