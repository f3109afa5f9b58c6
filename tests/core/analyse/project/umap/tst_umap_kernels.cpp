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
        std::vector<UmapRowPart> parts;
        std::vector<std::uint32_t> to;
        std::vector<std::uint32_t> steps;
        PortableRandom random(1);
        for (std::uint32_t i = 0; i < kRows; ++i) {
            parts.push_back({to.size(), 6, i});
            for (int e = 0; e < 6; ++e) {
                to.push_back(static_cast<std::uint32_t>(random.below(kRows)));
                steps.push_back(static_cast<std::uint32_t>(random.next() >> 32U));
            }
        }
        for (const std::size_t components : {1, 2, 3, 5})
            for (const std::size_t pushed : {0, 5, 12}) {
                const Matrix places = randomRows(kRows, static_cast<Eigen::Index>(components), 2);
                std::vector<Matrix> results;
                for (const UmapKernels *set : sets) {
                    Matrix next = places;
                    UmapEpoch epoch;
                    epoch.places = places.data();
                    epoch.next = next.data();
                    epoch.pointCount = kRows;
                    epoch.components = components;
                    epoch.to = to.data();
                    epoch.steps = steps.data();
                    epoch.epoch = 3;
                    epoch.pushed = pushed;
                    epoch.a = 1.577F;
                    epoch.b = 0.895F;
                    UmapRows moving; // some points stay where they are
                    moving.end[0] = 20;
                    moving.begin[1] = 30;
                    moving.end[1] = 50;
                    set->moveParts(epoch, parts.data(), parts.size(), moving, 7);
                    QVERIFY(next.allFinite());
                    QVERIFY(!equalBits(next, places));
                    results.push_back(next);
                }
                for (const Matrix &result : results)
                    QVERIFY(equalBits(result, results[0]));
            }
    }

    // An edge moves both its ends by as much, as in umap-learn, but no point that is not among those that move.
    void bothEndsMove()
    {
        const Matrix places = (Matrix(3, 2) << 0, 0, 4, 0, 0, 6).finished();
        const UmapRowPart part{0, 2, 0};
        const std::uint32_t to[] = {1, 2};
        const std::uint32_t always[] = {0xFFFFFFFF, 0xFFFFFFFF};
        UmapEpoch epoch;
        epoch.places = places.data();
        epoch.pointCount = 3;
        epoch.to = to;
        epoch.steps = always;
        epoch.epoch = 5;
        epoch.pushed = 0;
        epoch.rate = 0.25F;
        epoch.a = 1.577F;
        epoch.b = 0.895F;
        const auto moved = [&](const UmapRows &moving) {
            Matrix next = places;
            epoch.next = next.data();
            umapKernels().moveParts(epoch, &part, 1, moving, 0);
            return next;
        };
        const Matrix inOne = moved({{0, 0}, {2, 0}});
        QVERIFY(inOne(0, 0) > 0.1F && inOne(1, 0) < 3.9F);
        QVERIFY(qAbs(inOne(0, 0) - (4 - inOne(1, 0))) < 0.3F); // the second edge draws point 0 back a little
        QVERIFY(inOne(0, 1) > 0.05F);
        QVERIFY(inOne.row(2) == places.row(2));
        // Two ranges of rows are one.
        const Matrix inTwo = moved({{0, 2}, {2, 3}});
        QVERIFY(inTwo.row(1) == inOne.row(1));
        QVERIFY(inTwo(2, 1) < 5.99F);
        QVERIFY(equalBits(inTwo, moved({{0, 0}, {3, 0}})));
    }

private:
    static bool equalBits(const Matrix &a, const Matrix &b)
    {
        return embedscope::testing::sameBits(a, b);
    }
};

QTEST_GUILESS_MAIN(TestUmapKernels)
#include "tst_umap_kernels.moc"
