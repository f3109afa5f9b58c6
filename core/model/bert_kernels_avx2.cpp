#include "core/model/bert_kernels_body.h"

namespace embedscope {

const BertKernels kBertAvx2 = {gelu, addAndNormalise, softmax};

} // namespace embedscope
