#include <cstddef>

namespace embedscope {
namespace {
constexpr std::size_t kRowsAtOnce = 6;
constexpr std::size_t kVectors = 2;
} // namespace
} // namespace embedscope

#include "core/base/gemm/gemm_kernel_body.h"

namespace embedscope {

const GemmKernel kGemmBaseline = {kPanelWidth, kLanes, run<kVectors>, run<1>};

} // namespace embedscope
