#include "tests/support/fake_embedder.h"
#include "ui/state/exploration_job.h"

#include <QElapsedTimer>
#include <QTest>

#include <chrono>
#include <thread>

using namespace embedscope;
using namespace embedscope::test;

class TestExplorationJob : public QObject
{
    Q_OBJECT
private:
    struct Heard
    {
        int finished = 0;
        int failed = 0;
        int cancelled = 0;
        std::size_t rows = 0;
        ExplorationPtr last = {};
        std::thread::id thread = {};
    };
    static void listen(ExplorationJob &job, Heard &heard)
    {
        connect(&job, &ExplorationJob::finished, [&](const ExplorationPtr &exploration) {
            ++heard.finished;
            heard.last = exploration;
            heard.thread = std::this_thread::get_id();
        });
        connect(&job, &ExplorationJob::failed, [&] { ++heard.failed; });
        connect(&job, &ExplorationJob::cancelled, [&] { ++heard.cancelled; });
        connect(&job, &ExplorationJob::rowsDone, [&](const std::vector<JobRow> &rows) { heard.rows += rows.size(); });
    }
    static JobRequest requestOf(const std::vector<std::string> &texts)
    {
        JobRequest request;
        request.corpus = corpusOf(texts);
        return request;
    }
    static std::vector<std::string> manyTexts(int count)
    {
        std::vector<std::string> texts;
        for (int i = 0; i < count; ++i)
            texts.push_back("text " + std::to_string(i));
        return texts;
    }

private Q_SLOTS:
    void finishesOnTheWindowsThread()
    {
        const auto fake = std::make_shared<FakeEmbedder>();
        ExplorationJob job([fake](const std::string &) -> Result<std::shared_ptr<const Embedder>> { return {fake}; });
        Heard heard;
        listen(job, heard);
        job.start(requestOf({"cat", "dog"}));
        QVERIFY(job.isRunning());
        QTRY_COMPARE(heard.finished, 1);
        QVERIFY(!job.isRunning());
        QCOMPARE(heard.rows, std::size_t{2});
        QCOMPARE(heard.last->size(), std::size_t{2});
        QVERIFY(heard.thread == std::this_thread::get_id());
        QCOMPARE(heard.failed + heard.cancelled, 0);
    }

    void theMapIsSeenFormingAndCanBeStopped()
    {
        const auto fake = std::make_shared<FakeEmbedder>();
        ExplorationJob job([fake](const std::string &) -> Result<std::shared_ptr<const Embedder>> { return {fake}; });
        Heard heard;
        listen(job, heard);
        int seen = 0;
        bool stop = false;
        bool mapped = false;
        connect(&job, &ExplorationJob::forming, [&](const FormingMapPtr &map) {
            QVERIFY(!mapped && map->coordinates.rows() == 1000);
            ++seen;
            if (stop)
                job.cancel();
        });
        connect(&job, &ExplorationJob::stageDone,
                [&](const ExplorationPtr &stage) { mapped = stage->map.has_value(); });
        JobRequest request = requestOf(drawnTexts(1000));
        request.recipe.projection = UmapRecipe{};
        job.start(request);
        QTRY_COMPARE_WITH_TIMEOUT(heard.finished, 1, 30000);
        QVERIFY(seen > 0 && mapped);
        stop = true;
        job.start(request);
        QTRY_COMPARE_WITH_TIMEOUT(heard.cancelled, 1, 30000);
        QCOMPARE(heard.finished, 1);
    }

    void failureIsNotACancel()
    {
        ExplorationJob job([](const std::string &) -> Result<std::shared_ptr<const Embedder>> {
            return makeError(Errc::ModelMissing);
        });
        Heard heard;
        listen(job, heard);
        job.start(requestOf({"cat"}));
        QTRY_COMPARE(heard.failed, 1);
        QCOMPARE(heard.finished + heard.cancelled, 0);
    }

    void newerStopsOlder()
    {
        const auto fake = std::make_shared<FakeEmbedder>();
        fake->onRow = [](std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
        ExplorationJob job([fake](const std::string &) -> Result<std::shared_ptr<const Embedder>> { return {fake}; });
        Heard heard;
        listen(job, heard);
        job.start(requestOf(manyTexts(5000)));
        QTest::qWait(30);
        job.start(requestOf({"cat", "dog", "bird"}));
        QTRY_COMPARE_WITH_TIMEOUT(heard.finished, 1, 5000);
        QCOMPARE(heard.last->size(), std::size_t{3});
        QCOMPARE(heard.cancelled, 0); // superseded silently
        QVERIFY(fake->embedded < 4000);
    }

    void destructorIsPrompt()
    {
        const auto fake = std::make_shared<FakeEmbedder>();
        fake->onRow = [](std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
        QElapsedTimer timer;
        {
            ExplorationJob job(
                [fake](const std::string &) -> Result<std::shared_ptr<const Embedder>> { return {fake}; });
            job.start(requestOf(manyTexts(5000)));
            QTest::qWait(20);
            timer.start();
        }
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }

    void atMostTwentyWakeUpsASecond()
    {
        const auto fake = std::make_shared<FakeEmbedder>();
        fake->onRow = [](std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
        ExplorationJob job([fake](const std::string &) -> Result<std::shared_ptr<const Embedder>> { return {fake}; });
        Heard heard;
        listen(job, heard);
        QElapsedTimer timer;
        timer.start();
        job.start(requestOf(manyTexts(600)));
        QTRY_VERIFY_WITH_TIMEOUT(heard.rows >= 550, 30000);
        // 20 a second, and one at once for the model; the stages come after the rows.
        const double allowed = static_cast<double>(timer.elapsed()) / 50.0 + 4;
        QVERIFY2(job.wakeUps() <= allowed,
                 qPrintable(QStringLiteral("%1 in %2 ms").arg(job.wakeUps()).arg(timer.elapsed())));
        QTRY_COMPARE_WITH_TIMEOUT(heard.finished, 1, 30000);
    }
};

QTEST_GUILESS_MAIN(TestExplorationJob)
#include "tst_exploration_job.moc"
