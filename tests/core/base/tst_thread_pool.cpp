#include "core/base/thread_pool.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace embedscope;

class TestThreadPool : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyIndexOnce_data()
    {
        QTest::addColumn<unsigned>("threads");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("block");
        for (unsigned threads : {1u, 2u, 8u})
            for (int count : {0, 1, 2, 7, 1000})
                for (int block : {1, 3, 64, 5000})
                    QTest::addRow("%u threads, %d in blocks of %d", threads, count, block) << threads << count << block;
    }
    void everyIndexOnce()
    {
        QFETCH(unsigned, threads);
        QFETCH(int, count);
        QFETCH(int, block);
        ThreadPool pool(threads);
        std::vector<std::atomic<int>> hits(static_cast<std::size_t>(count));
        QVERIFY(pool.parallelFor(hits.size(), static_cast<std::size_t>(block), [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                ++hits[i];
        }));
        for (const auto &hit : hits)
            QCOMPARE(hit.load(), 1);
    }

    void stopEndsEarly()
    {
        ThreadPool pool(2);
        std::stop_source source;
        std::atomic<int> ran = 0;
        const RunControl control{source.get_token()};
        const bool whole = pool.parallelFor(
            1000, 1,
            [&](std::size_t, std::size_t) {
                if (++ran == 5)
                    source.request_stop();
            },
            control);
        QVERIFY(!whole);
        QVERIFY(ran < 20);
    }

    void nestedCallsRunInPlace()
    {
        ThreadPool pool(4);
        std::atomic<int> sum = 0;
        QVERIFY(pool.parallelFor(8, 1, [&](std::size_t, std::size_t) {
            pool.parallelFor(10, 1, [&](std::size_t, std::size_t) { ++sum; });
        }));
        QCOMPARE(sum.load(), 80);
    }

    void interactiveOvertakesBatch()
    {
        // Two threads grind through a long batch of 2 ms blocks; a query of one block must not wait for the batch.
        ThreadPool pool(2);
        std::atomic<bool> batchDone = false;
        std::jthread batch([&] {
            pool.parallelFor(300, 1, [](std::size_t, std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); });
            batchDone = true;
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        pool.parallelFor(
            4, 1, [](std::size_t, std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }, {},
            Priority::Interactive);
        QVERIFY2(!batchDone, "the query waited for the whole batch");
    }

    void manyCallersAtOnce()
    {
        ThreadPool pool(3);
        std::atomic<int> sum = 0;
        {
            std::vector<std::jthread> callers;
            for (int c = 0; c < 6; ++c)
                callers.emplace_back([&] {
                    for (int round = 0; round < 50; ++round)
                        pool.parallelFor(20, 3, [&](std::size_t begin, std::size_t end) { sum += static_cast<int>(end - begin); });
                });
        }
        QCOMPARE(sum.load(), 6 * 50 * 20);
    }
};

QTEST_GUILESS_MAIN(TestThreadPool)
#include "tst_thread_pool.moc"
