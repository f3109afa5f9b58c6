#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// How the reference files of the tokenizers' tests say ids: tests/reference/tokenizer_reference.py,
// tokenizer_unigram.py.
namespace embedscope::test {

inline std::string fileBytes(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline nlohmann::json reference(const std::string &name)
{
    return nlohmann::json::parse(fileBytes(EMBEDSCOPE_TESTS_DIR "/reference/" + name), nullptr, false);
}

inline constexpr std::uint64_t kDigestStart = 0xCBF29CE484222325;

/// FNV-1a over the ids' bytes, little end first.
inline std::uint64_t digest(const std::vector<std::int32_t> &ids, std::uint64_t h = kDigestStart)
{
    for (const std::int32_t id : ids) {
        for (int shift = 0; shift < 32; shift += 8)
            h = (h ^ ((static_cast<std::uint32_t>(id) >> shift) & 0xFF)) * 0x100000001B3;
    }
    return h;
}

inline std::uint64_t hexNumber(const nlohmann::json &value)
{
    return std::stoull(value.get<std::string>(), nullptr, 16);
}

/// The text of one of the "rules" of tokenizer_texts.json.
inline std::string textByRule(const nlohmann::json &rule)
{
    const auto units = rule["units"].get<std::vector<std::string>>();
    std::string out;
    std::uint64_t x = 1;
    for (int i = 0; i < rule["count"].get<int>(); ++i) {
        if (rule["kind"] == "repeat") {
            out += units[0];
            continue;
        }
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
        if (i > 0)
            out += ' ';
        out += units[(x >> 33) % units.size()];
    }
    return out;
}

} // namespace embedscope::test
