#include "core/analyse/learn/folds.h"

#include "core/base/portable_random.h"

#include <algorithm>
#include <numeric>

namespace embedscope {

namespace {

void shuffle(std::vector<std::size_t> &rows, PortableRandom &random)
{
    for (std::size_t i = rows.size(); i > 1; --i)
        std::swap(rows[i - 1], rows[random.below(i)]);
}

} // namespace

Folds stratifiedFolds(std::span<const std::size_t> classes, std::size_t classCount, std::size_t folds,
                      std::uint64_t seed)
{
    std::vector<std::vector<std::size_t>> members(classCount);
    for (std::size_t row = 0; row < classes.size(); ++row)
        members[classes[row]].push_back(row);
    std::size_t largest = 0;
    for (const auto &rows : members)
        largest = std::max(largest, rows.size());

    Folds result;
    result.of.assign(classes.size(), Folds::kNoFold);
    result.count = std::min(folds, largest);
    if (result.count < 2) {
        result.count = 0;
        return result;
    }
    PortableRandom random(seed);
    std::size_t next = 0; // goes on from class to class, so that small classes do not all meet in the first folds
    for (auto &rows : members) {
        if (rows.size() < 2)
            continue;
        shuffle(rows, random);
        for (const std::size_t row : rows)
            result.of[row] = next++ % result.count;
    }
    return result;
}

Folds plainFolds(std::size_t rows, std::size_t folds, std::uint64_t seed)
{
    Folds result;
    result.of.assign(rows, Folds::kNoFold);
    result.count = std::min(folds, rows);
    if (result.count < 2) {
        result.count = 0;
        return result;
    }
    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    PortableRandom random(seed);
    shuffle(order, random);
    for (std::size_t i = 0; i < rows; ++i)
        result.of[order[i]] = i % result.count;
    return result;
}

} // namespace embedscope
