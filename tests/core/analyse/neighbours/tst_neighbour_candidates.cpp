#include "core/analyse/neighbours/neighbour_candidates.h"

#include <QTest>

using namespace embedscope;

namespace {
std::vector<std::uint32_t> rowsOf(NeighbourCandidates &candidates, std::size_t list)
{
    std::vector<std::uint32_t> rows;
    for (const NeighbourCandidate &candidate : candidates[list])
        rows.push_back(candidate.row);
    return rows;
}
} // namespace

class TestNeighbourCandidates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Lists keep apart and keep their order while they grow beyond their room and shrink again.
    void growAndShorten()
    {
        NeighbourCandidates candidates(3, 4);
        QCOMPARE(candidates.size(), std::size_t{3});
        std::vector<std::uint32_t> expected[3];
        for (std::uint32_t step = 0; step < 30; ++step)
            for (std::uint32_t list = 0; list < 3; ++list) {
                if (step > 3 * list) // 29, 26 and 23 of them
                    candidates.add(list, {0.5F, 100 * list + step});
                if (step > 3 * list)
                    expected[list].push_back(100 * list + step);
                if (step == 20 && list == 1) { // back to as many as there is room for
                    candidates.shorten(list, 2);
                    expected[list].resize(2);
                }
                if (step == 25 && list == 2) {
                    candidates.shorten(list, 0);
                    expected[list].clear();
                }
                QVERIFY(rowsOf(candidates, list) == expected[list]);
            }
        QCOMPARE(candidates.total(), expected[0].size() + expected[1].size() + expected[2].size());
        candidates.reorder({2, 0, 1});
        QVERIFY(rowsOf(candidates, 0) == expected[2]);
        QVERIFY(rowsOf(candidates, 1) == expected[0]);
        QVERIFY(rowsOf(candidates, 2) == expected[1]);
    }

    void noRoom()
    {
        NeighbourCandidates candidates(2, 0);
        candidates.add(1, {1, 7});
        candidates.add(1, {1, 8});
        QVERIFY(candidates[0].empty());
        QVERIFY(rowsOf(candidates, 1) == (std::vector<std::uint32_t>{7, 8}));
        QCOMPARE(NeighbourCandidates().size(), std::size_t{0});
        QCOMPARE(NeighbourCandidates().total(), std::size_t{0});
        QVERIFY_THROWS_EXCEPTION(std::bad_alloc, NeighbourCandidates(1, static_cast<std::size_t>(-1) / 4));
    }
};

QTEST_GUILESS_MAIN(TestNeighbourCandidates)
#include "tst_neighbour_candidates.moc"
