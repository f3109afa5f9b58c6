#include "core/analyse/project/tsne/tsne_kernels_body.h"

namespace embedscope {

const TsneKernels kTsneBaseline = {repel, attract, fourier, transpose};

} // namespace embedscope
