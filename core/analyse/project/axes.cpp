#include "core/analyse/project/axes.h"

#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace embedscope {

namespace {

using Eigen::Index;

/// Averages of unit vectors that are nearer than this are the same but for the rounding of float32 input.
constexpr double kSame = 1e-6;
/// What is left of a difference at right angles to another axis says nothing if it is a smaller share than this.
constexpr double kNothingLeft = 1e-4;
constexpr std::size_t kRowBlock = 256;

Error badAxis(const std::string &detail)
{
    return makeError(Errc::BadAxis, detail);
}

/// The rows as unit vectors in double; rows of zeros say nothing and are left out.
Result<MatrixD> unitVectors(const Matrix &rows, const std::string &end)
{
    if (const Status finite = checkFinite(rows); !finite)
        return finite.error();
    MatrixD unit(rows.rows(), rows.cols());
    Index kept = 0;
    for (Index i = 0; i < rows.rows(); ++i) {
        const Eigen::RowVectorXd row = rows.row(i).cast<double>();
        const double length = row.norm();
        if (length > 0)
            unit.row(kept++) = row / length;
    }
    if (kept == 0)
        return badAxis(rows.rows() == 0 ? end + " has no examples" : end + " has only vectors of zeros");
    unit.conservativeResize(kept, Eigen::NoChange);
    return unit;
}

/// 1 if the right way round, 0 if not; rounding decides nothing.
double inOrder(double highMinusLow)
{
    constexpr double kTie = 1e-12;
    return highMinusLow > kTie ? 1 : highMinusLow < -kTie ? 0 : 0.5;
}

/// See AxisSeparation. `low` and `high` are unit vectors, or what is left of them at right angles to another axis.
class Separation
{
public:
    Separation(const MatrixD &low, const MatrixD &high, const Eigen::VectorXd &direction)
        : m_low(low), m_high(high), m_placeLow(low * direction), m_placeHigh(high * direction)
    {
    }

    Result<AxisSeparation> measure(const RunControl &control, ThreadPool &pool) const
    {
        AxisSeparation separation;
        const bool several = m_low.rows() > 1 && m_high.rows() > 1;
        const Sums sums(m_low, m_high);
        std::vector<double> ordered(static_cast<std::size_t>(m_low.rows()), 0.0);
        std::vector<double> heldOut(ordered.size(), 0.0);
        const Status status = parallelBlocks(pool, control, ordered.size(), 4, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end && !control.stopRequested(); ++i) {
                const auto a = static_cast<Index>(i);
                ordered[i] = (m_placeHigh.array() - m_placeLow[a]).unaryExpr(&inOrder).sum();
                if (several)
                    heldOut[i] = orderOnOthersAxes(sums, a);
            }
        });
        if (!status)
            return status.error();
        const double pairs = static_cast<double>(m_low.rows()) * static_cast<double>(m_high.rows());
        separation.inOrder = std::accumulate(ordered.begin(), ordered.end(), 0.0) / pairs;
        if (several) {
            separation.heldOut = std::accumulate(heldOut.begin(), heldOut.end(), 0.0) / pairs;
            separation.gap = gap();
        }
        return separation;
    }

private:
    /// Products of every example with the sums of both ends and with itself.
    struct Sums
    {
        Eigen::VectorXd lowLow, lowHigh, lowSelf, highLow, highHigh, highSelf;

        Sums(const MatrixD &low, const MatrixD &high)
        {
            const Eigen::VectorXd sumLow = low.colwise().sum().transpose();
            const Eigen::VectorXd sumHigh = high.colwise().sum().transpose();
            lowLow = low * sumLow;
            lowHigh = low * sumHigh;
            highLow = high * sumLow;
            highHigh = high * sumHigh;
            lowSelf = low.rowwise().squaredNorm();
            highSelf = high.rowwise().squaredNorm();
        }
    };

    /// How many high examples b lie above the low one, each on the axis that all but a and b make:
    /// (b - a) · ((sum of high - b) / (h - 1) - (sum of low - a) / (l - 1)).
    double orderOnOthersAxes(const Sums &sums, Index a) const
    {
        const Eigen::VectorXd products = m_high * m_low.row(a).transpose();
        const double others = static_cast<double>(m_high.rows() - 1);
        const double othersLow = static_cast<double>(m_low.rows() - 1);
        double ordered = 0;
        for (Index b = 0; b < m_high.rows(); ++b) {
            const double high = sums.highHigh[b] - sums.highSelf[b] - sums.lowHigh[a] + products[b];
            const double low = sums.highLow[b] - products[b] - sums.lowLow[a] + sums.lowSelf[a];
            ordered += inOrder(high / others - low / othersLow);
        }
        return ordered;
    }

    std::optional<double> gap() const
    {
        const double meanLow = m_placeLow.mean();
        const double meanHigh = m_placeHigh.mean();
        const double squares =
            (m_placeLow.array() - meanLow).square().sum() + (m_placeHigh.array() - meanHigh).square().sum();
        const double deviation = std::sqrt(squares / static_cast<double>(m_low.rows() + m_high.rows() - 2));
        if (!(deviation > kSame * std::abs(meanHigh - meanLow)))
            return std::nullopt;
        return (meanHigh - meanLow) / deviation;
    }

    const MatrixD &m_low;
    const MatrixD &m_high;
    Eigen::VectorXd m_placeLow;
    Eigen::VectorXd m_placeHigh;
};

void removeDirection(MatrixD &rows, const Eigen::VectorXd &direction)
{
    const Eigen::VectorXd along = rows * direction;
    rows -= along * direction.transpose();
}

Result<MeaningAxis> make(const AxisExamples &examples, const MeaningAxis *across, const RunControl &control,
                         ThreadPool &pool)
{
    Result<MatrixD> low = unitVectors(examples.low, "the first end");
    if (!low)
        return std::move(low).error();
    Result<MatrixD> high = unitVectors(examples.high, "the second end");
    if (!high)
        return std::move(high).error();
    if (low->cols() != high->cols() || low->cols() == 0 || (across && across->direction.size() != low->cols()))
        return makeError(Errc::DimensionMismatch);

    MeaningAxis axis;
    axis.direction = (high->colwise().mean() - low->colwise().mean()).transpose();
    const double whole = axis.direction.norm();
    if (!(whole > kSame))
        return badAxis("its two ends are equal");
    if (across) {
        removeDirection(*low, across->direction);
        removeDirection(*high, across->direction);
        axis.direction = (high->colwise().mean() - low->colwise().mean()).transpose();
        // Once more, for what the first time rounded.
        axis.direction -= axis.direction.dot(across->direction) * across->direction;
        if (!(axis.direction.norm() > kNothingLeft * whole))
            return badAxis("its ends differ in nothing but what the other axis shows");
    }
    axis.direction.normalize();
    axis.low = (*low * axis.direction).mean();
    axis.high = (*high * axis.direction).mean();
    Result<AxisSeparation> separation = Separation(*low, *high, axis.direction).measure(control, pool);
    if (!separation)
        return std::move(separation).error();
    axis.separation = *separation;
    return axis;
}

/// Unit vector · direction; none for a zero vector.
std::optional<double> placeOf(std::span<const float> row, const Eigen::VectorXd &direction)
{
    const Eigen::Map<const Eigen::VectorXf> values(row.data(), static_cast<Index>(row.size()));
    const double squared = dotInDouble(row.data(), row.data(), row.size());
    if (!(squared > 0))
        return std::nullopt;
    return std::clamp(values.cast<double>().dot(direction) / std::sqrt(squared), -1.0, 1.0);
}

Result<MeaningAxis> named(const char *name, Result<MeaningAxis> axis)
{
    if (axis || axis.error().code != Errc::BadAxis)
        return axis;
    return badAxis(name + (": " + axis.error().detail));
}

Status fillColumn(AxesResult &result, Index column, const MeaningAxis &axis, MatrixView vectors,
                  const RunControl &control, ThreadPool &pool)
{
    const Result<std::vector<std::optional<double>>> places = placeOnAxis(axis, vectors, control, pool);
    if (!places)
        return places.error();
    const double middle = (axis.low + axis.high) / 2;
    for (std::size_t i = 0; i < vectors.rows; ++i)
        result.coordinates(static_cast<Index>(i), column) = (*places)[i] ? *(*places)[i] - middle : 0;
    return {};
}

/// What x leaves of a unit vector; zeros for a zero vector.
Eigen::RowVectorXf remainderOf(std::span<const float> vector, const MeaningAxis &x)
{
    const Eigen::Map<const Eigen::RowVectorXf> values(vector.data(), static_cast<Index>(vector.size()));
    Eigen::RowVectorXd row = values.cast<double>();
    const Eigen::RowVectorXd direction = x.direction.transpose();
    const double length = row.norm();
    if (length > 0)
        row = row / length - row.dot(direction) / length * direction;
    return row.cast<float>();
}

/// y without examples: what the unit vectors differ in most besides x.
Status fillRemainder(AxesResult &result, MatrixView vectors, const RunControl &control, ThreadPool &pool)
{
    Matrix rest(static_cast<Index>(vectors.rows), static_cast<Index>(vectors.cols));
    const Status status =
        parallelBlocks(pool, control, vectors.rows, kRowBlock, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                rest.row(static_cast<Index>(i)) = remainderOf(vectors.row(i), result.x);
        });
    if (!status)
        return status;
    PcaOptions one;
    one.components = 1;
    Result<PcaResult> pca = projectPca(rest, one, control, pool);
    if (!pca)
        return std::move(pca).error();
    result.coordinates.col(1) = pca->coordinates.col(0);
    result.remainingShare = pca->explainedVarianceRatio.front();
    result.remainder = std::move(*pca);
    result.remainder->coordinates.resize(0, 0);
    return {};
}

} // namespace

Result<MeaningAxis> makeMeaningAxis(const AxisExamples &examples, const MeaningAxis *across, const RunControl &control,
                                    ThreadPool &pool)
{
    return withoutExceptions([&] { return make(examples, across, control, pool); });
}

Result<std::vector<std::optional<double>>> placeOnAxis(const MeaningAxis &axis, MatrixView rows,
                                                       const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<std::vector<std::optional<double>>> {
        if (rows.rows > 0 && static_cast<Index>(rows.cols) != axis.direction.size())
            return makeError(Errc::DimensionMismatch);
        if (const Status finite = checkFinite(rows, control, pool); !finite)
            return finite.error();
        std::vector<std::optional<double>> places(rows.rows);
        const Status status =
            parallelBlocks(pool, control, rows.rows, kRowBlock, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i)
                    places[i] = placeOf(rows.row(i), axis.direction);
            });
        if (!status)
            return status.error();
        return places;
    });
}

Result<std::vector<std::optional<double>>> placeOnSpectrum(const MeaningAxis &axis, MatrixView rows,
                                                           const RunControl &control, ThreadPool &pool)
{
    Result<std::vector<std::optional<double>>> places = placeOnAxis(axis, rows, control, pool);
    if (!places)
        return places;
    for (std::optional<double> &place : *places)
        if (place)
            place = (*place - axis.low) / (axis.high - axis.low);
    return places;
}

Result<AxesResult> projectAxes(MatrixView vectors, const AxisExamples &x, const AxisExamples *y,
                               const AxesOptions &options, const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<AxesResult> {
        if (const Status status = checkVectors(vectors, control, pool); !status)
            return status.error();
        AxesResult result;
        result.coordinates = MatrixD::Zero(static_cast<Index>(vectors.rows), 2);
        Result<MeaningAxis> first = named("x", makeMeaningAxis(x, nullptr, control, pool));
        if (!first)
            return std::move(first).error();
        result.x = std::move(*first);
        if (const Status status = fillColumn(result, 0, result.x, vectors, control, pool); !status)
            return status.error();
        if (!y) {
            if (const Status status = fillRemainder(result, vectors, control, pool); !status)
                return status.error();
            return result;
        }
        Result<MeaningAxis> second =
            named("y", makeMeaningAxis(*y, options.orthogonal ? &result.x : nullptr, control, pool));
        if (!second)
            return std::move(second).error();
        result.y = std::move(*second);
        if (const Status status = fillColumn(result, 1, *result.y, vectors, control, pool); !status)
            return status.error();
        return result;
    });
}

Result<std::vector<double>> placeOnAxes(const AxesResult &axes, std::span<const float> vector)
{
    if (static_cast<Index>(vector.size()) != axes.x.direction.size())
        return makeError(Errc::DimensionMismatch);
    if (!std::all_of(vector.begin(), vector.end(), [](float value) { return std::isfinite(value); }))
        return makeError(Errc::NotFinite);
    return withoutExceptions([&]() -> Result<std::vector<double>> {
        const auto along = [&](const MeaningAxis &axis) {
            const auto place = placeOf(vector, axis.direction);
            return place ? *place - (axis.low + axis.high) / 2 : 0.0;
        };
        std::vector<double> place{along(axes.x), 0};
        if (axes.y) {
            place[1] = along(*axes.y);
        } else if (axes.remainder) {
            const Eigen::RowVectorXf rest = remainderOf(vector, axes.x);
            const auto y = placeOnPca(*axes.remainder, {rest.data(), vector.size()});
            if (!y)
                return y.error();
            place[1] = y->front();
        }
        return place;
    });
}

} // namespace embedscope
