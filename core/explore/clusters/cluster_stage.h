#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/explore/exploration.h"

namespace embedscope {

/// The groups that the exploration's recipe asks for, by its vectors (or its map, which is there then), named by their
/// words. What had to be done otherwise goes into the exploration's notes. Errors: those of the methods.
Result<ClusterStage> makeClusterStage(Exploration &exploration, const RunControl &control);

} // namespace embedscope
