#include "core/analyse/project/umap/fuzzy_graph.h"

#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

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

struct Edge
{
    std::uint32_t to;
    float weight;
};

// Row i's own edges, by rising row.
std::vector<std::vector<Edge>> memberships(const NeighboursResult &neighbours, const Distances &distances,
                                           const RunControl &control, ThreadPool &pool, Status &status)
{
    std::vector<std::vector<Edge>> rows(neighbours.rows());
    status = parallelBlocks(pool, control, rows.size(), kRowBlock, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const std::span<const Neighbour> near = neighbours.of(i);
            if (near.empty())
                continue;
            const Width width = widthOf(near, distances);
            rows[i].reserve(near.size());
            for (const Neighbour &neighbour : near)
                if (const auto weight = static_cast<float>(membership(distances.of(neighbour), width)); weight > 0)
                    rows[i].push_back({neighbour.index, weight});
            std::ranges::sort(rows[i], {}, &Edge::to);
        }
    });
    return rows;
}

std::vector<std::vector<Edge>> transposed(const std::vector<std::vector<Edge>> &rows)
{
    std::vector<std::size_t> counts(rows.size(), 0);
    for (const auto &row : rows)
        for (const Edge &edge : row)
            ++counts[edge.to];
    std::vector<std::vector<Edge>> columns(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        columns[i].reserve(counts[i]);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const Edge &edge : rows[i])
            columns[edge.to].push_back({static_cast<std::uint32_t>(i), edge.weight});
    return columns;
}

// a + b - ab of two rows by rising index.
template <class Take> void unite(const std::vector<Edge> &a, const std::vector<Edge> &b, Take &&take)
{
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (j == b.size() || (i < a.size() && a[i].to < b[j].to)) {
            take(a[i].to, a[i].weight);
            ++i;
        } else if (i == a.size() || b[j].to < a[i].to) {
            take(b[j].to, b[j].weight);
            ++j;
        } else {
            // In this order for both rows of the edge: the smaller first.
            const float low = std::min(a[i].weight, b[j].weight);
            const float high = std::max(a[i].weight, b[j].weight);
            take(a[i].to, std::min(1.0F, low + high - low * high));
            ++i;
            ++j;
        }
    }
}

} // namespace

Result<FuzzyGraph> buildFuzzyGraph(const NeighboursResult &neighbours, const RunControl &control, ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<FuzzyGraph> {
        const std::size_t n = neighbours.rows();
        const Distances distances(neighbours.entries, n, neighbours.metric);
        Status status;
        const std::vector<std::vector<Edge>> rows = memberships(neighbours, distances, control, pool, status);
        if (!status)
            return status.error();
        const std::vector<std::vector<Edge>> columns = transposed(rows);

        FuzzyGraph graph;
        graph.offsets.reserve(n + 1);
        graph.offsets.push_back(0);
        graph.to.reserve(neighbours.entries.size() * 3 / 2);
        graph.weights.reserve(neighbours.entries.size() * 3 / 2);
        for (std::size_t i = 0; i < n; ++i) {
            unite(rows[i], columns[i], [&](std::uint32_t to, float weight) {
                graph.to.push_back(to);
                graph.weights.push_back(weight);
            });
            graph.offsets.push_back(graph.to.size());
        }
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

std::vector<std::uint32_t> connectedComponents(const FuzzyGraph &graph)
{
    constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> component(graph.rows(), kNone);
    std::vector<std::uint32_t> waiting;
    std::uint32_t count = 0;
    for (std::size_t first = 0; first < graph.rows(); ++first) {
        if (component[first] != kNone)
            continue;
        component[first] = count;
        waiting.assign(1, static_cast<std::uint32_t>(first));
        while (!waiting.empty()) {
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
