#include "core/analyse/project/tsne/tsne.h"

#include "core/analyse/project/pca/pca.h"
#include "core/analyse/project/tsne/tsne_kernels.h"
#include "core/analyse/project/tsne/tsne_repulsion.h"
#include "core/analyse/rows.h"
#include "core/base/portable_random.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr std::size_t kRowBlock = 256;
constexpr double kStartWidth = 1e-4; ///< standard deviation of the first layout's first column
constexpr double kTrembling = 1e-6;  ///< added to it
constexpr double kLeastRate = 50;
constexpr float kLeastGain = 0.01F;
constexpr float kLongestStep = 5;
constexpr auto kWatchEvery = std::chrono::milliseconds(50);

Status checkOptions(const TsneOptions &options)
{
    if (!(options.perplexity >= 1) || !std::isfinite(options.perplexity))
        return makeError(Errc::InvalidArgument, "perplexity");
    if (options.exaggeratedSteps < 0)
        return makeError(Errc::InvalidArgument, "exaggeratedSteps");
    if (options.steps < 0)
        return makeError(Errc::InvalidArgument, "steps");
    if (!(options.exaggeration >= 1) || !std::isfinite(options.exaggeration))
        return makeError(Errc::InvalidArgument, "exaggeration");
    if (!(options.learningRate >= 0) || !std::isfinite(options.learningRate))
        return makeError(Errc::InvalidArgument, "learningRate");
    return {};
}

MatrixD centred(const std::vector<float> &places)
{
    const MatrixD all =
        Eigen::Map<const Matrix>(places.data(), static_cast<Index>(places.size()) / 2, 2).cast<double>();
    return all.rowwise() - all.colwise().mean();
}

Result<std::vector<float>> startFrom(MatrixView vectors, std::uint64_t seed, const RunControl &control,
                                     ThreadPool &pool)
{
    // Of the vectors as they are: where their lengths differ much the start does too, the affinities do not.
    Result<PcaResult> pca = projectPca(vectors, {}, control, pool);
    if (!pca)
        return pca.error();
    const MatrixD &coordinates = pca->coordinates;
    const double largest = coordinates.cwiseAbs().maxCoeff();
    double width = 0;
    if (largest > 0)
        width = largest * std::sqrt((coordinates.col(0) / largest).squaredNorm() / static_cast<double>(vectors.rows));
    PortableRandom random(seed);
    std::vector<float> places;
    places.reserve(2 * vectors.rows);
    const Status status = eachInOrder(vectors.rows, control, [&](std::size_t i) {
        for (Index c = 0; c < 2; ++c) {
            const bool there = width > 0 && c < coordinates.cols();
            const double place = there ? coordinates(static_cast<Index>(i), c) / width * kStartWidth : 0;
            places.push_back(static_cast<float>(place + kTrembling * random.normal()));
        }
    });
    if (!status)
        return status.error();
    return places;
}

/// The layout's descent.
class Descent
{
public:
    Descent(const TsneAffinities &affinities, const TsneOptions &options, std::vector<float> &places)
        : m_affinities(affinities),
          m_options(options),
          m_places(places),
          m_forces(places.size()),
          m_gains(places.size(), 1.0F),
          m_steps(places.size(), 0.0F),
          m_repulsion(affinities.rows() <= options.exactRows ? exactRepulsion() : gridRepulsion())
    {
    }

    Status step(int number, const RunControl &control, ThreadPool &pool)
    {
        const bool early = number < m_options.exaggeratedSteps;
        const double exaggeration = early ? m_options.exaggeration : 1;
        const auto n = static_cast<double>(m_affinities.rows());
        const double rate =
            m_options.learningRate > 0 ? m_options.learningRate : std::max(n / exaggeration, kLeastRate);
        const Result<double> sum = m_repulsion->push(m_places, m_forces, control, pool);
        if (!sum)
            return sum.error();
        m_next.resize(m_places.size());
        const Move move{static_cast<float>(rate), static_cast<float>(exaggeration),
                        *sum > 0 ? static_cast<float>(1 / *sum) : 0.0F, early ? 0.5F : 0.8F};
        const Status status =
            parallelBlocks(pool, control, m_affinities.rows(), kRowBlock, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i)
                    moveRow(i, move);
            });
        if (!status)
            return status;
        m_places.swap(m_next);
        centre();
        return {};
    }

private:
    struct Move
    {
        float rate, exaggeration, perSum, momentum;
    };

    void moveRow(std::size_t i, const Move &move)
    {
        const std::size_t begin = m_affinities.offsets[i];
        if (begin == m_affinities.offsets[i + 1]) { // a zero vector: nothing holds it, so nothing may push it either
            std::copy_n(&m_places[2 * i], 2, &m_next[2 * i]);
            return;
        }
        float pull[2];
        tsneKernels().attract(m_places[2 * i], m_places[2 * i + 1], m_places.data(), m_affinities.to.data() + begin,
                              m_affinities.p.data() + begin, m_affinities.offsets[i + 1] - begin, pull);
        float step[2];
        for (std::size_t c = 0; c < 2; ++c) {
            const std::size_t at = 2 * i + c;
            const float slope = move.exaggeration * pull[c] - m_forces[at] * move.perSum;
            // A direction that keeps to its way goes faster, one that turns back slower.
            m_gains[at] = (slope > 0) != (m_steps[at] > 0) ? m_gains[at] + 0.2F : m_gains[at] * 0.8F;
            m_gains[at] = std::max(m_gains[at], kLeastGain);
            step[c] = move.momentum * m_steps[at] - move.rate * m_gains[at] * slope;
        }
        const float length = std::sqrt(step[0] * step[0] + step[1] * step[1]);
        const float shorter = length > kLongestStep ? kLongestStep / length : 1;
        for (std::size_t c = 0; c < 2; ++c) {
            m_steps[2 * i + c] = step[c] * shorter;
            m_next[2 * i + c] = m_places[2 * i + c] + m_steps[2 * i + c];
        }
    }

    void centre()
    {
        double sums[2] = {0, 0};
        for (std::size_t at = 0; at < m_places.size(); ++at)
            sums[at % 2] += static_cast<double>(m_places[at]);
        const double n = static_cast<double>(m_affinities.rows());
        const float means[2] = {static_cast<float>(sums[0] / n), static_cast<float>(sums[1] / n)};
        for (std::size_t at = 0; at < m_places.size(); ++at)
            m_places[at] -= means[at % 2];
    }

    const TsneAffinities &m_affinities;
    const TsneOptions &m_options;
    std::vector<float> &m_places;
    std::vector<float> m_next;
    std::vector<float> m_forces, m_gains, m_steps;
    std::unique_ptr<TsneRepulsion> m_repulsion;
};

Result<TsneAffinities> affinitiesOf(MatrixView vectors, double perplexity, const NeighboursResult *neighbours,
                                    const RunControl &control, ThreadPool &pool)
{
    const auto count = std::min(vectors.rows - 1, static_cast<std::size_t>(3 * perplexity + 1e-6));
    const Result<NeighboursResult> found =
        neighbours ? firstNeighbours(*neighbours, count, control) : findNeighbours(vectors, {count}, control, pool);
    if (!found)
        return found.error();
    return tsneAffinities(*found, perplexity, control, pool);
}

} // namespace

Result<TsneResult> projectTsne(MatrixView vectors, const TsneOptions &options, const RunControl &control,
                               const TsneWatcher &watcher, const NeighboursResult *neighbours, ThreadPool &pool)
{
    if (const Status status = checkOptions(options); !status)
        return status.error();
    if (vectors.rows < TsneOptions::kLeastTexts)
        return makeError(Errc::TooFewTexts);
    return withoutExceptions([&]() -> Result<TsneResult> {
        if (const Status status = checkVectors(vectors, control, pool); !status)
            return status.error();
        TsneResult result;
        result.perplexity = std::min(options.perplexity, static_cast<double>(vectors.rows - 1) / 3);
        const Result<TsneAffinities> affinities = affinitiesOf(vectors, result.perplexity, neighbours, control, pool);
        if (!affinities)
            return affinities.error();
        Result<std::vector<float>> places = startFrom(vectors, options.seed, control, pool);
        if (!places)
            return places.error();

        const int steps = options.exaggeratedSteps + options.steps;
        Descent descent(*affinities, options, *places);
        auto shown = std::chrono::steady_clock::now();
        for (int step = 0; step < steps; ++step) {
            if (const Status status = descent.step(step, control, pool); !status)
                return status.error();
            control.report(static_cast<std::size_t>(step) + 1, static_cast<std::size_t>(steps));
            const auto now = std::chrono::steady_clock::now();
            if (watcher && now - shown >= kWatchEvery) {
                shown = now;
                watcher(centred(*places), step + 1, steps);
            }
        }
        result.coordinates = centred(*places);
        mirrorToFirst(result.coordinates);
        return result;
    });
}

Result<double> klDivergence(const TsneAffinities &affinities, const MatrixD &coordinates, const RunControl &control,
                            ThreadPool &pool)
{
    const std::size_t n = affinities.rows();
    if (static_cast<std::size_t>(coordinates.rows()) != n || coordinates.cols() != 2)
        return makeError(Errc::DimensionMismatch);
    return withoutExceptions([&]() -> Result<double> {
        std::vector<float> places(2 * n);
        std::transform(coordinates.data(), coordinates.data() + 2 * n, places.begin(),
                       [](double place) { return static_cast<float>(place); });
        std::vector<float> forces(2 * n);
        const Result<double> sum = exactRepulsion()->push(places, forces, control, pool);
        if (!sum)
            return sum.error();
        double divergence = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t e = affinities.offsets[i]; e < affinities.offsets[i + 1]; ++e) {
                const double p = static_cast<double>(affinities.p[e]);
                if (!(p > 0))
                    continue;
                const auto own = coordinates.row(static_cast<Index>(i));
                const double squared = (own - coordinates.row(static_cast<Index>(affinities.to[e]))).squaredNorm();
                divergence += p * std::log(p * (1 + squared) * *sum);
            }
        return divergence;
    });
}

} // namespace embedscope
