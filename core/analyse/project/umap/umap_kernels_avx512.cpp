#include "core/analyse/project/umap/umap_kernels_body.h"

namespace embedscope {

const UmapKernels kUmapAvx512 = {moveParts};

} // namespace embedscope
