#include "core/analyse/analyse_kernels.h"

#include "core/base/cpu.h"

namespace embedscope {

const AnalyseKernels &analyseKernels()
{
#if defined(__x86_64__)
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return kAnalyseAvx512;
    case InstructionSet::Avx2:
        return kAnalyseAvx2;
    case InstructionSet::Baseline:
        break;
    }
#endif
    return kAnalyseBaseline;
}

} // namespace embedscope
