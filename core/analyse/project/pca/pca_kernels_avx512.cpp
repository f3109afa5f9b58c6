#include <cstddef>

namespace embedscope {
namespace {
constexpr std::size_t kRowsAtOnce = 8;
constexpr std::size_t kMatrixRows = 8;
} // namespace
} // namespace embedscope

#include "core/analyse/project/pca/pca_kernels_body.h"

namespace embedscope {

const PcaKernels kPcaAvx512 = {kPanelWidth, centre, addProducts, project, multiply};

} // namespace embedscope
