#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// SentencePiece's precompiled map of characters ("nmt_nfkc" and the like): a double-array trie (Darts) of byte
/// sequences, and what each becomes. Used as the package `tokenizers` uses it, which is not quite as SentencePiece
/// does.
class CharacterMap
{
public:
    /// From tokenizer.json's `precompiled_charsmap`: base64 of the trie's size in bytes (4, little-endian), the trie,
    /// and the replacements, each ended by a NUL. The whole trie is walked: every value must lead into the
    /// replacements, and no way may lead back. ModelDamaged.
    static Result<CharacterMap> fromBase64(std::string_view text);
    static Result<CharacterMap> fromBytes(std::string_view bytes);

    /// Appends what well-formed UTF-8 becomes: a grapheme cluster of less than 6 bytes whole, by the shortest rule that
    /// its beginning has; any other character by character; what has no rule stays. Linear.
    void apply(std::string_view text, std::string &out) const;

private:
    struct Match
    {
        bool found = false;
        std::uint32_t value = 0; ///< where the replacement begins
    };

    std::uint32_t unit(std::size_t place) const { return place < m_trie.size() ? m_trie[place] : 0; }
    Match shortestPrefix(std::string_view key) const;
    Status walk() const;
    Status checkValue(std::size_t place) const;
    bool replace(std::string_view key, std::string &out) const;

    std::vector<std::uint32_t> m_trie;
    std::string m_replacements;
};

/// The bytes that standard base64 stands for, with its padding; ModelDamaged for anything else.
Result<std::string> decodeBase64(std::string_view text);

} // namespace embedscope
