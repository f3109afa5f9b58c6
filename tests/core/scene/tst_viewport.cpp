#include "core/scene/viewport.h"

#include <QTest>

#include <cmath>

using namespace embedscope;

class TestViewport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void roundTrip()
    {
        const Viewport v({{3, -2}, 50}, {800, 600});
        const ScreenPoint middle = v.toScreen({3, -2});
        QCOMPARE(middle.x, 400.0);
        QCOMPARE(middle.y, 300.0);
        QVERIFY(v.toScreen({3, -1}).y < 300); // y grows upwards in the world
        const WorldPoint back = v.toWorld(v.toScreen({1.25, 7.5}));
        QVERIFY(std::abs(back.x - 1.25) < 1e-12 && std::abs(back.y - 7.5) < 1e-12);
        const WorldRect seen = v.visibleWorld();
        QCOMPARE(seen.width(), 16.0);
        QCOMPARE(seen.height(), 12.0);
    }
    void zoomKeepsThePlaceUnderTheCursor()
    {
        const Viewport v({{3, -2}, 50}, {800, 600});
        for (const double factor : {0.5, 1.1, 7.0}) {
            const ScreenPoint at{123, 456};
            const WorldPoint before = v.toWorld(at);
            const Viewport zoomed(v.zoomedAround(at, factor), v.size());
            const ScreenPoint after = zoomed.toScreen(before);
            QVERIFY(std::abs(after.x - at.x) < 1e-9 && std::abs(after.y - at.y) < 1e-9);
            QCOMPARE(zoomed.camera().scale, 50 * factor);
        }
        QCOMPARE(v.zoomedAround({0, 0}, 0), v.camera());
        QCOMPARE(v.zoomedAround({0, 0}, std::nan("")), v.camera());
        QCOMPARE(v.zoomedAround({0, 0}, 1e300).scale, Viewport::kMaxScale);
        QCOMPARE(v.zoomedAround({0, 0}, 1e-300).scale, Viewport::kMinScale);
    }
    void panMovesWithTheHand()
    {
        const Viewport v({{0, 0}, 10}, {100, 100});
        const Viewport panned(v.pannedBy(5, -7), v.size());
        QCOMPARE(panned.toScreen({0, 0}), (ScreenPoint{55, 43}));
    }
    void fitShowsAllWithinTheMargins()
    {
        for (const WorldRect &world :
             {WorldRect{-1, -1, 1, 1}, WorldRect{5, 5, 105, 6}, WorldRect{0, -40, 0.001, 40}}) {
            const ScreenSize size{800, 600};
            const Viewport v(Viewport::fit(world, size, 50, 40, 80), size);
            const ScreenPoint a = v.toScreen({world.left, world.top});
            const ScreenPoint b = v.toScreen({world.right, world.bottom});
            QVERIFY(a.x >= 50 - 1e-6 && b.x <= 750 + 1e-6 && a.y >= 40 - 1e-6 && b.y <= 520 + 1e-6);
        }
    }
    void fitOfNothingAndOfOnePoint()
    {
        for (const WorldRect &world : {WorldRect{}, WorldRect{4, 4, 4, 4}, WorldRect{1e9, 1, 1e9, 1}}) {
            const Camera camera = Viewport::fit(world, {800, 600}, 50, 50, 50);
            QVERIFY(camera.scale > 0 && std::isfinite(camera.scale) && std::isfinite(camera.centre.x));
            const ScreenPoint at = Viewport(camera, {800, 600}).toScreen({world.left, world.bottom});
            QVERIFY(std::abs(at.x - 400) < 1 && std::abs(at.y - 300) < 1);
        }
        const Camera tiny = Viewport::fit({-1, -1, 1, 1}, {10, 10}, 50, 50, 50);
        QVERIFY(tiny.scale > 0);
    }
};

QTEST_GUILESS_MAIN(TestViewport)
#include "tst_viewport.moc"
