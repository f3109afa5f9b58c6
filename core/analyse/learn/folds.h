#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace embedscope {

/// In which of how many folds each row is held out.
struct Folds
{
    std::size_t count = 0;            ///< 0: nothing can be held out
    std::vector<std::size_t> of = {}; ///< a row's fold, or kNoFold
    static constexpr std::size_t kNoFold = static_cast<std::size_t>(-1);
};

/// Deals the rows of each class to the folds in turn, in an order drawn with `seed`, so that every fold has its share
/// of every class. A class with a single row is never held out: nothing would be left to learn it from. No more folds
/// than the largest class has rows.
Folds stratifiedFolds(std::span<const std::size_t> classes, std::size_t classCount, std::size_t folds,
                      std::uint64_t seed);

/// Deals all rows to at most `folds` folds in an order drawn with `seed`; nothing for fewer than two rows.
Folds plainFolds(std::size_t rows, std::size_t folds, std::uint64_t seed);

} // namespace embedscope
