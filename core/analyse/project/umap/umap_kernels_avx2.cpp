#include "core/analyse/project/umap/umap_kernels_body.h"

namespace embedscope {

const UmapKernels kUmapAvx2 = {moveParts};

} // namespace embedscope
