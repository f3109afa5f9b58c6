#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// A token that is recognised as a whole inside texts, with the names of tokenizer.json.
struct AddedToken
{
    std::int32_t id = 0;
    std::string content = {};
    bool singleWord = false; ///< only where it touches no letter, digit or mark
    bool lstrip = false;     ///< takes the white space before it
    bool rstrip = false;     ///< takes the white space after it
    bool normalized = false; ///< looked for in the normalized text
};

/// Cuts a text at its added tokens: at each place the longest one, from the left, not overlapping.
class AddedTokenFinder
{
public:
    /// One stretch of a text: an added token, or (id < 0) text between them.
    struct Segment
    {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::int32_t id = -1;
    };

    /// Tokens without content are left out.
    explicit AddedTokenFinder(std::vector<AddedToken> tokens);

    /// Non-empty segments in order. White space that a token takes belongs to the token.
    std::vector<Segment> split(std::string_view text) const;

private:
    const AddedToken *tokenAt(std::string_view text, std::size_t position) const;

    std::vector<AddedToken> m_tokens; ///< by first byte, then the longest first
    std::array<std::uint32_t, 257>
        m_firstWith{}; ///< tokens that begin with byte b: [m_firstWith[b], m_firstWith[b + 1])
};

} // namespace embedscope
