#include "core/analyse/largest.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace embedscope {

namespace {

constexpr std::size_t kLanes = 256;
constexpr std::size_t kMostByLanes = 64; // more are found by looking at all

} // namespace

const std::vector<std::size_t> &Largest::find(const double *values, std::size_t count, std::size_t k)
{
    double least = -std::numeric_limits<double>::infinity();
    if (k <= kMostByLanes && count >= 2 * kLanes) {
        // Every kLanes-th value belongs to one lane. The largest of k lanes are k different values, so the k-th largest
        // of all is at least the k-th largest of the lanes' best: few others pass.
        m_best.assign(values, values + kLanes);
        std::size_t j = kLanes;
        for (; j + kLanes <= count; j += kLanes)
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                m_best[lane] = m_best[lane] < values[j + lane] ? values[j + lane] : m_best[lane];
        const auto kth = m_best.begin() + static_cast<std::ptrdiff_t>(k - 1);
        std::nth_element(m_best.begin(), kth, m_best.end(), std::greater<>());
        least = *kth;
    }
    m_found.clear();
    for (std::size_t j = 0; j < count; ++j)
        if (values[j] >= least)
            m_found.push_back(j);
    const auto before = [values](std::size_t a, std::size_t b) {
        return values[a] != values[b] ? values[a] > values[b] : a < b;
    };
    const auto last = m_found.begin() + static_cast<std::ptrdiff_t>(k);
    if (last != m_found.end())
        std::nth_element(m_found.begin(), last - 1, m_found.end(), before);
    std::sort(m_found.begin(), last, before);
    m_found.resize(k);
    return m_found;
}

std::size_t rankFromLargest(const double *values, std::size_t count, std::size_t j)
{
    const double own = values[j];
    std::size_t before = 0;
    for (std::size_t other = 0; other < count; ++other)
        before += values[other] > own;
    for (std::size_t other = 0; other < j; ++other)
        before += values[other] == own;
    return before;
}

} // namespace embedscope
