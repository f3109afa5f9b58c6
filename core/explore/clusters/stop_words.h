#pragma once

#include <cstdint>
#include <string_view>

namespace embedscope {

/// One bit for each language whose stop words this folded word is among (resources/stopwords); 0 for none.
std::uint32_t stopWordLanguages(std::string_view word);

} // namespace embedscope
