#include "core/model/pooling.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::array<std::string_view, 6> kNames{"cls",          "max",      "mean", "mean_sqrt_len_tokens",
                                                 "weightedmean", "lasttoken"};

void addTokens(const float *rows, std::size_t stride, std::size_t tokens, std::size_t width, float *vector)
{
    std::fill_n(vector, width, 0.0F);
    for (std::size_t t = 0; t < tokens; ++t)
        for (std::size_t j = 0; j < width; ++j)
            vector[j] += rows[t * stride + j];
}

void divide(float *vector, std::size_t width, float by)
{
    for (std::size_t j = 0; j < width; ++j)
        vector[j] /= by;
}

void poolOne(PoolingMode mode, const float *rows, std::size_t stride, std::size_t tokens, std::size_t width,
             float *vector)
{
    switch (mode) {
    case PoolingMode::Cls:
        std::copy_n(rows, width, vector);
        break;
    case PoolingMode::LastToken:
        std::copy_n(rows + (tokens - 1) * stride, width, vector);
        break;
    case PoolingMode::Max:
        std::copy_n(rows, width, vector);
        for (std::size_t t = 1; t < tokens; ++t)
            for (std::size_t j = 0; j < width; ++j)
                vector[j] = std::max(vector[j], rows[t * stride + j]);
        break;
    case PoolingMode::Mean:
        addTokens(rows, stride, tokens, width, vector);
        divide(vector, width, static_cast<float>(tokens));
        break;
    case PoolingMode::MeanSqrtLength:
        addTokens(rows, stride, tokens, width, vector);
        divide(vector, width, std::sqrt(static_cast<float>(tokens)));
        break;
    case PoolingMode::WeightedMean:
        std::fill_n(vector, width, 0.0F);
        for (std::size_t t = 0; t < tokens; ++t)
            for (std::size_t j = 0; j < width; ++j)
                vector[j] += static_cast<float>(t + 1) * rows[t * stride + j];
        divide(vector, width, static_cast<float>(tokens) * static_cast<float>(tokens + 1) / 2);
        break;
    }
}

} // namespace

std::optional<PoolingMode> poolingModeOf(std::string_view name)
{
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end())
        return std::nullopt;
    return static_cast<PoolingMode>(found - kNames.begin());
}

void pool(const std::vector<PoolingMode> &modes, const float *rows, std::size_t stride, std::size_t tokens,
          std::size_t width, float *vector)
{
    for (const PoolingMode mode : modes) {
        poolOne(mode, rows, stride, tokens, width, vector);
        vector += width;
    }
}

} // namespace embedscope
