#pragma once

#include "core/analyse/project/umap/umap.h"
#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

// What making a map and placing on one share.

/// InvalidArgument with the option's name.
Status checkUmapOptions(const UmapOptions &options);

/// How often each edge is drawn: its weight as a share of the heaviest, in units of 2^-32.
std::vector<std::uint32_t> umapSteps(std::span<const float> weights);

} // namespace embedscope
