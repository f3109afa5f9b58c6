#include "core/analyse/learn/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>
#include <vector>

namespace embedscope {

namespace {

/// What recent steps tell of the curvature.
class Memory
{
public:
    explicit Memory(int most) : m_most(static_cast<std::size_t>(most)) {}

    void add(Eigen::VectorXd step, Eigen::VectorXd change)
    {
        const double curvature = step.dot(change);
        if (!(curvature > 1e-10 * step.norm() * change.norm()))
            return; // made of rounding
        if (m_pairs.size() == m_most)
            m_pairs.pop_front();
        m_pairs.push_back({std::move(step), std::move(change), 1 / curvature});
    }

    /// Minus the gradient times the inverse of the Hessian as far as it is known.
    Eigen::VectorXd direction(const Eigen::VectorXd &gradient) const
    {
        Eigen::VectorXd q = -gradient;
        if (m_pairs.empty())
            return q / std::max(1.0, gradient.norm());
        std::vector<double> alpha(m_pairs.size());
        for (std::size_t i = m_pairs.size(); i-- > 0;) {
            alpha[i] = m_pairs[i].scale * m_pairs[i].step.dot(q);
            q -= alpha[i] * m_pairs[i].change;
        }
        q /= m_pairs.back().scale * m_pairs.back().change.squaredNorm();
        for (std::size_t i = 0; i < m_pairs.size(); ++i)
            q += (alpha[i] - m_pairs[i].scale * m_pairs[i].change.dot(q)) * m_pairs[i].step;
        return q;
    }

private:
    struct Pair
    {
        Eigen::VectorXd step;
        Eigen::VectorXd change; ///< of the gradient
        double scale;           ///< 1 / (step · change)
    };
    std::size_t m_most;
    std::deque<Pair> m_pairs;
};

} // namespace

Result<LbfgsResult>
minimiseLbfgs(const std::function<Result<double>(const Eigen::VectorXd &, Eigen::VectorXd &)> &function,
              Eigen::VectorXd &at, const LbfgsOptions &options)
{
    constexpr double kEnough = 1e-4; // of the decrease that the slope promises (Armijo 1966)
    constexpr int kMostHalvings = 30;
    constexpr double kRounding = 4e-16;
    Memory memory(options.memory);
    Eigen::VectorXd gradient(at.size());
    Eigen::VectorXd nextGradient(at.size());
    Result<double> value = function(at, gradient);
    if (!value)
        return std::move(value).error();
    LbfgsResult result;
    while (gradient.size() > 0 && gradient.lpNorm<Eigen::Infinity>() > options.tolerance) {
        if (result.iterations == options.maxIterations)
            return result;
        ++result.iterations;
        const Eigen::VectorXd direction = memory.direction(gradient);
        const double slope = direction.dot(gradient);
        double length = 1;
        const double before = *value;
        bool found = false;
        Eigen::VectorXd next;
        for (int halving = 0; slope < 0 && halving < kMostHalvings && !found; ++halving) {
            next = at + length * direction;
            const Result<double> there = function(next, nextGradient);
            if (!there)
                return there.error();
            if (*there <= *value + kEnough * length * slope) {
                value = *there;
                found = true;
            } else {
                // The least of the parabola through what is known, within reason.
                const double best = -slope * length * length / (2 * (*there - *value - slope * length));
                length = std::isfinite(best) ? std::clamp(best, 0.1 * length, 0.5 * length) : 0.1 * length;
            }
        }
        if (!found)
            break; // rounding is all that is left
        memory.add(next - at, nextGradient - gradient);
        at = std::move(next);
        std::swap(gradient, nextGradient);
        if (before - *value <= kRounding * std::abs(before))
            break;
    }
    result.converged = true;
    return result;
}

} // namespace embedscope
