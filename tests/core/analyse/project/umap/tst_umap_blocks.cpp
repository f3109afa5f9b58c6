#include "core/analyse/project/umap/umap_blocks.h"

#include "tests/core/analyse/testing.h"

#include <QTest>

#include <algorithm>

using namespace embedscope;
using namespace embedscope::testing;

class TestUmapBlocks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void blocksHoldEveryPointOnce()
    {
        for (const Eigen::Index n : {1, 5, 599, 600, 1799, 1800, 2000, 8642, 40'000}) {
            const Matrix places = randomRows(n, 2, 7);
            const UmapBlocks blocks = *umapBlocks(spanOf(places), 2);
            std::vector<std::uint32_t> all = blocks.order;
            std::ranges::sort(all);
            QCOMPARE(all.size(), std::size_t(n));
            for (std::uint32_t i = 0; i < all.size(); ++i)
                QCOMPARE(all[i], i);
            QCOMPARE(blocks.starts.front(), std::size_t{0});
            QCOMPARE(blocks.starts.back(), std::size_t(n));
            for (std::size_t b = 0; b + 1 < blocks.starts.size(); ++b) {
                const std::size_t size = blocks.starts[b + 1] - blocks.starts[b];
                QVERIFY(n < 600 ? size == std::size_t(n) : size >= 300 && (size <= 900 || blocks.starts.size() == 33));
            }
            QVERIFY(blocks.starts.size() <= UmapBlocks::kMost + 1);
        }
    }

    // Two heaps far apart, cut in two: one block each, whatever the order of the points.
    void blocksHoldWhatIsNear()
    {
        Matrix places = randomRows(600, 3, 1);
        for (Eigen::Index i = 0; i < 600; i += 2)
            places(i, 2) += 1000;
        const UmapBlocks blocks = *umapBlocks(spanOf(places), 3);
        QCOMPARE(blocks.starts, (std::vector<std::size_t>{0, 300, 600}));
        for (std::size_t i = 0; i < 600; ++i)
            QCOMPARE(blocks.order[i] % 2, i < 300 ? 1U : 0U);
    }

    // Points in the same place are told apart by their numbers: the same blocks everywhere.
    void equalPoints()
    {
        const Matrix places = Matrix::Zero(2000, 2);
        const UmapBlocks blocks = *umapBlocks(spanOf(places), 2);
        QVERIFY(std::ranges::is_sorted(blocks.order));
        QCOMPARE(blocks.starts.size(), std::size_t{5});
    }

    void graphsAndPlacesInOrder()
    {
        FuzzyGraph graph;
        graph.offsets = {0, 2, 3, 4};
        graph.to = {1, 2, 0, 0};
        graph.weights = {0.1F, 0.2F, 0.1F, 0.2F};
        const std::vector<std::uint32_t> order{2, 0, 1};
        const FuzzyGraph ordered = *inOrder(graph, order);
        QCOMPARE(ordered.offsets, (std::vector<std::size_t>{0, 1, 3, 4}));
        QCOMPARE(ordered.to, (LargeVector<std::uint32_t>{1, 2, 0, 1}));
        QCOMPARE(ordered.weights, (LargeVector<float>{0.2F, 0.1F, 0.2F, 0.1F}));
        const std::vector<float> places{0, 1, 10, 11, 20, 21};
        QCOMPARE(inOrder(places, order), (std::vector<float>{20, 21, 0, 1, 10, 11}));
    }

private:
    static std::span<const float> spanOf(const Matrix &matrix)
    {
        return {matrix.data(), static_cast<std::size_t>(matrix.size())};
    }
};

QTEST_GUILESS_MAIN(TestUmapBlocks)
#include "tst_umap_blocks.moc"
