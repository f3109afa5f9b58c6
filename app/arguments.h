#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace embedscope {

/// A whole number as people write it: digits, without sign, prefix or leading zeros (010 is eight to some, ten to
/// others). Nothing for anything else, or beyond 64 bits.
std::optional<std::uint64_t> wholeNumber(std::string_view text);

/// A number with or without a decimal point: 2, 0.5. Nothing for anything else (signs, exponents, 0x10, nan).
std::optional<double> decimalNumber(std::string_view text);

/// "'0' must be a whole number from 1 to 9"; without an end if `most` is the largest number there is.
std::string wholeNumberSentence(std::string_view given, std::uint64_t least, std::uint64_t most);

/// The one of these inputs ("-": standard input) that is the same file as `out`, by whatever name; nothing if none is.
/// Devices and pipes can be both.
std::optional<std::string> inputWrittenOver(const std::string &out, std::span<const std::string> inputs);

/// What is wrong with the first word of a command line that is neither a command nor a file nor looks like the name of
/// one; nothing if that is not so.
std::optional<std::string> unknownCommand(const std::string &word, std::span<const std::string> commands);

} // namespace embedscope
