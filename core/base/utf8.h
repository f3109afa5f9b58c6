#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace embedscope {

/// What stands for bytes that are not UTF-8.
inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// One decoded character: its scalar value and how many bytes it took (≥ 1). Ill-formed bytes decode to U+FFFD, one for
/// each maximal subpart (Unicode 15, table 3-8), with `valid` false.
struct DecodedCharacter
{
    char32_t value = 0;
    std::uint8_t size = 1;
    bool valid = true;
};

/// Decodes the character at `position` (< text.size()).
DecodedCharacter decodeUtf8(std::string_view text, std::size_t position);
/// Appends `value` (a scalar value; surrogates and values above 0x10FFFF become U+FFFD).
void appendUtf8(std::string &out, char32_t value);

bool isValidUtf8(std::string_view text);
/// The text with every ill-formed subpart replaced by U+FFFD; `replaced`, if given, is how many there were.
std::string repairUtf8(std::string_view text, std::size_t *replaced = nullptr);
std::u32string toUtf32(std::string_view text);
/// Number of characters (scalar values) in `text`.
std::size_t countCharacters(std::string_view text);

/// The text as one line: controls and runs of white space become a blank, at its ends nothing; marks that turn writing
/// around become U+FFFD. What is longer than `most` characters is cut, with "…" after it.
std::string oneLine(std::string_view text, std::size_t most);

/// Nothing but white space (ASCII, Unicode, zero-width): no text to a reader, and never sent to a model.
bool isBlank(std::string_view text);

} // namespace embedscope
