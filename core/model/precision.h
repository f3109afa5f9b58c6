#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace embedscope {

/// How an encoder's matrix products are computed.
enum class Precision : std::uint8_t {
    Float32,
    Int8, ///< weights and activations as bytes: one and a half to three times as fast, the vectors a little different
};

/// As on the command line: f32, int8.
constexpr std::string_view precisionName(Precision precision)
{
    return precision == Precision::Int8 ? "int8" : "f32";
}

constexpr std::optional<Precision> precisionNamed(std::string_view name)
{
    for (const Precision precision : {Precision::Float32, Precision::Int8})
        if (name == precisionName(precision))
            return precision;
    return std::nullopt;
}

} // namespace embedscope
