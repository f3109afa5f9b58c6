#include "core/analyse/project/umap/umap_schedule.h"

#include "core/analyse/project/umap/umap_blocks.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>
#include <set>
#include <stop_token>
#include <tuple>

using namespace embedscope;
using namespace embedscope::testing;

namespace {

/// A symmetric graph of edges drawn at random; the weight of an edge tells its ends.
FuzzyGraph drawnGraph(std::uint32_t rows, std::size_t edges)
{
    PortableRandom random(3);
    std::set<std::pair<std::uint32_t, std::uint32_t>> ends;
    while (ends.size() < 2 * edges) {
        const auto a = static_cast<std::uint32_t>(random.below(rows));
        const auto b = static_cast<std::uint32_t>(random.below(rows));
        if (a != b && (a < rows / 2 || b < rows / 2)) { // none inside the second half
            ends.insert({a, b});
            ends.insert({b, a});
        }
    }
    FuzzyGraph graph;
    graph.offsets.push_back(0);
    for (std::uint32_t row = 0; row < rows; ++row) {
        for (auto end = ends.lower_bound({row, 0}); end != ends.end() && end->first == row; ++end) {
            graph.to.push_back(end->second);
            graph.weights.push_back(static_cast<float>(std::min(row, end->second) * rows + std::max(row, end->second)));
        }
        graph.offsets.push_back(graph.to.size());
    }
    return graph;
}

} // namespace

class TestUmapSchedule : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyEdgeIsDrawnOnce_data()
    {
        QTest::addColumn<std::vector<std::size_t>>("starts");
        QTest::newRow("one block") << std::vector<std::size_t>{0, 60};
        QTest::newRow("two") << std::vector<std::size_t>{0, 30, 60};
        QTest::newRow("six") << std::vector<std::size_t>{0, 7, 20, 30, 44, 45, 60};
        std::vector<std::size_t> most;
        for (std::size_t b = 0; b <= UmapBlocks::kMost; ++b)
            most.push_back(b < UmapBlocks::kMost ? b : 60);
        QTest::newRow("as many as there may be") << most;
    }
    void everyEdgeIsDrawnOnce()
    {
        QFETCH(std::vector<std::size_t>, starts);
        const FuzzyGraph before = drawnGraph(60, 300);
        FuzzyGraph graph = before;
        const UmapSchedule schedule = *umapSchedule(graph, starts);
        const auto blockOf = [&](std::size_t row) {
            return static_cast<std::size_t>(std::ranges::upper_bound(starts, row) - starts.begin()) - 1;
        };
        // The graph is the same, with the edges of a row in another order.
        QCOMPARE(graph.offsets, before.offsets);
        std::vector<int> drawn(graph.edges());
        std::size_t end = 0;
        for (const UmapSchedule::Task &task : schedule.tasks) {
            QCOMPARE(task.begin, end);
            end = task.end;
            QVERIFY(task.first <= task.second);
            for (std::size_t p = task.begin; p < task.end; ++p) {
                const UmapRowPart &part = schedule.parts[p];
                QVERIFY(part.begin >= graph.offsets[part.row]);
                QVERIFY(part.begin + part.count <= graph.offsets[part.row + 1]);
                for (std::size_t e = part.begin; e < part.begin + part.count; ++e) {
                    ++drawn[e];
                    QCOMPARE(graph.weights[e],
                             float(std::min(part.row, graph.to[e]) * 60 + std::max(part.row, graph.to[e])));
                    QCOMPARE(std::minmax(blockOf(part.row), blockOf(graph.to[e])),
                             std::minmax(task.first, task.second));
                }
            }
        }
        QCOMPARE(end, schedule.parts.size());
        QVERIFY(std::ranges::all_of(drawn, [](int times) { return times == 1; }));
    }

    // Blocks have one partner a round, so no two threads move the same points; their inner edges come first.
    void noBlockTwiceARound()
    {
        FuzzyGraph graph = drawnGraph(60, 300);
        const std::vector<std::size_t> starts{0, 10, 20, 30, 40, 50, 60};
        const UmapSchedule schedule = *umapSchedule(graph, starts);
        QCOMPARE(schedule.rounds.front(), std::size_t{0});
        QCOMPARE(schedule.rounds[1], std::size_t{6});
        QCOMPARE(schedule.rounds.back(), schedule.tasks.size());
        QCOMPARE(schedule.tasks.size(), std::size_t{6 + 12}); // no edges between the last three
        for (std::size_t r = 0; r + 1 < schedule.rounds.size(); ++r) {
            std::set<std::size_t> blocks;
            for (std::size_t t = schedule.rounds[r]; t < schedule.rounds[r + 1]; ++t) {
                const UmapSchedule::Task &task = schedule.tasks[t];
                QCOMPARE(task.first == task.second, r == 0);
                QVERIFY(blocks.insert(task.first).second);
                QVERIFY(r == 0 || blocks.insert(task.second).second);
            }
        }
        QVERIFY(schedule.rounds.size() - 1 <= 1 + 9); // pairs side by side, not one after the other
    }

    void stopped()
    {
        FuzzyGraph graph = drawnGraph(60, 300);
        std::stop_source stop;
        stop.request_stop();
        RunControl control;
        control.stop = stop.get_token();
        const std::vector<std::size_t> starts{0, 60};
        QCOMPARE(umapSchedule(graph, starts, control).error().code, Errc::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestUmapSchedule)
#include "tst_umap_schedule.moc"
