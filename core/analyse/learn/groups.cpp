#include "core/analyse/learn/groups.h"

#include "core/analyse/cosine.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kRowBlock = 256;

} // namespace

Result<Matrix> groupAverages(MatrixView rows, std::span<const std::size_t> groups, std::size_t count)
{
    return withoutExceptions([&]() -> Result<Matrix> {
        if (groups.size() != rows.rows)
            return makeError(Errc::DimensionMismatch, "groups");
        if (const Status finite = checkFinite(rows); !finite)
            return finite.error();
        MatrixD sums = MatrixD::Zero(static_cast<Index>(count), static_cast<Index>(rows.cols));
        std::vector<double> members(count, 0.0);
        for (std::size_t i = 0; i < rows.rows; ++i) {
            if (groups[i] == kNoGroup)
                continue;
            if (groups[i] >= count)
                return makeError(Errc::InvalidArgument, "groups");
            const double squared = dotInDouble(rows.row(i).data(), rows.row(i).data(), rows.cols);
            if (!(squared > 0))
                continue;
            sums.row(static_cast<Index>(groups[i])) +=
                rows.eigen().row(static_cast<Index>(i)).cast<double>() / std::sqrt(squared);
            ++members[groups[i]];
        }
        for (std::size_t group = 0; group < count; ++group)
            if (members[group] > 0)
                sums.row(static_cast<Index>(group)) /= members[group];
        return Matrix(sums.cast<float>());
    });
}

std::size_t Scores::nearest(std::size_t row) const
{
    std::size_t best = kNoGroup;
    for (std::size_t target = 0; target < targets; ++target) {
        const auto score = of(row, target);
        if (score && (best == kNoGroup || *score > *of(row, best)))
            best = target;
    }
    return best;
}

Result<Scores> scoreRows(MatrixView rows, MatrixView targets, const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<Scores> {
        if (rows.rows > 0 && targets.rows > 0 && rows.cols != targets.cols)
            return makeError(Errc::DimensionMismatch);
        if (const Status finite = checkFinite(rows); !finite)
            return finite.error();
        if (const Status finite = checkFinite(targets); !finite) {
            Error error = finite.error();
            error.detail = "target";
            return error;
        }
        Scores scores;
        scores.rows = rows.rows;
        scores.targets = targets.rows;
        scores.values.resize(rows.rows * targets.rows);
        const Status status = parallelBlocks(pool, control, rows.rows, 64, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end && !control.stopRequested(); ++i)
                for (std::size_t j = 0; j < targets.rows; ++j)
                    scores.values[i * targets.rows + j] = cosineSimilarity(rows.row(i), targets.row(j));
        });
        if (!status)
            return status.error();
        return scores;
    });
}

Result<std::vector<std::optional<double>>> similarityToOthers(MatrixView rows, const RunControl &control,
                                                              ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<std::vector<std::optional<double>>> {
        if (const Status finite = checkFinite(rows); !finite)
            return finite.error();
        std::vector<std::optional<double>> means(rows.rows);
        const std::vector<double> squares = squaredLengths(rows);
        Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(static_cast<Index>(rows.cols));
        std::size_t counted = 0;
        for (std::size_t i = 0; i < rows.rows; ++i) {
            if (!(squares[i] > 0))
                continue;
            sum += rows.eigen().row(static_cast<Index>(i)).cast<double>() / std::sqrt(squares[i]);
            ++counted;
        }
        if (counted < 2)
            return means;
        const Status status =
            parallelBlocks(pool, control, rows.rows, kRowBlock, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) {
                    if (!(squares[i] > 0))
                        continue;
                    const double all =
                        rows.eigen().row(static_cast<Index>(i)).cast<double>().dot(sum) / std::sqrt(squares[i]);
                    means[i] = std::clamp((all - 1) / static_cast<double>(counted - 1), -1.0, 1.0);
                }
            });
        if (!status)
            return status.error();
        return means;
    });
}

} // namespace embedscope
