#include "core/analyse/cluster/reach_space.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace embedscope {

namespace {

constexpr std::size_t kLeaf = 12;
constexpr std::size_t kPointBlock = 128;
constexpr auto kMixed = std::numeric_limits<std::uint32_t>::max(); ///< points of several components

struct Node
{
    std::uint32_t begin = 0, end = 0; ///< places in the tree's order
    std::uint32_t right = 0;          ///< the left child follows its parent; 0: a leaf
    std::uint32_t component = kMixed;
    double leastCore = 0;
};

class TreeSpace : public ReachSpace
{
public:
    explicit TreeSpace(const MatrixD &points)
        : m_dimensions(static_cast<std::size_t>(points.cols())),
          m_order(static_cast<std::size_t>(points.rows())),
          m_place(m_order.size())
    {
        std::iota(m_order.begin(), m_order.end(), std::uint32_t{0});
        build(points, 0, m_order.size());
        m_points.reserve(m_order.size() * m_dimensions);
        for (std::size_t at = 0; at < m_order.size(); ++at) {
            m_place[m_order[at]] = static_cast<std::uint32_t>(at);
            const double *point = points.data() + m_order[at] * m_dimensions;
            m_points.insert(m_points.end(), point, point + m_dimensions);
        }
    }

    std::size_t size() const override { return m_order.size(); }
    double distance(std::size_t i, std::size_t j) const override
    {
        return std::sqrt(squared(pointAt(m_place[i]), m_place[j]));
    }

    Result<NearestOthers> nearest(std::size_t k, const RunControl &control, ThreadPool &pool) const override
    {
        NearestOthers others;
        others.k = k;
        others.index.resize(size() * k);
        others.distance.resize(size() * k);
        const Status status =
            parallelBlocks(pool, control, size(), kPointBlock, [&](std::size_t begin, std::size_t end) {
                std::vector<Found> found;
                for (std::size_t at = begin; at < end; ++at) {
                    found.clear();
                    findNearest(0, at, k, boxDistance(0, pointAt(at)), found);
                    std::ranges::sort(found);
                    const std::size_t row = m_order[at] * k;
                    for (std::size_t j = 0; j < k; ++j) {
                        others.index[row + j] = found[j].second;
                        others.distance[row + j] = std::sqrt(found[j].first);
                    }
                }
            });
        if (!status)
            return status.error();
        return others;
    }

    Status searchForeign(std::span<const std::uint32_t> points, const std::vector<double> &core,
                         const std::vector<std::uint32_t> &component, const std::vector<double> &limits,
                         std::vector<ReachEdge> &edges, const RunControl &control, ThreadPool &pool) override
    {
        m_core.resize(size());
        m_component.resize(size());
        for (std::size_t at = 0; at < size(); ++at) {
            m_core[at] = core[m_order[at]] * core[m_order[at]];
            m_component[at] = component[m_order[at]];
        }
        summarise();
        return parallelBlocks(pool, control, points.size(), kPointBlock, [&](std::size_t begin, std::size_t end) {
            for (std::size_t p = begin; p < end; ++p) {
                const std::uint32_t point = points[p];
                const std::size_t at = m_place[point];
                const double limit = std::min(edges[point].length, limits[component[point]]);
                Foreign foreign{at, m_component[at], m_core[at], limit * limit, kMixed};
                if (foreign.core < foreign.best)
                    findForeign(0, boxDistance(0, pointAt(at)), foreign);
                if (foreign.to != kMixed)
                    edges[point] = {std::sqrt(foreign.best), m_order[foreign.to]};
            }
        });
    }

private:
    using Found = std::pair<double, std::uint32_t>; ///< squared distance, point

    struct Foreign
    {
        std::size_t at;
        std::uint32_t component;
        double core;
        double best;      ///< squared
        std::uint32_t to; ///< its place
    };

    const double *pointAt(std::size_t at) const { return m_points.data() + at * m_dimensions; }

    double squared(const double *point, std::size_t at) const
    {
        const double *other = pointAt(at);
        double sum = 0;
        for (std::size_t c = 0; c < m_dimensions; ++c)
            sum += (point[c] - other[c]) * (point[c] - other[c]);
        return sum;
    }

    // Squared, to the nearest corner or side.
    double boxDistance(std::size_t node, const double *point) const
    {
        const double *low = m_boxes.data() + node * 2 * m_dimensions;
        const double *high = low + m_dimensions;
        double sum = 0;
        for (std::size_t c = 0; c < m_dimensions; ++c) {
            const double beyond = std::max({low[c] - point[c], point[c] - high[c], 0.0});
            sum += beyond * beyond;
        }
        return sum;
    }

    std::size_t build(const MatrixD &points, std::size_t begin, std::size_t end)
    {
        const std::size_t node = m_nodes.size();
        m_nodes.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
        m_boxes.resize(m_boxes.size() + 2 * m_dimensions);
        std::size_t widest = 0;
        double width = -1;
        for (std::size_t c = 0; c < m_dimensions; ++c) {
            double low = std::numeric_limits<double>::infinity();
            double high = -low;
            for (std::size_t at = begin; at < end; ++at) {
                const double value = points.data()[m_order[at] * m_dimensions + c];
                low = std::min(low, value);
                high = std::max(high, value);
            }
            m_boxes[(node * 2) * m_dimensions + c] = low;
            m_boxes[(node * 2 + 1) * m_dimensions + c] = high;
            if (high - low > width) {
                width = high - low;
                widest = c;
            }
        }
        if (end - begin <= kLeaf || !(width > 0))
            return node;
        const std::size_t middle = begin + (end - begin) / 2;
        const auto at = [&](std::size_t place) { return m_order.begin() + static_cast<std::ptrdiff_t>(place); };
        std::nth_element(at(begin), at(middle), at(end), [&](std::uint32_t a, std::uint32_t b) {
            const double left = points.data()[a * m_dimensions + widest];
            const double right = points.data()[b * m_dimensions + widest];
            return left != right ? left < right : a < b;
        });
        build(points, begin, middle);
        const std::size_t right = build(points, middle, end);
        m_nodes[node].right = static_cast<std::uint32_t>(right);
        return node;
    }

    // Keeps a heap of the k nearest, ties to the lower index.
    void findNearest(std::size_t number, std::size_t own, std::size_t k, double box, std::vector<Found> &found) const
    {
        const Node &node = m_nodes[number];
        if (found.size() == k && box > found.front().first)
            return;
        const double *point = pointAt(own);
        if (node.right != 0) {
            const double left = boxDistance(number + 1, point);
            const double right = boxDistance(node.right, point);
            if (left <= right) {
                findNearest(number + 1, own, k, left, found);
                findNearest(node.right, own, k, right, found);
            } else {
                findNearest(node.right, own, k, right, found);
                findNearest(number + 1, own, k, left, found);
            }
            return;
        }
        for (std::size_t at = node.begin; at < node.end; ++at) {
            if (at == own)
                continue;
            const Found candidate{squared(point, at), m_order[at]};
            if (found.size() < k) {
                found.push_back(candidate);
                std::ranges::push_heap(found);
            } else if (candidate < found.front()) {
                std::ranges::pop_heap(found);
                found.back() = candidate;
                std::ranges::push_heap(found);
            }
        }
    }

    // Each node's smallest core distance, and its component if its points have only one. Children follow parents.
    void summarise()
    {
        for (std::size_t number = m_nodes.size(); number-- > 0;) {
            Node &node = m_nodes[number];
            if (node.right != 0) {
                const Node &left = m_nodes[number + 1];
                const Node &right = m_nodes[node.right];
                node.component = left.component == right.component ? left.component : kMixed;
                node.leastCore = std::min(left.leastCore, right.leastCore);
                continue;
            }
            node.component = m_component[node.begin];
            node.leastCore = m_core[node.begin];
            for (std::size_t at = node.begin + 1; at < node.end; ++at) {
                node.leastCore = std::min(node.leastCore, m_core[at]);
                if (m_component[at] != node.component)
                    node.component = kMixed;
            }
        }
    }

    void findForeign(std::size_t number, double box, Foreign &foreign) const
    {
        const Node &node = m_nodes[number];
        if (std::max(box, node.leastCore) >= foreign.best || node.component == foreign.component)
            return;
        const double *point = pointAt(foreign.at);
        if (node.right != 0) {
            const double left = boxDistance(number + 1, point);
            const double right = boxDistance(node.right, point);
            if (left <= right) {
                findForeign(number + 1, left, foreign);
                findForeign(node.right, right, foreign);
            } else {
                findForeign(node.right, right, foreign);
                findForeign(number + 1, left, foreign);
            }
            return;
        }
        for (std::size_t at = node.begin; at < node.end; ++at) {
            if (m_component[at] == foreign.component || m_core[at] >= foreign.best)
                continue;
            const double length = std::max({squared(point, at), m_core[at], foreign.core});
            if (length < foreign.best) {
                foreign.best = length;
                foreign.to = static_cast<std::uint32_t>(at);
            }
        }
    }

    std::size_t m_dimensions;
    std::vector<std::uint32_t> m_order; ///< the points in the order of the tree's leaves
    std::vector<std::uint32_t> m_place; ///< where in it a point is
    std::vector<double> m_points;       ///< in that order
    std::vector<Node> m_nodes;
    std::vector<double> m_boxes; ///< of each node: lowest, then highest coordinates
    std::vector<double> m_core;  ///< squared, in the tree's order
    std::vector<std::uint32_t> m_component;
};

} // namespace

Result<std::unique_ptr<ReachSpace>> treeSpace(const MatrixD &points)
{
    return std::unique_ptr<ReachSpace>(std::make_unique<TreeSpace>(points));
}

} // namespace embedscope
