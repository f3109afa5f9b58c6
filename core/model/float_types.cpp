#include "core/model/float_types.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace embedscope {

namespace {

// Without a branch, so that the compiler makes vectors of it.
float fromHalf(std::uint16_t half)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16;
    const std::uint32_t rest = static_cast<std::uint32_t>(half & 0x7FFFU) << 13;
    // The exponent is moved by 127 - 15; as a product that also makes normal numbers of the subnormal ones.
    const auto moved = std::bit_cast<std::uint32_t>(std::bit_cast<float>(rest) * 0x1p112F);
    const std::uint32_t special = (half & 0x7C00U) == 0x7C00U ? 0x7F800000U : 0U; // infinities and NaN
    return std::bit_cast<float>(sign | moved | special);
}

float fromBrain(std::uint16_t upper)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(upper) << 16);
}

template <float (*Convert)(std::uint16_t)> void readShort(const char *from, std::size_t count, float *to)
{
    for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, from + i * sizeof bits, sizeof bits);
        to[i] = Convert(bits);
    }
}

} // namespace

bool isFloatType(TensorType type)
{
    return type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16;
}

void readFloats(TensorType type, const char *from, std::size_t count, float *to)
{
    if (type == TensorType::F16)
        readShort<fromHalf>(from, count, to);
    else if (type == TensorType::BF16)
        readShort<fromBrain>(from, count, to);
    else
        std::memcpy(to, from, count * sizeof(float));
}

} // namespace embedscope
