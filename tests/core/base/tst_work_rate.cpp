#include "core/base/work_rate.h"

#include <QTest>

using namespace embedscope;

class TestWorkRate : public QObject
{
    Q_OBJECT
private slots:
    void nothingIsClaimedBeforeASecond()
    {
        WorkRate rate;
        QVERIFY(!rate.perSecond());
        rate.add(0, 0);
        rate.add(0.9, 90);
        QVERIFY(!rate.perSecond());
        QVERIFY(!rate.secondsLeft(100));
        rate.add(1.1, 110);
        QVERIFY(rate.perSecond());
        QCOMPARE(*rate.perSecond(), 100.0);
        QCOMPARE(*rate.secondsLeft(1110), 10.0);
    }

    void theRateFollowsTheLastSeconds()
    {
        WorkRate rate;
        std::size_t done = 0;
        for (int tick = 0; tick <= 600; ++tick) // a minute at 1,000 a second
            rate.add(tick * 0.1, done = static_cast<std::size_t>(tick) * 100);
        for (int tick = 1; tick <= 150; ++tick) // then at 100 a second
            rate.add(60 + tick * 0.1, done += 10);
        QVERIFY2(std::abs(*rate.perSecond() - 100) < 5, qPrintable(QString::number(*rate.perSecond())));
    }

    void manyReportsASecondAreCheapAndRight()
    {
        WorkRate rate;
        for (std::size_t i = 0; i <= 1'000'000; ++i)
            rate.add(static_cast<double>(i) * 1e-5, i);
        QVERIFY(std::abs(*rate.perSecond() - 100'000) < 1000);
    }

    void workThatStandsStillHasNoEnd()
    {
        WorkRate rate;
        rate.add(0, 5);
        rate.add(20, 5);
        QCOMPARE(*rate.perSecond(), 0.0);
        QVERIFY(!rate.secondsLeft(10));
    }

    void otherWorkBeginsAnew()
    {
        WorkRate rate;
        rate.add(0, 0);
        rate.add(5, 500);
        rate.add(5.1, 3);
        QVERIFY(!rate.perSecond());
    }
};

QTEST_GUILESS_MAIN(TestWorkRate)
#include "tst_work_rate.moc"
