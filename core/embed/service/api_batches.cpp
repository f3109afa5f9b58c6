#include "core/embed/service/api_batches.h"

#include "core/embed/service/token_estimate.h"

#include <algorithm>

namespace embedscope {

BatchLimits limitsOf(const ServicePreset &preset)
{
    return {preset.maxTexts, preset.maxTokens, preset.maxBytes};
}

std::vector<std::vector<std::size_t>> planBatches(std::span<const std::string_view> texts,
                                                  std::span<const std::size_t> positions, BatchLimits limits,
                                                  std::size_t atOnce)
{
    // Below this, one request is quicker than several.
    constexpr std::size_t kWorthOne = 256;
    const std::size_t share = (positions.size() + atOnce - 1) / std::max<std::size_t>(1, atOnce);
    limits.texts = std::max<std::size_t>(1, std::min(limits.texts, std::max(kWorthOne, share)));

    std::vector<std::vector<std::size_t>> batches;
    std::size_t tokens = 0;
    std::size_t bytes = 0;
    for (const std::size_t position : positions) {
        const std::string_view text = texts[position];
        const std::size_t textTokens = estimateTokens(text);
        // In JSON: quotation marks, a comma, and some escapes (a control character takes six bytes).
        const std::size_t escaped = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
        }));
        const std::size_t textBytes = text.size() + 5 * escaped + 3;
        const bool full = batches.empty() || batches.back().size() >= limits.texts ||
                          tokens + textTokens > limits.tokens || bytes + textBytes > limits.bytes;
        if (full) {
            batches.emplace_back();
            tokens = 0;
            bytes = 200; // the rest of the request
        }
        batches.back().push_back(position);
        tokens += textTokens;
        bytes += textBytes;
    }
    return batches;
}

} // namespace embedscope
