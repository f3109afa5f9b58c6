#include "core/base/portable_random.h"
#include "core/scene/hit_index.h"
#include "core/scene/scene.h"

#include <QTest>

#include <cmath>

using namespace embedscope;

class TestHitIndex : public QObject
{
    Q_OBJECT
private:
    static std::shared_ptr<PointLayer> randomLayer(std::size_t n, std::uint64_t seed)
    {
        auto layer = std::make_shared<PointLayer>();
        PortableRandom random(seed);
        for (std::size_t i = 0; i < n; ++i) { // on a coarse lattice, so that there are equal places
            layer->x.push_back(float(std::round(random.normal() * 20) / 4));
            layer->y.push_back(float(std::round(random.normal() * 20) / 4));
            layer->style.push_back(0);
            layer->row.push_back(std::uint32_t(i));
        }
        return layer;
    }
private Q_SLOTS:
    void againstBruteForce()
    {
        for (const std::size_t n : {1, 2, 17, 1000}) {
            const auto layer = randomLayer(n, n);
            const HitIndex index(layer);
            PortableRandom random(99);
            for (int trial = 0; trial < 200; ++trial) {
                const WorldPoint at{random.normal() * 8, random.normal() * 8};
                const double radius = random.uniform() * 3;
                std::optional<std::size_t> best;
                std::vector<std::size_t> inBox;
                double bestSquare = radius * radius;
                for (std::size_t i = 0; i < n; ++i) {
                    const double dx = layer->x[i] - at.x;
                    const double dy = layer->y[i] - at.y;
                    if (dx * dx + dy * dy <= bestSquare) {
                        bestSquare = dx * dx + dy * dy;
                        best = i;
                    }
                    if (std::abs(dx) <= radius && std::abs(dy) <= radius)
                        inBox.push_back(i);
                }
                QCOMPARE(index.nearest(at, radius), best);
                const WorldRect box{at.x - radius, at.y - radius, at.x + radius, at.y + radius};
                QCOMPARE(index.within(box), inBox);
                const std::vector<WorldPoint> square = {
                    {box.left, box.bottom}, {box.right, box.bottom}, {box.right, box.top}, {box.left, box.top}};
                QCOMPARE(index.inside(square), inBox);
            }
        }
    }
    void lassoIsEvenOdd()
    {
        auto layer = std::make_shared<PointLayer>();
        layer->x = {0, 2, 4};
        layer->y = {0, 0, 0};
        layer->style = {0, 0, 0};
        layer->row = {0, 1, 2};
        const HitIndex index(layer);
        // A U around the first and the third.
        const std::vector<WorldPoint> u = {{-1, -1}, {5, -1}, {5, 1}, {3, 1}, {3, -0.5}, {1, -0.5}, {1, 1}, {-1, 1}};
        QCOMPARE(index.inside(u), (std::vector<std::size_t>{0, 2}));
        QVERIFY(index.inside(std::vector<WorldPoint>{{0, 0}, {1, 1}}).empty());
    }
    void arrowKeys()
    {
        auto layer = std::make_shared<PointLayer>();
        layer->x = {0, 1, 0, -3};
        layer->y = {0, 0.5f, 2, 0};
        layer->style = {0, 0, 0, 0};
        layer->row = {0, 1, 2, 3};
        const HitIndex index(layer);
        QCOMPARE(index.towards(0, 1, 0), std::optional<std::size_t>(1));
        QCOMPARE(index.towards(0, 0, 1), std::optional<std::size_t>(2));
        QCOMPARE(index.towards(0, -1, 0), std::optional<std::size_t>(3));
        QVERIFY(!index.towards(0, 0, -1));
        QVERIFY(!index.towards(9, 1, 0));
    }
    void nothing()
    {
        const HitIndex index(std::make_shared<PointLayer>());
        QVERIFY(!index.nearest({0, 0}, 100));
        QVERIFY(index.within({-1, -1, 1, 1}).empty());
        QVERIFY(!index.towards(0, 1, 0));
    }
};

QTEST_GUILESS_MAIN(TestHitIndex)
#include "tst_hit_index.moc"
