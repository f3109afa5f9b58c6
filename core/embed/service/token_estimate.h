#pragma once

#include <cstddef>
#include <string_view>

namespace embedscope {

/// About how many tokens a service will count in a text: four letters of English, two of other alphabets, a character
/// of Chinese, Japanese or Korean and a third of an emoji each make one. Services count with tokenizers of their own;
/// the bill is theirs. 0 for an empty text, else at least 1.
std::size_t estimateTokens(std::string_view text);

} // namespace embedscope
