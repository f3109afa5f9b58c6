#include "core/model/bert_kernels_body.h"

namespace embedscope {

const BertKernels kBertAvx2 = {gelu, geluTanh, relu, addAndNormalise, softmax};

} // namespace embedscope
