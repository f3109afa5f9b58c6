#include "core/analyse/project/tsne/tsne_kernels.h"

#include "core/base/cpu.h"

namespace embedscope {

const TsneKernels &tsneKernels()
{
#if defined(__x86_64__)
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return kTsneAvx512;
    case InstructionSet::Avx2:
        return kTsneAvx2;
    case InstructionSet::Baseline:
        break;
    }
#endif
    return kTsneBaseline;
}

} // namespace embedscope
