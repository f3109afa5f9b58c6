#pragma once

#include <cstddef>
#include <vector>

namespace embedscope {

/// Finds the largest of many numbers without sorting them; holds what it needs from one call to the next.
class Largest
{
public:
    /// The indices of the k (1 ≤ k ≤ count) largest values, best first, ties to the lower index. No value may be NaN.
    const std::vector<std::size_t> &find(const double *values, std::size_t count, std::size_t k);

private:
    std::vector<double> m_best;
    std::vector<std::size_t> m_found;
};

/// How many of the other values come before the j-th in that order: its rank, counted from 0.
std::size_t rankFromLargest(const double *values, std::size_t count, std::size_t j);

} // namespace embedscope
