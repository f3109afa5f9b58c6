#include "core/analyse/project/umap/umap_kernels.h"

#include "core/base/cpu.h"
#include "tests/core/analyse/testing.h"

#include <QTest>

using namespace embedscope;
using namespace embedscope::testing;

class TestUmapKernels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // All sets give the same bits, for maps and for more dimensions.
    void sameBits()
    {
        std::vector<const UmapKernels *> sets{&kUmapBaseline};
#if defined(__x86_64__)
        if (instructionSet() >= InstructionSet::Avx2)
            sets.push_back(&kUmapAvx2);
        if (instructionSet() >= InstructionSet::Avx512)
            sets.push_back(&kUmapAvx512);
#endif
        constexpr std::uint32_t kRows = 60;
        std::vector<std::size_t> offsets{0};
        std::vector<std::uint32_t> to;
        std::vector<std::uint32_t> steps;
        PortableRandom random(1);
        for (std::uint32_t i = 0; i < kRows; ++i) {
            for (int e = 0; e < 6; ++e) {
                to.push_back(static_cast<std::uint32_t>(random.below(kRows)));
                steps.push_back(static_cast<std::uint32_t>(random.next() >> 32U));
            }
            offsets.push_back(to.size());
        }
        for (const std::size_t components : {1, 2, 3, 5})
            for (const std::size_t pushed : {0, 5, 12}) {
                const Matrix places = randomRows(kRows, static_cast<Eigen::Index>(components), 2);
                std::vector<Matrix> results;
                for (const UmapKernels *set : sets) {
                    Matrix next = places;
                    UmapEpoch epoch;
                    epoch.own = epoch.places = places.data();
                    epoch.next = next.data();
                    epoch.pointCount = kRows;
                    epoch.components = components;
                    epoch.offsets = offsets.data();
                    epoch.to = to.data();
                    epoch.steps = steps.data();
                    epoch.epoch = 3;
                    epoch.pushed = pushed;
                    epoch.a = 1.577F;
                    epoch.b = 0.895F;
                    set->moveRows(epoch, 0, kRows);
                    QVERIFY(next.allFinite());
                    QVERIFY(!equalBits(next, places));
                    results.push_back(next);
                }
                for (const Matrix &result : results)
                    QVERIFY(equalBits(result, results[0]));
            }
    }

    // Inside a block an edge moves both its ends by as much, as in umap-learn; to a point elsewhere, its own end alone.
    void bothEndsMoveInsideABlock()
    {
        const Matrix places = (Matrix(3, 2) << 0, 0, 4, 0, 0, 6).finished();
        const std::size_t offsets[] = {0, 2, 2, 2};
        const std::uint32_t to[] = {1, 2};
        const std::uint32_t always[] = {0xFFFFFFFF, 0xFFFFFFFF};
        Matrix next(3, 2);
        UmapEpoch epoch;
        epoch.own = epoch.places = places.data();
        epoch.next = next.data();
        epoch.pointCount = 3;
        epoch.offsets = offsets;
        epoch.to = to;
        epoch.steps = always;
        epoch.epoch = 5;
        epoch.pushed = 0;
        epoch.rate = 0.25F;
        epoch.a = 1.577F;
        epoch.b = 0.895F;
        umapKernels().moveRows(epoch, 0, 2);
        umapKernels().moveRows(epoch, 2, 3);
        QVERIFY(next(0, 0) > 0.1F && next(1, 0) < 3.9F);
        QVERIFY(qAbs(next(0, 0) - (4 - next(1, 0))) < 0.3F); // the second edge draws point 0 back a little
        QVERIFY(next(0, 1) > 0.05F);
        QVERIFY(next.row(2) == places.row(2));
        // Whichever block comes first: what is elsewhere is where it was before the epoch.
        Matrix other(3, 2);
        epoch.next = other.data();
        umapKernels().moveRows(epoch, 2, 3);
        umapKernels().moveRows(epoch, 0, 2);
        QVERIFY(equalBits(other, next));
    }

private:
    static bool equalBits(const Matrix &a, const Matrix &b) { return embedscope::testing::sameBits(a, b); }
};

QTEST_GUILESS_MAIN(TestUmapKernels)
#include "tst_umap_kernels.moc"
