#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace embedscope {

/// Integers that mean different things are different types.
template <class Tag, class Integer>
struct StrongId
{
    Integer value = 0;
    auto operator<=>(const StrongId &) const = default;
};

/// A text's identity: given once, kept when other texts are edited, moved or deleted; 0 is no text.
using TextId = StrongId<struct TextTag, std::uint64_t>;

/// A cluster's number from 0, by falling size; noise is kNoCluster.
using ClusterId = std::int32_t;
inline constexpr ClusterId kNoCluster = -1;

} // namespace embedscope

template <class Tag, class Integer>
struct std::hash<embedscope::StrongId<Tag, Integer>>
{
    std::size_t operator()(const embedscope::StrongId<Tag, Integer> &id) const noexcept
    {
        return std::hash<Integer>{}(id.value);
    }
};
