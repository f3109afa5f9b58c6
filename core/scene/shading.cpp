#include "core/scene/shading.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

RampRange rampRange(std::span<const std::optional<double>> similarities, std::size_t skip, RampSpan span)
{
    if (span == RampSpan::ZeroToOne)
        return {};
    std::optional<RampRange> range;
    for (std::size_t i = 0; i < similarities.size(); ++i) {
        if (i == skip || !similarities[i])
            continue;
        const double s = *similarities[i];
        if (!range)
            range = RampRange{s, s};
        range->low = std::min(range->low, s);
        range->high = std::max(range->high, s);
    }
    return range && range->high - range->low > 1e-6 ? *range : RampRange{};
}

double rampPosition(double similarity, const RampRange &range)
{
    const double t = (similarity - range.low) / (range.high - range.low);
    return t > 0 ? std::min(t, 1.0) : 0;
}

std::string similarityOnMap(double similarity)
{
    const long thousandths = std::lround(std::abs(similarity) * 1000);
    std::string digits = std::to_string(thousandths % 1000);
    digits.insert(0, 3 - digits.size(), '0');
    const std::string whole = thousandths >= 1000 ? std::to_string(thousandths / 1000) : "";
    const bool negative = similarity < 0 && thousandths != 0;
    return (negative ? "\u2212" : "") + whole + "." + digits;
}

} // namespace embedscope
