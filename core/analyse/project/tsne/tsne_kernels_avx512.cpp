#include "core/analyse/project/tsne/tsne_kernels_body.h"

namespace embedscope {

const TsneKernels kTsneAvx512 = {repel, attract, fourier, transpose};

} // namespace embedscope
