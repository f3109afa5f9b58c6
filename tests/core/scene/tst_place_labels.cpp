#include "core/base/portable_random.h"
#include "core/scene/place_labels.h"
#include "tests/support/plain_labels.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace embedscope;

namespace {

const ScreenRect kBounds{6, 6, 1588, 988};

LabelLayout randomLayout(std::size_t n, std::uint64_t seed)
{
    LabelLayout layout;
    layout.bounds = kBounds;
    PortableRandom random(seed);
    std::vector<ScreenPoint> centres;
    for (int i = 0; i < 10; ++i)
        centres.push_back({200 + random.uniform() * 1200, 150 + random.uniform() * 650});
    for (std::size_t i = 0; i < n; ++i) {
        const ScreenPoint centre = centres[random.below(centres.size())];
        LabelRequest request;
        request.at = {std::clamp(centre.x + random.normal() * 90, 5.0, 1595.0),
                      std::clamp(centre.y + random.normal() * 70, 5.0, 995.0)};
        request.radius = 7;
        request.width = 60 + random.uniform() * 140;
        request.height = random.below(2) == 0 ? 18 : 36;
        layout.marks.push_back({request.at, request.radius});
        layout.requests.push_back(request);
    }
    layout.obstacles = {{24, 900, 300, 80}, {700, 20, 140, 20}};
    return layout;
}

} // namespace

class TestPlaceLabels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void neverOverlapping()
    {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const LabelLayout layout = randomLayout(seed * 20, seed);
            const auto placed = placeLabels(layout.requests, layout.marks, layout.obstacles, {}, kBounds);
            QCOMPARE(placed.size(), layout.requests.size());
            for (std::size_t i = 0; i < placed.size(); ++i) {
                if (!placed[i].placed)
                    continue;
                const ScreenRect &r = placed[i].rect;
                QVERIFY(r.x >= 6 && r.y >= 6 && r.right() <= 1594 && r.bottom() <= 994);
                QVERIFY(!liesOnMark(r, layout.marks));
                for (const ScreenRect &o : layout.obstacles)
                    QVERIFY(!o.intersects(r));
                for (std::size_t j = 0; j < i; ++j)
                    QVERIFY(!placed[j].placed || !placed[j].rect.intersects(r));
            }
        }
    }
    void asManyAsThePlainPlacer()
    {
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const LabelLayout layout = randomLayout(200, seed);
            QElapsedTimer timer;
            timer.start();
            const auto placed = placeLabels(layout.requests, layout.marks, layout.obstacles, {}, kBounds);
            const double ms = double(timer.nsecsElapsed()) / 1e6;
            const auto count = std::size_t(
                std::count_if(placed.begin(), placed.end(), [](const LabelPlacement &p) { return p.placed; }));
            const std::size_t plain = placeGreedily(layout).size();
            qInfo("200 labels: %zu placed in %.1f ms, plain greedy %zu", count, ms, plain);
            QVERIFY(count >= plain);
        }
    }
    void sameEachTime()
    {
        const LabelLayout layout = randomLayout(150, 3);
        const auto a = placeLabels(layout.requests, layout.marks, layout.obstacles, {}, kBounds);
        const auto b = placeLabels(layout.requests, layout.marks, layout.obstacles, {}, kBounds);
        for (std::size_t i = 0; i < a.size(); ++i)
            QVERIFY(a[i].placed == b[i].placed && a[i].rect == b[i].rect);
    }
    void importantOnesFirst()
    {
        const LabelLayout layout = randomLayout(300, 5);
        // One that finds a place when it is alone finds it among 300 if it matters most.
        std::size_t looked = 0;
        for (std::size_t i = 0; i < layout.requests.size(); i += 20) {
            if (!placeLabels(std::span(&layout.requests[i], 1), layout.marks, layout.obstacles, {}, kBounds)[0].placed)
                continue;
            LabelLayout other = layout;
            other.requests[i].priority = 5;
            QVERIFY(placeLabels(other.requests, other.marks, other.obstacles, {}, kBounds)[i].placed);
            ++looked;
        }
        QVERIFY(looked >= 5);
    }
    void whatInsistsIsPutFurtherAway()
    {
        // Walls of marks around one in the middle: only far off is there room.
        std::vector<LabelMark> marks = {{{500, 500}, 6}};
        for (int x = 380; x <= 620; x += 20)
            for (int y = 440; y <= 560; y += 20)
                if (x != 500)
                    marks.push_back({{double(x), double(y)}, 6});
        LabelRequest q{{500, 500}, 6, 120, 18, 5};
        QVERIFY(!placeLabels(std::span(&q, 1), marks, {}, {}, kBounds)[0].placed);
        q.insist = true;
        const LabelPlacement far = placeLabels(std::span(&q, 1), marks, {}, {}, kBounds)[0];
        QVERIFY(far.placed && far.leader);
    }
    void sides() // below if free, else right, left, above
    {
        const LabelRequest q{{500, 500}, 6, 80, 18, 0};
        const std::vector<LabelMark> mark = {{q.at, 6}};
        std::vector<ScreenRect> walls;
        const auto side = [&] { return placeLabels(std::span(&q, 1), mark, walls, {}, kBounds)[0].side; };
        QCOMPARE(side(), LabelSide::Below);
        walls.push_back({300, 507, 400, 300});
        walls.back().y = 509.5;
        QCOMPARE(side(), LabelSide::Right);
        walls.push_back({507, 300, 300, 400});
        QCOMPARE(side(), LabelSide::Left);
        walls.push_back({300, 300, 193, 400});
        QVERIFY(!placeLabels(std::span(&q, 1), mark, walls, {}, kBounds)[0].placed);
    }
    void fewerPlacesThanLabels()
    {
        const std::vector<LabelRequest> same(50, LabelRequest{{500, 500}, 6, 120, 18, 0});
        const std::vector<LabelMark> marks(50, LabelMark{{500, 500}, 6});
        const auto placed = placeLabels(same, marks, {}, {}, kBounds);
        const auto count = std::count_if(placed.begin(), placed.end(), [](const auto &p) { return p.placed; });
        QVERIFY(count >= 4 && count < 50);
        QVERIFY(placeLabels({}, {}, {}, {}, kBounds).empty());
    }
};

QTEST_GUILESS_MAIN(TestPlaceLabels)
#include "tst_place_labels.moc"
