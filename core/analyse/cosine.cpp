#include "core/analyse/cosine.h"

#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace embedscope {

namespace {

// NaN and infinities survive into a sum of squares, and finite float32 values cannot overflow it.
bool canBeCompared(double squared)
{
    return squared > 0 && std::isfinite(squared);
}

double squaredLength(std::span<const float> a)
{
    return dotInDouble(a.data(), a.data(), a.size());
}

} // namespace

Similarity cosineSimilarity(std::span<const float> a, std::span<const float> b)
{
    if (a.size() != b.size())
        return std::nullopt;
    const double squaredA = squaredLength(a);
    const double squaredB = squaredLength(b);
    if (!canBeCompared(squaredA) || !canBeCompared(squaredB))
        return std::nullopt;
    return cosineFrom(dotInDouble(a.data(), b.data(), a.size()), squaredA, squaredB);
}

std::vector<Similarity> similaritiesTo(MatrixView rows, std::span<const float> anchor, ThreadPool &pool)
{
    std::vector<Similarity> similarities(rows.rows);
    if (rows.cols != anchor.size())
        return similarities;
    const double squaredAnchor = squaredLength(anchor);
    if (!canBeCompared(squaredAnchor))
        return similarities;
    pool.parallelFor(
        rows.rows, 512,
        [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const std::span<const float> row = rows.row(i);
                const double squared = squaredLength(row);
                if (canBeCompared(squared))
                    similarities[i] =
                        cosineFrom(dotInDouble(row.data(), anchor.data(), anchor.size()), squared, squaredAnchor);
            }
        },
        {}, Priority::Interactive);
    return similarities;
}

std::optional<double> angleDegrees(std::span<const float> a, std::span<const float> b)
{
    if (!cosineSimilarity(a, b))
        return std::nullopt;
    const double lengthA = std::sqrt(squaredLength(a));
    const double lengthB = std::sqrt(squaredLength(b));
    double differences = 0;
    double sums = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double u = a[i] / lengthA;
        const double v = b[i] / lengthB;
        differences += (u - v) * (u - v);
        sums += (u + v) * (u + v);
    }
    return 2 * std::atan2(std::sqrt(differences), std::sqrt(sums)) * 180 / std::numbers::pi;
}

std::optional<double> euclideanDistance(std::span<const float> a, std::span<const float> b)
{
    if (a.size() != b.size())
        return std::nullopt;
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sum += difference * difference;
    }
    if (!std::isfinite(sum))
        return std::nullopt;
    return std::sqrt(sum);
}

} // namespace embedscope
