#include "core/model/bert_kernels_body.h"

namespace embedscope {

const BertKernels kBertBaseline = {gelu, geluTanh, relu, addAndNormalise, softmax};

} // namespace embedscope
