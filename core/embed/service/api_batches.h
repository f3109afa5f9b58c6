#pragma once

#include "core/embed/service/presets.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace embedscope {

/// Limits of one request; they only ever get narrower.
struct BatchLimits
{
    std::size_t texts = 64;
    std::size_t tokens = 100'000; ///< estimated
    std::size_t bytes = 4 << 20;

    bool operator==(const BatchLimits &) const = default;
};

BatchLimits limitsOf(const ServicePreset &preset);

/// Positions of texts, cut into batches in their order: each as full as the limits allow, a text beyond them alone.
/// With many texts, enough batches for `atOnce` requests.
std::vector<std::vector<std::size_t>> planBatches(std::span<const std::string_view> texts,
                                                  std::span<const std::size_t> positions, BatchLimits limits,
                                                  std::size_t atOnce);

} // namespace embedscope
