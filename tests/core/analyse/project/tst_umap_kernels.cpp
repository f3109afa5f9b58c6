#include "core/analyse/project/umap_kernels.h"

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

private:
    static bool equalBits(const Matrix &a, const Matrix &b) { return embedscope::testing::sameBits(a, b); }
};

QTEST_GUILESS_MAIN(TestUmapKernels)
#include "tst_umap_kernels.moc"
