#include <cstddef>

namespace embedscope {
namespace {
constexpr std::size_t kRowsAtOnce = 6;
constexpr std::size_t kVectors = 2;
} // namespace
} // namespace embedscope

#include "core/base/gemm/gemm_int8_body.h"

namespace embedscope {

const Int8Kernel kInt8Avx2 = {"avx2",   kPanelWidth,     kGroup,     sizeof(Stored),
                              quantise, quantiseWeights, run<float>, run<std::int32_t>};

} // namespace embedscope
