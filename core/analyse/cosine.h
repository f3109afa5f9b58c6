#pragma once

#include "core/base/matrix.h"
#include "core/base/thread_pool.h"

#include <optional>
#include <span>
#include <vector>

namespace embedscope {

/// Cosine similarity, in [-1, 1]: a·b / (|a||b|), uncentred, all dimensions, summed in double. Equal vectors give
/// exactly 1 and the order of the two does not matter. Undefined (no value) for a zero vector, for vectors of different
/// lengths and for values that are not finite. 1e30 and denormal values are no special case: their squares fit a
/// double.
using Similarity = std::optional<double>;

Similarity cosineSimilarity(std::span<const float> a, std::span<const float> b);

/// The similarity of every row to `anchor`, in the order of the rows, each as cosineSimilarity() gives it.
std::vector<Similarity> similaritiesTo(MatrixView rows, std::span<const float> anchor,
                                       ThreadPool &pool = ThreadPool::shared());

/// The angle between two vectors in degrees, 0 to 180, by Kahan's formula, which also resolves tiny angles. Undefined
/// where the similarity is.
std::optional<double> angleDegrees(std::span<const float> a, std::span<const float> b);

/// Length of a - b. Undefined for vectors of different lengths and for values that are not finite.
std::optional<double> euclideanDistance(std::span<const float> a, std::span<const float> b);

} // namespace embedscope
