#include "core/analyse/cluster/condensed_tree.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>

namespace embedscope {

namespace {

constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();

/// The hierarchy: node p < n is a point, node n + e joins by the tree's edge e.
struct Dendrogram
{
    struct Join
    {
        std::uint32_t left, right;
        std::uint32_t size;
    };
    std::size_t points = 0;
    std::vector<Join> joins;

    std::uint32_t sizeOf(std::uint32_t node) const { return node < points ? 1 : joins[node - points].size; }
};

Dendrogram hierarchyOf(const std::vector<TreeEdge> &tree, std::size_t points)
{
    Dendrogram dendrogram;
    dendrogram.points = points;
    dendrogram.joins.reserve(tree.size());
    std::vector<std::uint32_t> parent(points);
    std::iota(parent.begin(), parent.end(), std::uint32_t{0});
    std::vector<std::uint32_t> node = parent; // of a root
    const auto rootOf = [&](std::uint32_t point) {
        while (parent[point] != point)
            point = parent[point] = parent[parent[point]];
        return point;
    };
    for (const TreeEdge &edge : tree) {
        std::uint32_t a = rootOf(edge.a);
        std::uint32_t b = rootOf(edge.b);
        const std::uint32_t left = node[a];
        const std::uint32_t right = node[b];
        if (dendrogram.sizeOf(left) < dendrogram.sizeOf(right))
            std::swap(a, b);
        parent[b] = a;
        node[a] = static_cast<std::uint32_t>(points + dendrogram.joins.size());
        dendrogram.joins.push_back({left, right, dendrogram.sizeOf(left) + dendrogram.sizeOf(right)});
    }
    return dendrogram;
}

/// A cluster of the condensed tree: there from density `birth` on.
struct Condensed
{
    std::uint32_t parent = kNone;
    double birth = 0;
    double stability = 0;
    double densest = 0; ///< where its last points leave, or it splits
    bool chosen = false;
};

class Condenser
{
public:
    Condenser(const std::vector<TreeEdge> &tree, std::size_t points, std::size_t minSize)
        : m_dendrogram(hierarchyOf(tree, points)),
          m_minSize(minSize),
          m_home(points, 0),
          m_left(points, 0),
          m_lengths(tree.size())
    {
        // Equal points have no distance, and no end of density: at most a million times the densest that is not so.
        const auto positive = std::ranges::find_if(tree, [](const TreeEdge &edge) { return edge.length > 0; });
        const double least = positive == tree.end() ? 1 : positive->length * 1e-6;
        for (std::size_t e = 0; e < tree.size(); ++e)
            m_lengths[e] = std::max(tree[e].length, least);
    }

    CondensedClusters run()
    {
        condense();
        choose();
        return label();
    }

private:
    struct Task
    {
        std::uint32_t node;
        std::uint32_t cluster;
    };

    double densityOf(std::uint32_t node) const { return 1 / m_lengths[node - m_dendrogram.points]; }

    void condense()
    {
        m_clusters.push_back({});
        std::vector<Task> open{{static_cast<std::uint32_t>(2 * m_dendrogram.points - 2), 0}};
        while (!open.empty()) {
            const Task task = open.back();
            open.pop_back();
            const auto &[left, right, size] = m_dendrogram.joins[task.node - m_dendrogram.points];
            const double density = densityOf(task.node);
            const bool leftStays = m_dendrogram.sizeOf(left) >= m_minSize;
            const bool rightStays = m_dendrogram.sizeOf(right) >= m_minSize;
            Condensed &cluster = m_clusters[task.cluster];
            cluster.densest = std::max(cluster.densest, density);
            if (leftStays && rightStays) {
                cluster.stability += (density - cluster.birth) * static_cast<double>(size);
                for (const std::uint32_t child : {left, right}) {
                    const auto number = static_cast<std::uint32_t>(m_clusters.size());
                    m_clusters.push_back({task.cluster, density});
                    open.push_back({child, number});
                }
                continue;
            }
            for (const std::uint32_t child : {left, right}) {
                if (m_dendrogram.sizeOf(child) >= m_minSize)
                    open.push_back({child, task.cluster});
                else
                    leave(child, task.cluster, density);
            }
        }
    }

    // All points of the node leave the cluster at this density.
    void leave(std::uint32_t node, std::uint32_t cluster, double density)
    {
        m_clusters[cluster].stability +=
            (density - m_clusters[cluster].birth) * static_cast<double>(m_dendrogram.sizeOf(node));
        m_leaving.assign(1, node);
        while (!m_leaving.empty()) {
            const std::uint32_t next = m_leaving.back();
            m_leaving.pop_back();
            if (next < m_dendrogram.points) {
                m_home[next] = cluster;
                m_left[next] = density;
                continue;
            }
            m_leaving.push_back(m_dendrogram.joins[next - m_dendrogram.points].left);
            m_leaving.push_back(m_dendrogram.joins[next - m_dendrogram.points].right);
        }
    }

    // Children follow their parents: from the last, a cluster is kept if it outweighs what was kept of its parts.
    void choose()
    {
        std::vector<double> ofParts(m_clusters.size(), 0);
        std::vector<double> kept(m_clusters.size(), 0);
        for (std::size_t c = m_clusters.size(); c-- > 1;) {
            m_clusters[c].chosen = ofParts[c] <= m_clusters[c].stability;
            kept[c] = std::max(ofParts[c], m_clusters[c].stability);
            ofParts[m_clusters[c].parent] += kept[c];
        }
        // What is part of a chosen one gives it its points.
        m_owner.assign(m_clusters.size(), kNone);
        for (std::uint32_t c = 1; c < m_clusters.size(); ++c) {
            m_owner[c] = m_owner[m_clusters[c].parent];
            if (m_owner[c] == kNone && m_clusters[c].chosen)
                m_owner[c] = c;
        }
    }

    CondensedClusters label() const
    {
        CondensedClusters result;
        const std::size_t n = m_dendrogram.points;
        result.labels.assign(n, kNoCluster);
        result.probabilities.assign(n, 0);
        std::vector<std::size_t> sizes(m_clusters.size(), 0);
        std::vector<std::uint32_t> found; // by first member
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t owner = m_owner[m_home[i]];
            if (owner == kNone)
                continue;
            if (sizes[owner]++ == 0)
                found.push_back(owner);
            result.probabilities[i] = std::min(1.0, m_left[i] / m_clusters[owner].densest);
        }
        std::ranges::stable_sort(found, [&](std::uint32_t a, std::uint32_t b) { return sizes[a] > sizes[b]; });
        std::vector<ClusterId> number(m_clusters.size(), kNoCluster);
        for (std::size_t f = 0; f < found.size(); ++f)
            number[found[f]] = static_cast<ClusterId>(f);
        for (std::size_t i = 0; i < n; ++i)
            if (m_owner[m_home[i]] != kNone)
                result.labels[i] = number[m_owner[m_home[i]]];
        result.clusters = found.size();
        return result;
    }

    Dendrogram m_dendrogram;
    std::size_t m_minSize;
    std::vector<Condensed> m_clusters; ///< the first is the whole
    std::vector<std::uint32_t> m_home; ///< the last cluster that a point was in
    std::vector<double> m_left;        ///< at which density it left that
    std::vector<double> m_lengths;
    std::vector<std::uint32_t> m_owner; ///< the chosen cluster that a cluster is part of
    std::vector<std::uint32_t> m_leaving;
};

} // namespace

CondensedClusters condenseTree(const std::vector<TreeEdge> &tree, std::size_t points, std::size_t minSize)
{
    if (points < 2 || tree.size() + 1 != points) {
        CondensedClusters none;
        none.labels.assign(points, kNoCluster);
        none.probabilities.assign(points, 0);
        return none;
    }
    return Condenser(tree, points, minSize).run();
}

} // namespace embedscope
