#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace embedscope {

/// What the `tokenizers` package takes a code point for. Made from the package itself
/// (tests/reference/unicode_tables.py): its classes are of several versions of Unicode and equal no single one.
enum class CodePointFlag : std::uint16_t {
    Dropped = 1,      ///< removed by clean_text
    Space = 2,        ///< separates words (clean_text makes it U+0020 unless it is dropped)
    Chinese = 4,      ///< becomes a word of its own by handle_chinese_chars
    Punctuation = 8,  ///< a word of its own
    Mark = 16,        ///< an accent, removed by strip_accents once decomposed
    Combining = 32,   ///< has a canonical combining class above 0
    Word = 64,        ///< \w: what a single_word added token may not touch
    Decomposes = 128, ///< has a canonical decomposition
    HasSmall = 256,   ///< has a small form
};

/// Decompositions and small forms have at most four characters; unused ones are 0.
struct Expansion
{
    char32_t from = 0;
    char32_t to[4] = {};
};

struct CodePointRange
{
    char32_t first = 0;
    char32_t last = 0;
    std::uint16_t flags = 0;
};

struct CombiningClassRange
{
    char32_t first = 0;
    char32_t last = 0;
    std::uint8_t combiningClass = 0;
};

/// The capitals first, first + step … last become small by adding `delta`.
struct LowerCaseRange
{
    char32_t first = 0;
    char32_t last = 0;
    std::uint32_t step = 1;
    std::int32_t delta = 0;
};

struct SingleDecomposition
{
    char32_t from = 0;
    char32_t to = 0;
};

/// The tables as they are kept: every one sorted by code point, without overlap.
struct UnicodeTables
{
    std::span<const CodePointRange> ranges = {};
    std::span<const CombiningClassRange> combiningClasses = {};
    std::span<const LowerCaseRange> lowerCase = {};
    std::span<const Expansion> longLowerCase = {};
    std::span<const SingleDecomposition> singleDecompositions = {};
    std::span<const Expansion> decompositions = {}; ///< without the Hangul syllables, which are computed
};
UnicodeTables unicodeTables();

/// The flags of a code point, or-ed together. Constant time; `c` ≤ 0x10FFFF (above: 0). Thread-safe.
unsigned codePointFlags(char32_t c);
inline bool hasFlag(unsigned flags, CodePointFlag flag)
{
    return (flags & static_cast<unsigned>(flag)) != 0;
}

/// Canonical combining class of a character that does not decompose; 0 for starters.
std::uint8_t combiningClass(char32_t c);

/// What one character becomes: one to four characters, itself where nothing applies.
struct ShortString
{
    char32_t characters[4] = {};
    std::uint8_t size = 0;
    std::u32string_view view() const { return {characters, size}; }
};
/// Full canonical decomposition (NFD of the one character).
ShortString decomposition(char32_t c);
/// Small form, without regard to what stands around the character.
ShortString smallForm(char32_t c);

} // namespace embedscope
