#include "core/analyse/project/umap/umap_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace embedscope {

Status checkUmapOptions(const UmapOptions &options)
{
    if (options.components < 1 || options.components > UmapOptions::kMostComponents)
        return makeError(Errc::InvalidArgument, "components");
    if (options.neighbours < 2)
        return makeError(Errc::InvalidArgument, "neighbours");
    if (!(options.spread > 0) || !std::isfinite(options.spread))
        return makeError(Errc::InvalidArgument, "spread");
    if (!(options.minDist >= 0) || !(options.minDist <= options.spread))
        return makeError(Errc::InvalidArgument, "minDist");
    if (options.epochs < 0)
        return makeError(Errc::InvalidArgument, "epochs");
    if (options.negativeSamples < 0)
        return makeError(Errc::InvalidArgument, "negativeSamples");
    return {};
}

std::vector<std::uint32_t> umapSteps(std::span<const float> weights)
{
    const float heaviest = weights.empty() ? 1 : *std::ranges::max_element(weights);
    std::vector<std::uint32_t> steps;
    steps.reserve(weights.size());
    for (const float weight : weights)
        steps.push_back(static_cast<std::uint32_t>(static_cast<double>(weight) / static_cast<double>(heaviest) *
                                                   std::numeric_limits<std::uint32_t>::max()));
    return steps;
}

} // namespace embedscope
