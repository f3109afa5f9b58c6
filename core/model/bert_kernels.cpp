#include "core/model/bert_kernels.h"

#include "core/base/cpu.h"

namespace embedscope {

const BertKernels &bertKernels()
{
#if defined(__x86_64__)
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return kBertAvx512;
    case InstructionSet::Avx2:
        return kBertAvx2;
    case InstructionSet::Baseline:
        break;
    }
#endif
    return kBertBaseline;
}

} // namespace embedscope
