#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace embedscope {

/// A text as it is shown: one line; controls, noncharacters and what XML forbids gone; white space as single spaces;
/// explicit bidirectional controls gone (right-to-left scripts keep their own direction, but nothing beside them is
/// turned round); at most kMaxMarks combining marks on a character; cut after `maxCharacters` with "…". The text itself
/// is never changed by this, only what is drawn.
inline constexpr std::size_t kMaxMarks = 6;
std::string displayText(std::string_view text, std::size_t maxCharacters = 400);

/// “text” for use within a sentence, cut to `maxCharacters`, isolated if it runs from right to left.
std::string quoted(std::string_view text, std::size_t maxCharacters);

} // namespace embedscope
