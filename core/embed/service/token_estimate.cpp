#include "core/embed/service/token_estimate.h"

#include "core/base/utf8.h"

namespace embedscope {

std::size_t estimateTokens(std::string_view text)
{
    std::size_t quarters = 0; // a token has four
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, at);
        at += c.size;
        if (c.value < 0x80)
            quarters += c.value >= '0' && c.value <= '9' ? 2 : 1;
        else if (c.value < 0x1100)
            quarters += 2;
        else if (c.value < 0x1F000)
            quarters += 4;
        else
            quarters += 12;
    }
    return (quarters + 3) / 4;
}

} // namespace embedscope
