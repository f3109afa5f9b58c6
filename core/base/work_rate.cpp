#include "core/base/work_rate.h"

namespace embedscope {

namespace {

constexpr double kWindow = 10;    ///< seconds that the rate is taken over
constexpr double kLeast = 1;      ///< seconds before there is one
constexpr double kBetween = 0.05; ///< seconds between two samples that are kept

} // namespace

void WorkRate::add(double seconds, std::size_t done)
{
    if (!m_samples.empty() && (done < m_samples.back().done || seconds < m_samples.back().seconds))
        m_samples.clear();
    // The last sample moves with the work; one is kept for each moment before it.
    if (m_samples.size() > 1 && seconds - m_samples[m_samples.size() - 2].seconds < kBetween)
        m_samples.pop_back();
    m_samples.push_back({seconds, done});
    while (m_samples.size() > 2 && seconds - m_samples[1].seconds >= kWindow)
        m_samples.pop_front();
}

std::optional<double> WorkRate::perSecond() const
{
    if (m_samples.size() < 2)
        return std::nullopt;
    const double seconds = m_samples.back().seconds - m_samples.front().seconds;
    if (seconds < kLeast)
        return std::nullopt;
    return static_cast<double>(m_samples.back().done - m_samples.front().done) / seconds;
}

std::optional<double> WorkRate::secondsLeft(std::size_t total) const
{
    const std::optional<double> rate = perSecond();
    if (!rate || *rate <= 0)
        return std::nullopt;
    const std::size_t done = m_samples.back().done;
    return done >= total ? 0 : static_cast<double>(total - done) / *rate;
}

} // namespace embedscope
