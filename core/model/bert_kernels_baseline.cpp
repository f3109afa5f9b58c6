#include "core/model/bert_kernels_body.h"

namespace embedscope {

const BertKernels kBertBaseline = {gelu,    geluNear,  geluTanh,  relu,     addAndNormalise,
                                   softmax, scaleRows, transpose, fromInt16};

} // namespace embedscope
