#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What the model sees of a text. ids includes the special tokens.
struct Tokens
{
    std::vector<std::int32_t> ids = {};
    std::size_t fullCount = 0; ///< how many ids there would be without the limit; > ids.size() where the text was cut
    bool truncated() const { return fullCount > ids.size(); }
};

/// Turns text into token ids. Const and thread-safe.
class Tokenizer
{
public:
    virtual ~Tokenizer() = default;
    /// `maxLength` counts the special tokens (all-MiniLM-L6-v2: 256). Ill-formed UTF-8 is read as U+FFFD.
    virtual Tokens encode(std::string_view text, std::size_t maxLength) const = 0;
    /// The vocabulary's entry for an id ("[CLS]", "cat", "##s"); empty for an id out of range.
    virtual std::string_view piece(std::int32_t id) const = 0;
    virtual std::size_t vocabularySize() const = 0;
};

} // namespace embedscope
