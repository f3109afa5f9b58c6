#pragma once

#include <string_view>

namespace embedscope {

/// Which kernels run. The program is compiled for the plainest x86-64; the hot loops exist several times, and the best
/// that the processor knows is chosen once, at the first question.
enum class InstructionSet {
    Baseline, ///< what every processor of the architecture has: 4 numbers at once, no fused multiply-add
    Avx2,     ///< AVX2 and FMA: 8 numbers at once
    Avx512,   ///< AVX-512 F, BW, DQ, VL: 16 numbers at once
};

/// The set in use. The environment variable EMBEDSCOPE_CPU (baseline, avx2, avx512; avx2-novnni and avx512-novnni are
/// the same sets without hasByteProducts()) chooses a plainer one than the processor has; anything beyond what it has
/// is ignored.
InstructionSet instructionSet();

/// Whether the set in use has the instruction that adds four products of bytes to an int32 (AVX512-VNNI, AVX-VNNI).
bool hasByteProducts();

std::string_view instructionSetName(InstructionSet set);

} // namespace embedscope
