#pragma once

#include <optional>
#include <span>
#include <string>

namespace embedscope {

/// Which similarities the two ends of the ramp stand for.
struct RampRange
{
    double low = 0;
    double high = 1;
    bool operator==(const RampRange &) const = default;
};

/// 0 to 1; stretched: the least to the greatest defined similarity. The anchor's own entry (`skip`) does not count.
enum class RampSpan { ZeroToOne, Stretched };
RampRange rampRange(std::span<const std::optional<double>> similarities, std::size_t skip, RampSpan span);

/// Where a similarity lies on the ramp, in [0, 1]; what is below the range's low end is clamped to it.
double rampPosition(double similarity, const RampRange &range);

/// Three digits, as everywhere on the map: ".597", "−.120", "1.000".
std::string similarityOnMap(double similarity);

} // namespace embedscope
