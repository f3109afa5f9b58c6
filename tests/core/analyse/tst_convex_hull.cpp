#include "core/analyse/convex_hull.h"

#include "core/base/portable_random.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace embedscope;

using Corners = std::vector<std::size_t>;

class TestConvexHull : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ladder()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(convexHull({}), Corners());
        QCOMPARE(convexHull(std::vector<PlanePoint>{{1, 2}}), Corners({0}));
        QCOMPARE(convexHull(std::vector<PlanePoint>{{1, 2}, {1, 2}, {1, 2}}), Corners({0}));
        QCOMPARE(convexHull(std::vector<PlanePoint>{{5, 2}, {1, 2}}), Corners({1, 0}));
        QCOMPARE(convexHull(std::vector<PlanePoint>{{1, 1}, {3, 3}, {2, 2}, {0, 0}}), Corners({3, 1}));
        QCOMPARE(convexHull(std::vector<PlanePoint>{{nan, 1}, {3, 3}}), Corners({1}));
        QCOMPARE(convexHull(std::vector<PlanePoint>{{0, 0}, {1, 0}, {0, 1}}), Corners({0, 1, 2}));
    }

    // Corners counter-clockwise, without what lies inside or on a side, at every size of coordinates.
    void square()
    {
        for (const double size : {1.0, 1e200, 1e-200}) {
            std::vector<PlanePoint> points{{0, 0}, {2, 2}, {1, 1}, {2, 0}, {1, 0}, {0, 2}, {0, 0}, {2, 1}};
            for (PlanePoint &point : points) {
                point.x *= size;
                point.y *= size;
            }
            QCOMPARE(convexHull(points), Corners({0, 3, 1, 5}));
        }
    }

    // Every point is on the left of every side.
    void nothingOutside()
    {
        PortableRandom random(1);
        for (int round = 0; round < 50; ++round) {
            std::vector<PlanePoint> points(100);
            for (PlanePoint &point : points)
                point = {random.normal(), random.normal()};
            const Corners hull = convexHull(points);
            QVERIFY(hull.size() >= 3);
            for (std::size_t c = 0; c < hull.size(); ++c) {
                const PlanePoint &a = points[hull[c]];
                const PlanePoint &b = points[hull[(c + 1) % hull.size()]];
                for (const PlanePoint &p : points)
                    QVERIFY((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) >= -1e-12);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestConvexHull)
#include "tst_convex_hull.moc"
