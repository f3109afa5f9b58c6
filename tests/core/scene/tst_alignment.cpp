#include "core/base/portable_random.h"
#include "core/scene/alignment.h"

#include <QTest>

#include <cmath>

using namespace embedscope;

class TestAlignment : public QObject
{
    Q_OBJECT
private:
    static std::vector<PlacedText> texts(std::size_t n)
    {
        PortableRandom random(4);
        std::vector<PlacedText> placed;
        for (std::size_t i = 0; i < n; ++i)
            placed.push_back({TextId{i + 1}, {random.normal(), random.normal() * 0.5}});
        return placed;
    }
private Q_SLOTS:
    void findsItsOwnInverse()
    {
        const std::vector<PlacedText> canonical = texts(20);
        for (const bool mirrored : {false, true}) {
            for (const double angle : {0.0, 0.7, 3.0}) {
                Alignment shown;
                shown.a = std::cos(angle);
                shown.b = mirrored ? std::sin(angle) : -std::sin(angle);
                shown.c = std::sin(angle);
                shown.d = mirrored ? -std::cos(angle) : std::cos(angle);
                shown.scale = 2.5;
                shown.shiftX = 3;
                shown.shiftY = -1;
                std::vector<PlacedText> before = canonical;
                for (PlacedText &text : before)
                    text.at = shown.apply(text.at);
                const Alignment found = alignTo(before, canonical, MdsRecipe{});
                for (std::size_t i = 0; i < canonical.size(); ++i) {
                    const WorldPoint p = found.apply(canonical[i].at);
                    QVERIFY(std::hypot(p.x - before[i].at.x, p.y - before[i].at.y) < 1e-9);
                }
            }
        }
    }
    void pcaOnlySwapsSigns()
    {
        const std::vector<PlacedText> after = texts(10);
        std::vector<PlacedText> before = after;
        for (PlacedText &text : before)
            text.at = {-3 * text.at.x + 1, text.at.y * 2};
        const Alignment found = alignTo(before, after, PcaRecipe{});
        Alignment expected;
        expected.a = -1;
        QCOMPARE(found, expected);
    }
    void meaningAxesStayAsTheyAre()
    {
        const std::vector<PlacedText> after = texts(10);
        std::vector<PlacedText> before = after;
        for (PlacedText &text : before)
            text.at = {-text.at.x, 2 * text.at.y};
        QCOMPARE(alignTo(before, after, AxesRecipe{}), Alignment{});
    }
    void tooLittleToGoBy()
    {
        const std::vector<PlacedText> one = texts(1);
        QCOMPARE(alignTo(one, one, MdsRecipe{}), Alignment{});
        QCOMPARE(alignTo({}, one, PcaRecipe{}), Alignment{});
        std::vector<PlacedText> same = texts(5);
        for (PlacedText &text : same)
            text.at = {1, 1};
        QCOMPARE(alignTo(same, same, MdsRecipe{}), Alignment{});
    }
};

QTEST_GUILESS_MAIN(TestAlignment)
#include "tst_alignment.moc"
