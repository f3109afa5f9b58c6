#include "core/analyse/project/umap/umap_schedule.h"

#include "core/analyse/project/umap/umap_blocks.h"
#include "core/analyse/rows.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

namespace embedscope {

namespace {

class Scheduling
{
public:
    Scheduling(FuzzyGraph &graph, std::span<const std::size_t> starts, const RunControl &control)
        : m_graph(graph), m_blocks(starts.size() - 1), m_control(control), m_counts(m_blocks * m_blocks)
    {
        m_blockOf.reserve(graph.rows());
        for (std::size_t b = 0; b < m_blocks; ++b)
            m_blockOf.insert(m_blockOf.end(), starts[b + 1] - starts[b], static_cast<std::uint8_t>(b));
    }

    Result<UmapSchedule> schedule()
    {
        Status status = eachInOrder(m_graph.rows(), m_control, [&](std::size_t row) {
            groupEdges(row);
            eachPart(row, [&](const UmapRowPart &, std::size_t pair) { ++m_counts[pair].parts; });
        });
        if (!status)
            return status.error();
        orderTasks();
        status = eachInOrder(m_graph.rows(), m_control, [&](std::size_t row) {
            eachPart(row, [&](const UmapRowPart &part, std::size_t pair) {
                m_schedule.parts[m_counts[pair].place++] = part;
            });
        });
        if (!status)
            return status.error();
        return std::move(m_schedule);
    }

private:
    struct Pair
    {
        std::size_t parts = 0;
        std::size_t place = 0; ///< of the next one, once tasks are in order
    };

    /// Puts a row's edges in the order of their blocks, otherwise as they were.
    void groupEdges(std::size_t row)
    {
        m_edges.clear();
        for (std::size_t e = m_graph.offsets[row]; e < m_graph.offsets[row + 1]; ++e)
            m_edges.emplace_back(m_blockOf[m_graph.to[e]], e - m_graph.offsets[row], m_graph.to[e], m_graph.weights[e]);
        std::sort(m_edges.begin(), m_edges.end()); // no two have the same second number
        for (std::size_t i = 0; i < m_edges.size(); ++i) {
            m_graph.to[m_graph.offsets[row] + i] = std::get<2>(m_edges[i]);
            m_graph.weights[m_graph.offsets[row] + i] = std::get<3>(m_edges[i]);
        }
    }

    /// take(part, pair) for each run of a row's edges to one block.
    template <class Take> void eachPart(std::size_t row, const Take &take) const
    {
        const std::size_t own = m_blockOf[row];
        const std::size_t end = m_graph.offsets[row + 1];
        for (std::size_t begin = m_graph.offsets[row]; begin < end;) {
            const std::size_t other = m_blockOf[m_graph.to[begin]];
            std::size_t next = begin + 1;
            while (next < end && m_blockOf[m_graph.to[next]] == other)
                ++next;
            take(UmapRowPart{begin, static_cast<std::uint32_t>(next - begin), static_cast<std::uint32_t>(row)},
                 std::min(own, other) * m_blocks + std::max(own, other));
            begin = next;
        }
    }

    static_assert(UmapBlocks::kMost <= 64, "a bit of a number for each block");

    /// The pairs of blocks with the most to do first, each in the first round in which both are free: those that take
    /// long are done side by side.
    void orderTasks()
    {
        std::vector<std::vector<UmapSchedule::Task>> rounds(1);
        std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> pairs;
        for (std::size_t a = 0; a < m_blocks; ++a) {
            rounds[0].push_back({a, a});
            for (std::size_t b = a + 1; b < m_blocks; ++b)
                if (const std::size_t parts = m_counts[a * m_blocks + b].parts; parts > 0)
                    pairs.emplace_back(parts, a, b);
        }
        std::sort(pairs.begin(), pairs.end(), std::greater<>());
        std::vector<std::uint64_t> taken{~std::uint64_t{0}};
        for (const auto &[parts, a, b] : pairs) {
            const std::uint64_t both = (std::uint64_t{1} << a) | (std::uint64_t{1} << b);
            std::size_t round = 0;
            while (round < taken.size() && (taken[round] & both) != 0)
                ++round;
            if (round == taken.size()) {
                taken.push_back(0);
                rounds.emplace_back();
            }
            taken[round] |= both;
            rounds[round].push_back({a, b});
        }
        std::size_t place = 0;
        for (std::vector<UmapSchedule::Task> &round : rounds) {
            m_schedule.rounds.push_back(m_schedule.tasks.size());
            for (UmapSchedule::Task &task : round) {
                Pair &pair = m_counts[task.first * m_blocks + task.second];
                task.begin = pair.place = place;
                task.end = place += pair.parts;
                m_schedule.tasks.push_back(task);
            }
        }
        m_schedule.rounds.push_back(m_schedule.tasks.size());
        m_schedule.parts.resize(place);
    }

    FuzzyGraph &m_graph;
    std::size_t m_blocks;
    const RunControl &m_control;
    std::vector<std::uint8_t> m_blockOf;
    std::vector<Pair> m_counts; ///< of the pairs of blocks a ≤ b: a · blocks + b
    std::vector<std::tuple<std::uint8_t, std::size_t, std::uint32_t, float>> m_edges; ///< of a row
    UmapSchedule m_schedule;
};

} // namespace

Result<UmapSchedule> umapSchedule(FuzzyGraph &graph, std::span<const std::size_t> starts, const RunControl &control)
{
    return Scheduling(graph, starts, control).schedule();
}

} // namespace embedscope
