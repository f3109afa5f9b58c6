#include "core/base/json_depth.h"

#include <algorithm>

namespace embedscope {

std::size_t jsonDepth(std::string_view text)
{
    std::size_t depth = 0;
    std::size_t most = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            most = std::max(most, ++depth);
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return most;
}

} // namespace embedscope
