#include "core/base/cpu.h"

#include <algorithm>
#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

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

// AVX-VNNI, the 256-bit form of its own, which this compiler's list of names may lack: leaf 7.1, EAX bit 4.
bool hasAvxVnni()
{
#if defined(__x86_64__)
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    return __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) && (eax & 0x10U) != 0;
#else
    return false;
#endif
}

struct Choice
{
    InstructionSet set;
    bool byteProducts;
};

Choice choose()
{
    Choice choice{supported(), true};
    const char *value = std::getenv("EMBEDSCOPE_CPU");
    std::string_view wish = value ? value : "";
    constexpr std::string_view kWithout = "-novnni";
    if (wish.ends_with(kWithout)) {
        choice.byteProducts = false;
        wish.remove_suffix(kWithout.size());
    }
    for (const InstructionSet set : {InstructionSet::Baseline, InstructionSet::Avx2, InstructionSet::Avx512})
        if (wish == instructionSetName(set))
            choice.set = std::min(set, choice.set);
#if defined(__x86_64__)
    if (choice.set == InstructionSet::Avx512)
        choice.byteProducts = choice.byteProducts && __builtin_cpu_supports("avx512vnni");
    else
        choice.byteProducts = choice.byteProducts && choice.set == InstructionSet::Avx2 && hasAvxVnni();
#else
    choice.byteProducts = false;
#endif
    return choice;
}

const Choice &chosen()
{
    static const Choice choice = choose();
    return choice;
}

} // namespace

InstructionSet instructionSet()
{
    return chosen().set;
}

bool hasByteProducts()
{
    return chosen().byteProducts;
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
