#include "core/analyse/largest.h"

#include "core/base/portable_random.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <numeric>

using namespace embedscope;

class TestLargest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void likeSortingAll_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("levels"); // few different values: many ties
        for (const int count : {1, 2, 100, 511, 512, 513, 5000})
            for (const int levels : {1, 3, 1000000})
                QTest::addRow("%d of %d", count, levels) << count << levels;
    }
    void likeSortingAll()
    {
        QFETCH(int, count);
        QFETCH(int, levels);
        PortableRandom random(static_cast<std::uint64_t>(count));
        std::vector<double> values(static_cast<std::size_t>(count));
        for (double &value : values)
            value = static_cast<double>(random.below(static_cast<std::uint64_t>(levels)));
        values[0] = -std::numeric_limits<double>::infinity();
        std::vector<std::size_t> order(values.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
        Largest largest;
        for (const std::size_t k : {std::size_t{1}, std::size_t{10}, std::size_t{64}, std::size_t{65}, values.size()}) {
            if (k > values.size())
                continue;
            const auto &found = largest.find(values.data(), values.size(), k);
            QCOMPARE(found.size(), k);
            QVERIFY(std::equal(found.begin(), found.end(), order.begin()));
        }
        for (std::size_t place = 0; place < order.size(); place += 1 + order.size() / 50)
            QCOMPARE(rankFromLargest(values.data(), values.size(), order[place]), place);
    }

    // Neighbours next to each other, as in grouped files: all of the best are in few lanes or in many.
    void runsOfTheBest()
    {
        for (const std::size_t step : {std::size_t{1}, std::size_t{256}}) {
            std::vector<double> values(4000, 0.0);
            for (std::size_t i = 0; i < 12; ++i)
                values[100 + i * step] = 1 + static_cast<double>(i);
            Largest largest;
            const auto &found = largest.find(values.data(), values.size(), 10);
            for (std::size_t place = 0; place < 10; ++place)
                QCOMPARE(found[place], 100 + (11 - place) * step);
        }
    }
};

QTEST_GUILESS_MAIN(TestLargest)
#include "tst_largest.moc"
