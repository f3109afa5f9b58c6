#pragma once

#include <cstddef>
#include <string_view>

namespace embedscope {

/// How many brackets of JSON are open at once, at most, outside of strings. Asked before anything is built of a text
/// that nobody vouches for: what walks, copies or writes a tree of a million levels recurses as deep, and ends the
/// program. Linear, some ms a megabyte; of a text that is no JSON it gives some number.
std::size_t jsonDepth(std::string_view text);

} // namespace embedscope
