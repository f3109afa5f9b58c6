#include "core/analyse/project/pca/pca_kernels.h"

#include "core/base/cpu.h"

namespace embedscope {

const PcaKernels &pcaKernels()
{
#if defined(__x86_64__)
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return kPcaAvx512;
    case InstructionSet::Avx2:
        return kPcaAvx2;
    case InstructionSet::Baseline:
        break;
    }
#endif
    return kPcaBaseline;
}

} // namespace embedscope
