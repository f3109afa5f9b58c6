#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace embedscope {

/// How one vector is made of a text's token vectors, by sentence-transformers' names (its Pooling module).
enum class PoolingMode {
    Cls,            ///< the first token's
    Max,            ///< the greatest number in each place
    Mean,           ///< the mean
    MeanSqrtLength, ///< the sum divided by the square root of the number of tokens
    WeightedMean,   ///< the mean weighted by the token's place, counted from 1
    LastToken       ///< the last token's
};

/// "mean", "cls", …; nothing for a name that is none.
std::optional<PoolingMode> poolingModeOf(std::string_view name);

/// Several modes' vectors stand one after another: modes.size() × width numbers. `tokens` ≥ 1 rows of `width` numbers,
/// `stride` apart.
void pool(const std::vector<PoolingMode> &modes, const float *rows, std::size_t stride, std::size_t tokens,
          std::size_t width, float *vector);

} // namespace embedscope
