#include "core/base/team.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace embedscope;

class TestTeam : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void alone()
    {
        Team team;
        QCOMPARE(team.size(), std::size_t{1});
        int calls = 0;
        team.run(7, [&](std::size_t begin, std::size_t end, std::size_t member) {
            ++calls;
            QVERIFY(begin == 0 && end == 7 && member == 0);
        });
        team.run(0, [&](std::size_t, std::size_t, std::size_t) { ++calls; });
        QCOMPARE(calls, 1);
    }

    // Many short steps, each of which needs the one before: a part run twice, left out or run late would show.
    void everyPartOnceAndInTurn()
    {
        for (const unsigned threads : {1U, 2U, 4U}) {
            ThreadPool pool(threads);
            std::vector<int> values(50, 0);
            int wrong = 0;
            std::atomic<std::size_t> highest = 0;
            Team::gather(pool, Priority::Batch, [&](Team &team) {
                for (int step = 0; step < 3000; ++step) {
                    const std::size_t count = 1 + static_cast<std::size_t>(step) % values.size();
                    team.run(count, [&](std::size_t begin, std::size_t end, std::size_t member) {
                        for (std::size_t i = begin; i < end; ++i)
                            ++values[i];
                        if (member > highest)
                            highest = member;
                    });
                    if (values[0] != step + 1)
                        ++wrong;
                }
            });
            QCOMPARE(wrong, 0);
            QVERIFY(highest < threads);
            for (std::size_t i = 0; i < values.size(); ++i)
                QCOMPARE(values[i], 3000 / 50 * static_cast<int>(50 - i));
        }
    }

    // Where the pool's threads are busy, the leader does everything itself.
    void withoutHelp()
    {
        ThreadPool pool(2);
        std::atomic<bool> release = false;
        std::atomic<int> busy = 0;
        std::jthread other([&] {
            pool.parallelFor(2, 1, [&](std::size_t, std::size_t) {
                ++busy;
                while (!release)
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
            });
        });
        while (busy < 2)
            std::this_thread::yield();
        int sum = 0;
        Team::gather(pool, Priority::Interactive, [&](Team &team) {
            for (int step = 0; step < 10; ++step)
                team.run(
                    10, [&](std::size_t begin, std::size_t end, std::size_t) { sum += static_cast<int>(end - begin); });
        });
        QCOMPARE(sum, 100);
        release = true;
    }

    // A helper sleeps through a long pause of the leader and comes back.
    void afterAPause()
    {
        ThreadPool pool(3);
        std::atomic<int> parts = 0;
        Team::gather(pool, Priority::Batch, [&](Team &team) {
            for (int step = 0; step < 3; ++step) {
                team.run(9, [&](std::size_t, std::size_t, std::size_t) { ++parts; });
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        });
        QCOMPARE(parts.load(), 27);
    }
};

QTEST_GUILESS_MAIN(TestTeam)
#include "tst_team.moc"
