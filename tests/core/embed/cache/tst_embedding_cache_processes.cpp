#include "core/base/portable_random.h"
#include "core/embed/cache/embedding_cache.h"
#include "core/system/sqlite.h"

#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace embedscope;
using Row = EmbeddingCache::NewRow;

namespace {

Row rowOf(std::uint32_t number)
{
    PortableRandom random(number);
    Row row;
    row.key = EmbeddingCache::keyOf("text " + std::to_string(number), Role::Plain);
    for (std::size_t k = 0; k < 384; ++k)
        row.vector.values.push_back(static_cast<float>(random.normal()));
    row.vector.tokens = number;
    return row;
}

// A child that runs `work` and ends with its result.
template <class Work> pid_t child(Work work)
{
    const pid_t pid = ::fork();
    if (pid == 0)
        ::_exit(work());
    return pid;
}

int statusOf(pid_t pid)
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0)
        ;
    return status;
}

std::size_t countOf(EmbeddingCache &cache, const std::vector<std::uint32_t> &numbers)
{
    std::vector<EmbeddingCache::Key> keys;
    std::vector<Row> rows;
    for (const std::uint32_t number : numbers) {
        rows.push_back(rowOf(number));
        keys.push_back(rows.back().key);
    }
    std::size_t same = 0;
    const Status read =
        cache.find("one", keys, 384, [&](std::size_t i, CachedVector &&vector) { same += vector == rows[i].vector; });
    return read ? same : 0;
}

} // namespace

class TestEmbeddingCacheProcesses : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Promise A5: two processes, 1,000 rows each, from nothing at the same moment.
    void twoWriters()
    {
        for (int round = 0; round < 5; ++round) {
            QTemporaryDir folder;
            const std::string path = folder.filePath(QStringLiteral("new/c")).toStdString();
            const auto writer = [&](std::uint32_t first) {
                return child([&path, first] {
                    EmbeddingCache cache(path);
                    for (std::uint32_t i = 0; i < 1000; i += 10) {
                        std::vector<Row> rows;
                        for (std::uint32_t j = 0; j < 10; ++j)
                            rows.push_back(rowOf(first + i + j));
                        if (!cache.put("one", "One", rows))
                            return 1;
                    }
                    return 0;
                });
            };
            const pid_t a = writer(0);
            const pid_t b = writer(1000);
            QCOMPARE(statusOf(a), 0);
            QCOMPARE(statusOf(b), 0);
            EmbeddingCache cache(path);
            std::vector<std::uint32_t> numbers(2000);
            for (std::uint32_t i = 0; i < 2000; ++i)
                numbers[i] = i;
            QCOMPARE(countOf(cache, numbers), std::size_t{2000});
            QVERIFY(cache.takeWarning().empty());
        }
    }

    // Promise A1: killed at random instants while it writes, is shortened and is opened; what was acknowledged is
    // there.
    void killed()
    {
        const int kills = qMax(15, qEnvironmentVariableIntValue("EMBEDSCOPE_TEST_KILLS"));
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        EmbeddingCacheOptions options;
        options.limitBytes = 6'000'000; // about 2,500 rows: shortened now and then
        PortableRandom random(7);
        std::uint32_t next = 0;
        std::size_t acknowledgedInAll = 0;
        for (int kill = 0; kill < kills; ++kill) {
            int pipe[2];
            QCOMPARE(::pipe(pipe), 0);
            const pid_t pid = child([&] {
                ::close(pipe[0]);
                EmbeddingCache cache(path, options);
                for (std::uint32_t number = next;; number += 8) {
                    std::vector<Row> rows;
                    for (std::uint32_t j = 0; j < 8; ++j)
                        rows.push_back(rowOf(number + j));
                    if (!cache.put("one", "One", rows))
                        return 1;
                    if (::write(pipe[1], &number, sizeof number) != sizeof number)
                        return 2;
                }
            });
            ::close(pipe[1]);
            std::this_thread::sleep_for(std::chrono::microseconds(random.below(60'000)));
            ::kill(pid, SIGKILL);
            QVERIFY(WIFSIGNALED(statusOf(pid)));
            std::vector<std::uint32_t> acknowledged;
            std::uint32_t number = 0;
            while (::read(pipe[0], &number, sizeof number) == sizeof number)
                for (std::uint32_t j = 0; j < 8; ++j)
                    acknowledged.push_back(number + j);
            ::close(pipe[0]);
            next = (acknowledged.empty() ? next : acknowledged.back() + 1) + 8;
            acknowledgedInAll += acknowledged.size();
            {
                EmbeddingCache cache(path, options);
                QVERIFY(cache.contents()); // makes the file, if the child did not come so far
                QCOMPARE(countOf(cache, acknowledged), acknowledged.size());
                QVERIFY(cache.takeWarning().empty());
            }
            auto database = Database::open(path, DatabaseMode::ReadOnly);
            QVERIFY(database);
            auto check = database->prepare("PRAGMA integrity_check");
            QVERIFY(check && *check->step());
            QCOMPARE(check->text(0), std::string_view("ok"));
        }
        QVERIFY(acknowledgedInAll > 300);
    }

    // Both find a damaged file: one sets it aside, both go on with the same new one.
    void twoFindDamage()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        for (int round = 0; round < 5; ++round) {
            std::FILE *file = std::fopen(path.c_str(), "wb");
            for (int i = 0; i < 5000; ++i)
                std::fputs("damage", file);
            std::fclose(file);
            ::unlink((path + "-wal").c_str());
            ::unlink((path + "-shm").c_str());
            const auto writer = [&](std::uint32_t number) {
                return child([&path, number] {
                    EmbeddingCache cache(path);
                    const Row row = rowOf(number);
                    return cache.put("one", "One", std::span(&row, 1)) ? 0 : 1;
                });
            };
            const pid_t a = writer(1);
            const pid_t b = writer(2);
            QCOMPARE(statusOf(a), 0);
            QCOMPARE(statusOf(b), 0);
            EmbeddingCache cache(path);
            QCOMPARE(countOf(cache, {1, 2}), std::size_t{2});
        }
    }
};

QTEST_GUILESS_MAIN(TestEmbeddingCacheProcesses)
#include "tst_embedding_cache_processes.moc"
