#include <cstddef>

namespace embedscope {
namespace {
constexpr std::size_t kRowsAtOnce = 4;
constexpr std::size_t kMatrixRows = 2;
} // namespace
} // namespace embedscope

#include "core/analyse/project/pca/pca_kernels_body.h"

namespace embedscope {

const PcaKernels kPcaBaseline = {kPanelWidth, centre, addProducts, project, multiply};

} // namespace embedscope
