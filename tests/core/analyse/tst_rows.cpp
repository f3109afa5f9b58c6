#include "core/analyse/rows.h"

#include "testing.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <stop_token>

using namespace embedscope;
using namespace embedscope::testing;

namespace {
RunControl stopped()
{
    std::stop_source source;
    source.request_stop();
    return {source.get_token()};
}
} // namespace

class TestRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Rows enough for several blocks: the first bad one of all is named, whichever thread meets which.
    void firstBadRow_data()
    {
        QTest::addColumn<float>("bad");
        QTest::newRow("nan") << std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("infinity") << std::numeric_limits<float>::infinity();
        QTest::newRow("minus infinity") << -std::numeric_limits<float>::infinity();
    }
    void firstBadRow()
    {
        QFETCH(float, bad);
        Matrix rows = randomRows(5000, 400, 1) * 1e30f;
        rows(0, 0) = std::numeric_limits<float>::max();
        rows(1, 1) = std::numeric_limits<float>::denorm_min();
        QVERIFY(checkFinite(rows));
        for (const Eigen::Index at : {4999, 3700, 1311, 1310, 7, 0}) {
            rows(at, at % 400) = bad;
            const Status status = checkFinite(rows);
            QVERIFY(!status);
            QCOMPARE(status.error().code, Errc::NotFinite);
            QCOMPARE(status.error().line, std::int64_t{at + 1});
        }
        QVERIFY(checkFinite(Matrix(0, 7)));
        QVERIFY(checkFinite(Matrix(7, 0)));
    }

    void lengthsOnAnyNumberOfThreads()
    {
        const Matrix rows = randomRows(3000, 400, 2);
        onAnyNumberOfThreads([&](ThreadPool &pool) { return squaredLengths(rows, {}, pool); },
                             [](const auto &found, const auto &expected) { QVERIFY(found == expected); });
        const std::vector<double> found = squaredLengths(rows);
        for (std::size_t i = 0; i < found.size(); i += 999)
            QVERIFY(std::abs(found[i] - rows.row(static_cast<Eigen::Index>(i)).cast<double>().squaredNorm()) < 1e-9);
    }

    void stops()
    {
        const Matrix rows = randomRows(100, 4, 3);
        QCOMPARE(checkFinite(rows, stopped()).error().code, Errc::Cancelled);
        QCOMPARE(checkVectors(rows, stopped()).error().code, Errc::Cancelled);
        QVERIFY(squaredLengths(rows, stopped()) == std::vector<double>(100, 0));
        std::stop_source source;
        std::size_t next = 0;
        const Status status = eachInOrder(1000000, {source.get_token()}, [&](std::size_t i) {
            QCOMPARE(i, next++);
            if (i == 10000)
                source.request_stop();
        });
        QCOMPARE(status.error().code, Errc::Cancelled);
        QVERIFY(next < 20000);
        next = 0;
        QVERIFY(eachInOrder(10000, {}, [&](std::size_t i) { QCOMPARE(i, next++); }));
        QCOMPARE(next, std::size_t{10000});
    }
};

QTEST_GUILESS_MAIN(TestRows)
#include "tst_rows.moc"
