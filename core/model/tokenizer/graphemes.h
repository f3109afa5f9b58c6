#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace embedscope {

/// What the `tokenizers` package takes a code point for when it cuts a text into grapheme clusters. Made from the
/// package itself (tests/reference/grapheme_tables.py); Hangul is computed and regional indicators are left out, which
/// is without effect on what the clusters are used for: no two of them fit into the 5 bytes of a cluster that counts.
enum class GraphemeFlag : std::uint8_t {
    Extend = 1, ///< belongs to the cluster before it: accents, joiners, spacing marks
    Control = 2,
    Prepend = 4, ///< belongs to the cluster after it
    Pictographic = 8,
    Consonant = 16,      ///< of a script of India, joined to one before by a linker
    Linker = 32,         ///< a virama
    ConjunctExtend = 64, ///< may stand between such consonants and a linker
    Spacing = 128        ///< with Extend: but may not stand between a pictograph and a joiner
};

struct GraphemeRange
{
    char32_t first = 0;
    char32_t last = 0;
    std::uint8_t flags = 0;
};

/// All code points that have a flag: sorted, without overlap.
std::span<const GraphemeRange> graphemeRanges();

/// Cuts well-formed UTF-8 into extended grapheme clusters (Unicode Standard Annex 29, with the exceptions above), one
/// after the other. Linear.
class GraphemeCursor
{
public:
    explicit GraphemeCursor(std::string_view text) : m_text(text) {}
    /// The next cluster; empty at the end.
    std::string_view next();

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace embedscope
