#include "core/analyse/project/umap/umap.h"

#include <Eigen/Dense>

#include <array>
#include <cmath>

namespace embedscope {

namespace {

constexpr int kSamples = 300; // on [0, 3 spread], as umap-learn takes them

struct Target
{
    std::array<double, kSamples> x{};
    std::array<double, kSamples> y{};
};

Target targetOf(double minDist, double spread)
{
    Target target;
    for (std::size_t i = 0; i < kSamples; ++i) {
        const double x = 3 * spread * static_cast<double>(i) / (kSamples - 1);
        target.x[i] = x;
        target.y[i] = x < minDist ? 1 : std::exp(-(x - minDist) / spread);
    }
    return target;
}

double squaredError(const Target &target, const UmapCurve &curve)
{
    double sum = 0;
    for (std::size_t i = 0; i < kSamples; ++i) {
        const double value = 1 / (1 + curve.a * std::pow(target.x[i], 2 * curve.b));
        sum += (value - target.y[i]) * (value - target.y[i]);
    }
    return sum;
}

} // namespace

// Levenberg and Marquardt's method, from a = b = 1.
UmapCurve fitUmapCurve(double minDist, double spread)
{
    const Target target = targetOf(minDist, spread);
    UmapCurve curve{1, 1};
    double error = squaredError(target, curve);
    double damping = 1e-3;
    for (int step = 0; step < 200 && damping < 1e12; ++step) {
        Eigen::Matrix2d hessian = Eigen::Matrix2d::Zero();
        Eigen::Vector2d gradient = Eigen::Vector2d::Zero();
        for (std::size_t i = 1; i < kSamples; ++i) { // at 0 the curve is 1 whatever a and b are
            const double power = std::pow(target.x[i], 2 * curve.b);
            const double value = 1 / (1 + curve.a * power);
            const Eigen::Vector2d slope(-value * value * power,
                                        -value * value * curve.a * power * 2 * std::log(target.x[i]));
            hessian += slope * slope.transpose();
            gradient += slope * (value - target.y[i]);
        }
        Eigen::Matrix2d damped = hessian;
        damped.diagonal() *= 1 + damping;
        const Eigen::Vector2d move = damped.ldlt().solve(gradient);
        const UmapCurve tried{curve.a - move[0], curve.b - move[1]};
        const double after = tried.a > 0 && tried.b > 0 ? squaredError(target, tried) : error + 1;
        if (after < error) {
            const bool settled = error - after < 1e-15 * error;
            curve = tried;
            error = after;
            damping /= 10;
            if (settled)
                break;
        } else {
            damping *= 10;
        }
    }
    return curve;
}

} // namespace embedscope
