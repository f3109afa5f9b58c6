#include "core/base/utf8.h"

namespace embedscope {

DecodedCharacter decodeUtf8(std::string_view text, std::size_t position)
{
    const auto byteAt = [&](std::size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byteAt(position);
    if (first < 0x80)
        return {first, 1, true};

    // Lower and upper bound of the second byte keep out overlong forms, surrogates and values above 0x10FFFF.
    unsigned length = 0;
    unsigned low = 0x80;
    unsigned high = 0xBF;
    char32_t value = 0;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
        value = first & 0x1F;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        value = first & 0x0F;
        if (first == 0xE0)
            low = 0xA0;
        if (first == 0xED)
            high = 0x9F;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        value = first & 0x07;
        if (first == 0xF0)
            low = 0x90;
        if (first == 0xF4)
            high = 0x8F;
    } else {
        return {kReplacementCharacter, 1, false};
    }
    for (unsigned i = 1; i < length; ++i) {
        if (position + i >= text.size())
            return {kReplacementCharacter, static_cast<std::uint8_t>(i), false};
        const unsigned next = byteAt(position + i);
        if (next < low || next > high)
            return {kReplacementCharacter, static_cast<std::uint8_t>(i), false};
        low = 0x80;
        high = 0xBF;
        value = (value << 6) | (next & 0x3F);
    }
    return {value, static_cast<std::uint8_t>(length), true};
}

void appendUtf8(std::string &out, char32_t value)
{
    if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        value = kReplacementCharacter;
    if (value < 0x80) {
        out += static_cast<char>(value);
    } else if (value < 0x800) {
        out += static_cast<char>(0xC0 | (value >> 6));
        out += static_cast<char>(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
        out += static_cast<char>(0xE0 | (value >> 12));
        out += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (value & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (value >> 18));
        out += static_cast<char>(0x80 | ((value >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (value & 0x3F));
    }
}

bool isValidUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, i);
        if (!c.valid)
            return false;
        i += c.size;
    }
    return true;
}

std::string repairUtf8(std::string_view text, std::size_t *replaced)
{
    std::string out;
    out.reserve(text.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, i);
        if (c.valid) {
            out.append(text.substr(i, c.size));
        } else {
            appendUtf8(out, kReplacementCharacter);
            ++count;
        }
        i += c.size;
    }
    if (replaced)
        *replaced = count;
    return out;
}

std::u32string toUtf32(std::string_view text)
{
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, i);
        out += c.value;
        i += c.size;
    }
    return out;
}

std::size_t countCharacters(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++count)
        i += decodeUtf8(text, i).size;
    return count;
}

bool isBlank(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, i);
        const char32_t v = c.value;
        const bool space = (v >= 9 && v <= 13) || v == 0x20 || v == 0x85 || v == 0xA0 || v == 0x1680 ||
                           (v >= 0x2000 && v <= 0x200B) || v == 0x2028 || v == 0x2029 || v == 0x202F || v == 0x205F ||
                           v == 0x3000 || v == 0xFEFF;
        if (!space)
            return false;
        i += c.size;
    }
    return true;
}

std::string oneLine(std::string_view text, std::size_t most)
{
    std::string out;
    std::size_t characters = 0;
    bool gap = false;
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, at);
        at += c.size;
        if (c.value <= 0x20 || (c.value >= 0x7F && c.value <= 0xA0) || c.value == 0x2028 || c.value == 0x2029) {
            gap = !out.empty();
            continue;
        }
        if (characters >= most)
            return out + "…";
        characters += gap ? 2 : 1;
        out += gap ? " " : "";
        gap = false;
        const bool turns = (c.value >= 0x202A && c.value <= 0x202E) || (c.value >= 0x2066 && c.value <= 0x2069);
        appendUtf8(out, turns ? kReplacementCharacter : c.value);
    }
    return out;
}

} // namespace embedscope
