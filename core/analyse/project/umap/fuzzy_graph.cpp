#include "core/analyse/project/umap/fuzzy_graph.h"

#include "core/analyse/project/sparse_rows.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace embedscope {

namespace {

constexpr std::size_t kRowBlock = 512;
constexpr int kBisections = 64;
constexpr double kTolerance = 1e-5;
/// A row's sigma is at least this share of its mean distance (of everybody's, where it has none of its own): rows of
/// duplicates would else have no width at all.
constexpr double kLeastWidth = 1e-3;

// Distances of the metric; Euclidean ones in units of their mean, as what is computed of them knows no unit.
class Distances
{
public:
    Distances(std::span<const Neighbour> all, std::size_t rows, NeighbourMetric metric) : m_metric(metric)
    {
        double sum = 0;
        for (const Neighbour &neighbour : all)
            sum += of(neighbour);
        m_mean = sum / static_cast<double>(std::max<std::size_t>(1, all.size() + rows));
        if (metric == NeighbourMetric::Euclidean && m_mean > 0) {
            m_unit = m_mean;
            m_mean = 1;
        }
    }

    double of(const Neighbour &neighbour) const
    {
        return m_metric == NeighbourMetric::Cosine ? std::max(0.0, 1 - neighbour.similarity)
                                                   : -neighbour.similarity / m_unit;
    }
    /// The row itself, at distance 0, included.
    double mean() const { return m_mean; }

private:
    NeighbourMetric m_metric;
    double m_mean = 0;
    double m_unit = 1;
};

struct Width
{
    double rho = 0;
    double sigma = 1;
};

double membership(double distance, const Width &width)
{
    const double beyond = distance - width.rho;
    return beyond <= 0 ? 1 : std::exp(-beyond / width.sigma);
}

Width widthOf(std::span<const Neighbour> neighbours, const Distances &distances)
{
    Width width;
    double mean = 0;
    for (const Neighbour &neighbour : neighbours) {
        const double distance = distances.of(neighbour);
        mean += distance;
        if (width.rho == 0 && distance > 0)
            width.rho = distance;
    }
    mean /= static_cast<double>(neighbours.size() + 1);
    const double target = std::log2(static_cast<double>(neighbours.size() + 1));
    double low = 0;
    double high = std::numeric_limits<double>::infinity();
    for (int step = 0; step < kBisections; ++step) {
        double sum = 0;
        for (const Neighbour &neighbour : neighbours)
            sum += membership(distances.of(neighbour), width);
        if (std::abs(sum - target) < kTolerance)
            break;
        if (sum > target) {
            high = width.sigma;
            width.sigma = (low + high) / 2;
        } else {
            low = width.sigma;
            width.sigma = std::isinf(high) ? width.sigma * 2 : (low + high) / 2;
        }
    }
    width.sigma = std::max(
        {width.sigma, kLeastWidth * (width.rho > 0 ? mean : distances.mean()), std::numeric_limits<double>::min()});
    return width;
}

// The two directions' weights united.
float unitedWeight(float own, float other)
{
    // In this order for both rows of the edge: the smaller first.
    const float low = std::min(own, other);
    const float high = std::max(own, other);
    return std::min(1.0F, low + high - low * high);
}

// Each row's own weights, in the places of its neighbours, by rising row; some may be zero.
Result<SparseRows> memberships(const NeighboursResult &neighbours, const RunControl &control, ThreadPool &pool)
{
    const Distances distances(neighbours.entries, neighbours.rows(), neighbours.metric);
    SparseRows rows{.offsets = neighbours.offsets};
    rows.entries.resize(neighbours.entries.size());
    const Status status =
        parallelBlocks(pool, control, rows.rows(), kRowBlock, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const std::span<const Neighbour> near = neighbours.of(i);
                if (near.empty())
                    continue;
                const Width width = widthOf(near, distances);
                const std::span<SparseEntry> own = rows.of(i);
                for (std::size_t j = 0; j < near.size(); ++j)
                    own[j] = {near[j].index, static_cast<float>(membership(distances.of(near[j]), width))};
                std::ranges::sort(own, {}, &SparseEntry::to);
            }
        });
    if (!status)
        return status.error();
    return rows;
}

} // namespace

Result<FuzzyGraph> buildFuzzyGraph(const NeighboursResult &neighbours, const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<FuzzyGraph> {
        const Result<SparseRows> rows = memberships(neighbours, control, pool);
        if (!rows)
            return rows.error();
        const Result<SparseRows> columns = transposed(*rows, control);
        if (!columns)
            return columns.error();

        const std::size_t n = neighbours.rows();
        FuzzyGraph graph;
        graph.offsets.assign(n + 1, 0);
        // Calls take(row, to, weight) for all edges, row by row.
        const auto eachEdge = [&](auto &&take) {
            return parallelBlocks(pool, control, n, kRowBlock, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i)
                    unite(rows->of(i), columns->of(i), [&](std::uint32_t to, float own, float other) {
                        if (const float weight = unitedWeight(own, other); weight > 0)
                            take(i, to, weight);
                    });
            });
        };
        Status status = eachEdge([&](std::size_t row, std::uint32_t, float) { ++graph.offsets[row + 1]; });
        if (!status)
            return status.error();
        std::partial_sum(graph.offsets.begin(), graph.offsets.end(), graph.offsets.begin());
        graph.to.resize(graph.offsets[n]);
        graph.weights.resize(graph.offsets[n]);
        std::vector<std::size_t> next(graph.offsets.begin(), graph.offsets.end() - 1);
        status = eachEdge([&](std::size_t row, std::uint32_t to, float weight) {
            graph.to[next[row]] = to;
            graph.weights[next[row]++] = weight;
        });
        if (!status)
            return status.error();
        return graph;
    });
}

std::vector<float> neighbourWeights(std::span<const Neighbour> neighbours, NeighbourMetric metric)
{
    const Distances distances(neighbours, 1, metric);
    std::vector<float> weights;
    if (neighbours.empty())
        return weights;
    const Width width = widthOf(neighbours, distances);
    for (const Neighbour &neighbour : neighbours)
        weights.push_back(static_cast<float>(membership(distances.of(neighbour), width)));
    return weights;
}

std::vector<std::uint32_t> connectedComponents(const FuzzyGraph &graph, const RunControl &control)
{
    constexpr std::size_t kLookEvery = 4096;
    constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> component(graph.rows(), kNone);
    std::vector<std::uint32_t> waiting;
    std::uint32_t count = 0;
    std::size_t seen = 0;
    for (std::size_t first = 0; first < graph.rows(); ++first) {
        if (component[first] != kNone)
            continue;
        component[first] = count;
        waiting.assign(1, static_cast<std::uint32_t>(first));
        while (!waiting.empty()) {
            if (seen++ % kLookEvery == 0 && control.stopRequested())
                return component;
            const std::uint32_t row = waiting.back();
            waiting.pop_back();
            for (std::size_t e = graph.offsets[row]; e < graph.offsets[row + 1]; ++e)
                if (component[graph.to[e]] == kNone) {
                    component[graph.to[e]] = count;
                    waiting.push_back(graph.to[e]);
                }
        }
        ++count;
    }
    return component;
}

} // namespace embedscope
