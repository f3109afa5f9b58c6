#include "core/analyse/project/umap/umap_kernels.h"

#include "core/base/cpu.h"

namespace embedscope {

const UmapKernels &umapKernels()
{
#if defined(__x86_64__)
    switch (instructionSet()) {
    case InstructionSet::Avx512:
        return kUmapAvx512;
    case InstructionSet::Avx2:
        return kUmapAvx2;
    case InstructionSet::Baseline:
        break;
    }
#endif
    return kUmapBaseline;
}

} // namespace embedscope
