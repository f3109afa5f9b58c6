#include <cstddef>

namespace embedscope {
namespace {
constexpr std::size_t kTileRows = 4;
} // namespace
} // namespace embedscope

#include "core/analyse/analyse_kernels_body.h"

namespace embedscope {

const AnalyseKernels kAnalyseAvx512 = {dots, cosines, majorise, nearness, passing, countAbove, raise};

} // namespace embedscope
