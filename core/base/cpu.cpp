#include "core/base/cpu.h"

#include <algorithm>
#include <cstdlib>

namespace embedscope {

namespace {

InstructionSet supported()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"))
        return InstructionSet::Avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return InstructionSet::Avx2;
#endif
    return InstructionSet::Baseline;
}

InstructionSet choose()
{
    const InstructionSet best = supported();
    const char *value = std::getenv("EMBEDSCOPE_CPU");
    const std::string_view wish = value ? value : "";
    for (const InstructionSet set : {InstructionSet::Baseline, InstructionSet::Avx2, InstructionSet::Avx512})
        if (wish == instructionSetName(set))
            return std::min(set, best);
    return best;
}

} // namespace

InstructionSet instructionSet()
{
    static const InstructionSet chosen = choose();
    return chosen;
}

std::string_view instructionSetName(InstructionSet set)
{
    switch (set) {
    case InstructionSet::Avx512:
        return "avx512";
    case InstructionSet::Avx2:
        return "avx2";
    case InstructionSet::Baseline:
        break;
    }
    return "baseline";
}

} // namespace embedscope
