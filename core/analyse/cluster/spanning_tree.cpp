#include "core/analyse/cluster/spanning_tree.h"

#include "core/analyse/rows.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace embedscope {

namespace {

constexpr std::size_t kPointBlock = 1024;
constexpr std::size_t kLeastListed = 12; ///< longer lists spare searches
constexpr double kNever = std::numeric_limits<double>::infinity();

class Rounds
{
public:
    Rounds(ReachSpace &space, std::size_t minSamples, NearestOthers others)
        : m_space(space),
          m_others(std::move(others)),
          m_core(space.size(), 0),
          m_component(space.size()),
          m_next(space.size(), 0),
          m_edges(space.size())
    {
        std::iota(m_component.begin(), m_component.end(), std::uint32_t{0});
        const std::size_t nth = std::min(minSamples, m_others.k);
        if (minSamples > 1)
            for (std::size_t i = 0; i < m_core.size(); ++i)
                m_core[i] = m_others.distance[i * m_others.k + nth - 1];
        m_components = m_core.size();
        m_largest = kNone;
    }

    Result<std::vector<TreeEdge>> run(const RunControl &control, ThreadPool &pool)
    {
        m_tree.reserve(m_core.size() - 1);
        while (m_components > 1) {
            if (const Status status = round(control, pool); !status)
                return status.error();
        }
        // Searches may round; the tree's own lengths do not.
        const Status status =
            parallelBlocks(pool, control, m_tree.size(), kPointBlock, [&](std::size_t begin, std::size_t end) {
                for (TreeEdge &edge : std::span(m_tree).subspan(begin, end - begin))
                    edge.length = std::max({m_space.distance(edge.a, edge.b), m_core[edge.a], m_core[edge.b]});
            });
        if (!status)
            return status.error();
        std::ranges::sort(m_tree, {}, [](const TreeEdge &edge) { return std::tuple(edge.length, edge.a, edge.b); });
        return std::move(m_tree);
    }

private:
    static constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();

    Status round(const RunControl &control, ThreadPool &pool)
    {
        const std::size_t n = m_core.size();
        Status status = parallelBlocks(pool, control, n, kPointBlock, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                if (m_component[i] != m_largest)
                    fromList(i);
        });
        if (!status)
            return status;
        std::vector<double> limits(n, kNever);
        for (std::size_t i = 0; i < n; ++i)
            if (m_component[i] != m_largest)
                limits[m_component[i]] = std::min(limits[m_component[i]], m_edges[i].length);
        std::vector<std::uint32_t> open;
        for (std::size_t i = 0; i < n; ++i) {
            // No way beyond the end of the list is shorter than this.
            const double least = std::max(m_core[i], m_others.distance[(i + 1) * m_others.k - 1]);
            if (m_component[i] != m_largest && m_others.k + 1 < n && m_edges[i].length > least &&
                least < limits[m_component[i]])
                open.push_back(static_cast<std::uint32_t>(i));
        }
        status = m_space.searchForeign(open, m_core, m_component, limits, m_edges, control, pool);
        if (!status)
            return status;
        join();
        return {};
    }

    void fromList(std::size_t i)
    {
        const std::uint32_t *others = m_others.index.data() + i * m_others.k;
        const double *distances = m_others.distance.data() + i * m_others.k;
        m_edges[i] = {};
        while (m_next[i] < m_others.k && m_component[others[m_next[i]]] == m_component[i])
            ++m_next[i];
        for (std::size_t j = m_next[i]; j < m_others.k && distances[j] < m_edges[i].length; ++j) {
            const double length = std::max({distances[j], m_core[i], m_core[others[j]]});
            if (length < m_edges[i].length && m_component[others[j]] != m_component[i])
                m_edges[i] = {length, others[j]};
        }
    }

    // Each component's shortest edge, ties by its ends, joins it with another.
    void join()
    {
        const std::size_t n = m_core.size();
        std::vector<std::uint32_t> best(n, kNone);
        const auto key = [&](std::uint32_t i) {
            const ReachEdge &edge = m_edges[i];
            return std::tuple(edge.length, std::min(i, edge.to), std::max(i, edge.to));
        };
        for (std::uint32_t i = 0; i < n; ++i) {
            std::uint32_t &chosen = best[m_component[i]];
            if (m_component[i] != m_largest && m_edges[i].length < kNever && (chosen == kNone || key(i) < key(chosen)))
                chosen = i;
        }
        std::vector<std::uint32_t> root(n);
        std::iota(root.begin(), root.end(), std::uint32_t{0});
        const auto rootOf = [&](std::uint32_t c) {
            while (root[c] != c)
                c = root[c] = root[root[c]];
            return c;
        };
        for (const std::uint32_t i : best) {
            if (i == kNone)
                continue;
            const std::uint32_t a = rootOf(m_component[i]);
            const std::uint32_t b = rootOf(m_component[m_edges[i].to]);
            if (a == b) // chosen from both sides, or closing a ring of equal lengths
                continue;
            root[std::max(a, b)] = std::min(a, b);
            m_tree.push_back({std::min(i, m_edges[i].to), std::max(i, m_edges[i].to), 0});
            --m_components;
        }
        std::vector<std::uint32_t> sizes(n, 0);
        for (std::uint32_t &component : m_component) {
            component = rootOf(component);
            ++sizes[component];
        }
        m_largest = static_cast<std::uint32_t>(std::ranges::max_element(sizes) - sizes.begin());
    }

    ReachSpace &m_space;
    NearestOthers m_others;
    std::vector<double> m_core;
    std::vector<std::uint32_t> m_component; ///< named after one of its points
    std::vector<std::size_t> m_next;        ///< in a point's list: all before are of its component
    std::vector<ReachEdge> m_edges;
    std::size_t m_components = 0;
    std::uint32_t m_largest = kNone; ///< needs no edge of its own: the others reach it
    std::vector<TreeEdge> m_tree;
};

} // namespace

Result<std::vector<TreeEdge>> reachTree(ReachSpace &space, std::size_t minSamples, const RunControl &control,
                                        ThreadPool &pool)
{
    return withoutExceptions([&]() -> Result<std::vector<TreeEdge>> {
        if (space.size() < 2)
            return std::vector<TreeEdge>();
        Result<NearestOthers> others =
            space.nearest(std::min(std::max(minSamples, kLeastListed), space.size() - 1), control, pool);
        if (!others)
            return others.error();
        return Rounds(space, minSamples, std::move(*others)).run(control, pool);
    });
}

} // namespace embedscope
