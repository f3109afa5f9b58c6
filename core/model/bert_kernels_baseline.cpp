#include "core/model/bert_kernels_body.h"

namespace embedscope {

const BertKernels kBertBaseline = {gelu, addAndNormalise, softmax};

} // namespace embedscope
