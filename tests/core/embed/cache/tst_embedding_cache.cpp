#include "core/embed/cache/embedding_cache.h"

#include "core/base/portable_random.h"
#include "core/system/sqlite.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <bit>
#include <cmath>
#include <limits>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace embedscope;
using Row = EmbeddingCache::NewRow;

namespace {

constexpr std::size_t kDimensions = 24;

Row rowOf(int number, std::size_t dimensions = kDimensions)
{
    PortableRandom random(static_cast<std::uint64_t>(number));
    Row row;
    row.key = EmbeddingCache::keyOf("text " + std::to_string(number), Role::Plain);
    for (std::size_t k = 0; k < dimensions; ++k)
        row.vector.values.push_back(static_cast<float>(random.normal()));
    row.vector.tokens = static_cast<std::size_t>(number) + 2;
    row.vector.fullTokens = static_cast<std::size_t>(number) + 3;
    row.vector.truncated = number % 2 == 1;
    return row;
}

std::vector<Row> rowsOf(int first, int count, std::size_t dimensions = kDimensions)
{
    std::vector<Row> rows;
    for (int i = first; i < first + count; ++i)
        rows.push_back(rowOf(i, dimensions));
    return rows;
}

// What the cache has of those rows, by their place; compared bit for bit.
std::vector<std::size_t> found(EmbeddingCache &cache, std::string_view identity, const std::vector<Row> &rows,
                               std::size_t dimensions = kDimensions)
{
    std::vector<EmbeddingCache::Key> keys;
    for (const Row &row : rows)
        keys.push_back(row.key);
    std::vector<std::size_t> places;
    const Status status = cache.find(identity, keys, dimensions, [&](std::size_t i, CachedVector &&vector) {
        if (vector == rows[i].vector)
            places.push_back(i);
        else
            qWarning("row %zu has other bits", i);
    });
    if (!status)
        qWarning("%s", status.error().detail.c_str());
    return places;
}

mode_t modeOf(const std::string &path)
{
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

QByteArray bytesOf(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestEmbeddingCache : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keysTellTextsAndRolesApart()
    {
        // printf 'query\nabc' | sha256sum
        QCOMPARE(Sha256::hex(EmbeddingCache::keyOf("abc", Role::Query)),
                 std::string("e3d58a21f82295b1df01519e9c1952c93f11e54053921e1d5e7fdae82d6610ea"));
        QVERIFY(EmbeddingCache::keyOf("abc", Role::Query) != EmbeddingCache::keyOf("abc", Role::Plain));
        QVERIFY(EmbeddingCache::keyOf("abc", Role::Passage) != EmbeddingCache::keyOf("abc", Role::Plain));
        QVERIFY(EmbeddingCache::keyOf("abc", Role::Plain) != EmbeddingCache::keyOf("abd", Role::Plain));
    }

    void whatGoesInComesOut()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a/b/vectors.sqlite")).toStdString();
        const std::vector<Row> rows = rowsOf(0, 600);
        {
            EmbeddingCache cache(path);
            QVERIFY(found(cache, "one", rows).empty());
            QVERIFY(cache.put("one", "One", rows));
            QCOMPARE(found(cache, "one", rows).size(), rows.size());
        }
        EmbeddingCache again(path);
        QCOMPARE(found(again, "one", rows).size(), rows.size());
        QVERIFY(again.takeWarning().empty());
        // Its owner's alone, with what SQLite puts beside it.
        QCOMPARE(modeOf(path), mode_t{0600});
        QCOMPARE(modeOf(path + "-wal"), mode_t{0600});
        QCOMPARE(modeOf(folder.filePath(QStringLiteral("a")).toStdString()), mode_t{0700});
    }

    void modelsNeverMix()
    {
        QTemporaryDir folder;
        EmbeddingCache cache(folder.filePath(QStringLiteral("c")).toStdString());
        QVERIFY(cache.put("one", "One", rowsOf(0, 3)));
        QVERIFY(found(cache, "two", rowsOf(0, 3)).empty());
        QVERIFY(found(cache, "one", rowsOf(0, 3), kDimensions + 1).empty());
        QCOMPARE(found(cache, "one", rowsOf(0, 3), 0).size(), std::size_t{3}); // any length
        std::vector<Row> others = rowsOf(100, 3);
        for (int i = 0; i < 3; ++i)
            others[static_cast<std::size_t>(i)].key = rowOf(i).key;
        QVERIFY(cache.put("two", "Two", others));
        QCOMPARE(found(cache, "one", rowsOf(0, 3)).size(), std::size_t{3});
        QCOMPARE(found(cache, "two", others).size(), std::size_t{3});
        const auto contents = cache.contents();
        QVERIFY(contents);
        QCOMPARE(contents->rows, std::uint64_t{6});
        QCOMPARE(contents->models.size(), std::size_t{2});
        QCOMPARE(contents->models[0].name, std::string("One"));
        QCOMPARE(contents->models[0].bytes, std::uint64_t{3 * kDimensions * 4});
        QVERIFY(contents->fileBytes > 0);
    }

    void counts()
    {
        QTemporaryDir folder;
        EmbeddingCache cache(folder.filePath(QStringLiteral("c")).toStdString());
        QVERIFY(cache.put("one", "One", rowsOf(0, 5)));
        std::vector<EmbeddingCache::Key> keys;
        for (const Row &row : rowsOf(3, 10))
            keys.push_back(row.key);
        QCOMPARE(*cache.count("one", keys), std::size_t{2});
        QCOMPARE(*cache.count("two", keys), std::size_t{0});
    }

    void everyFloatIsKept()
    {
        QTemporaryDir folder;
        EmbeddingCache cache(folder.filePath(QStringLiteral("c")).toStdString());
        Row row = rowOf(1);
        row.vector.values = {0.0F, -0.0F, 1e-45F, -3.4e38F, std::nextafter(1.0F, 2.0F)};
        QVERIFY(cache.put("one", "One", std::span(&row, 1)));
        std::vector<float> values;
        QVERIFY(cache.find("one", std::span(&row.key, 1), 5,
                           [&](std::size_t, CachedVector &&vector) { values = std::move(vector.values); }));
        QCOMPARE(values.size(), std::size_t{5});
        for (std::size_t k = 0; k < 5; ++k)
            QCOMPARE(std::bit_cast<std::uint32_t>(values[k]), std::bit_cast<std::uint32_t>(row.vector.values[k]));
        row.vector.values[2] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(cache.put("one", "One", std::span(&row, 1)));
        QVERIFY(found(cache, "one", {row}, 5).empty());
    }

    void leastRecentlyUsedGoes()
    {
        QTemporaryDir folder;
        std::chrono::seconds clock{1000};
        EmbeddingCacheOptions options;
        options.limitBytes = 400'000; // about 120 rows of 384 numbers
        options.markAfter = std::chrono::seconds(0);
        options.now = [&] { return clock; };
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        EmbeddingCache cache(path, options);
        QVERIFY(cache.put("one", "One", rowsOf(0, 50, 384)));
        for (int batch = 1; batch < 40; ++batch) {
            clock += std::chrono::seconds(10);
            QCOMPARE(found(cache, "one", rowsOf(0, 50, 384), 384).size(), std::size_t{50}); // used again and again
            QVERIFY(cache.put("one", "One", rowsOf(batch * 50, 50, 384)));
            QVERIFY(cache.contents()->rows * 384 * 4 < options.limitBytes);
        }
        QVERIFY(found(cache, "one", rowsOf(50, 50, 384), 384).empty());                       // the oldest unused
        QCOMPARE(found(cache, "one", rowsOf(39 * 50, 50, 384), 384).size(), std::size_t{50}); // the newest
        struct stat status = {};
        QCOMPARE(::stat(path.c_str(), &status), 0);
        QVERIFY(static_cast<std::uint64_t>(status.st_size) <= options.limitBytes + 100'000);
    }

    void readingWritesNothing()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        EmbeddingCache cache(path);
        QVERIFY(cache.put("one", "One", rowsOf(0, 50)));
        const QByteArray before = bytesOf(path) + bytesOf(path + "-wal");
        for (int i = 0; i < 3; ++i)
            QCOMPARE(found(cache, "one", rowsOf(0, 50)).size(), std::size_t{50});
        QVERIFY(bytesOf(path) + bytesOf(path + "-wal") == before);
    }

    void clear()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        EmbeddingCache cache(path);
        const std::vector<Row> rows = rowsOf(0, 2000, 384);
        QVERIFY(cache.put("one", "One", rows));
        QVERIFY(cache.contents()->fileBytes > 3'000'000);
        QVERIFY(cache.clear());
        QVERIFY(found(cache, "one", rows, 384).empty());
        const auto contents = cache.contents();
        QCOMPARE(contents->rows, std::uint64_t{0});
        QVERIFY(contents->models.empty());
        QVERIFY2(contents->fileBytes < 200'000, std::to_string(contents->fileBytes).c_str());
        QVERIFY(cache.put("one", "One", rowsOf(0, 3)));
        QCOMPARE(found(cache, "one", rowsOf(0, 3)).size(), std::size_t{3});
    }

    void damaged_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"garbage", "cut", "overwritten", "foreign", "trigger", "text"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }
    void damaged()
    {
        QFETCH(QString, how);
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        {
            EmbeddingCache cache(path);
            QVERIFY(cache.put("one", "One", rowsOf(0, 500, 384)));
        }
        {
            // What is in the log goes into the file.
            auto database = Database::open(path, DatabaseMode::ReadWrite);
            QVERIFY(database);
            if (how == QLatin1String("trigger")) {
                QVERIFY(database->execute("CREATE TRIGGER evil AFTER INSERT ON vectors BEGIN DELETE FROM models; END"));
            }
            QVERIFY(database->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        }
        QFile file(QString::fromStdString(path));
        if (how == QLatin1String("garbage") || how == QLatin1String("text")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray(how == QLatin1String("text") ? "a text\n" : "\x01\x02\x03\xff").repeated(5000));
        } else if (how == QLatin1String("cut")) {
            QVERIFY(file.resize(file.size() / 2));
        } else if (how == QLatin1String("overwritten")) {
            QVERIFY(file.open(QIODevice::ReadWrite));
            for (qint64 at = 8192; at + 4096 < file.size(); at += 8192) {
                file.seek(at);
                file.write(QByteArray(64, '\xee'));
            }
        } else if (how == QLatin1String("foreign")) {
            QVERIFY(file.remove());
            auto database = Database::open(path, DatabaseMode::Create);
            QVERIFY(database->execute("CREATE TABLE other (a); INSERT INTO other VALUES (1)"));
        }
        file.close();

        EmbeddingCache cache(path);
        (void)found(cache, "one", rowsOf(0, 500, 384), 384);
        QVERIFY(cache.put("one", "One", rowsOf(1000, 10)));
        QCOMPARE(found(cache, "one", rowsOf(1000, 10)).size(), std::size_t{10});
        const std::string warning = cache.takeWarning();
        QVERIFY2(warning.find("damaged") != std::string::npos, warning.c_str());
        QVERIFY(cache.takeWarning().empty());
        QVERIFY(QFile::exists(QString::fromStdString(path + ".damaged")));
        // The new file is whole.
        EmbeddingCache again(path);
        QCOMPARE(found(again, "one", rowsOf(1000, 10)).size(), std::size_t{10});
        QVERIFY(again.takeWarning().empty());
    }

    // A bit that fell over in a vector is a missing row, and the next put() mends it.
    void oneBadRow()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        {
            EmbeddingCache cache(path);
            QVERIFY(cache.put("one", "One", rowsOf(0, 5)));
        }
        {
            auto database = Database::open(path, DatabaseMode::ReadWrite);
            QVERIFY(database->execute("UPDATE vectors SET vector = zeroblob(96) WHERE id = 2; "
                                      "UPDATE vectors SET vector = x'00' WHERE id = 3; "
                                      "UPDATE vectors SET tokens = 77 WHERE id = 4"));
        }
        EmbeddingCache cache(path);
        QCOMPARE(found(cache, "one", rowsOf(0, 5)), std::vector<std::size_t>({0, 4}));
        QVERIFY(cache.put("one", "One", rowsOf(0, 5)));
        QCOMPARE(found(cache, "one", rowsOf(0, 5)).size(), std::size_t{5});
        QVERIFY(cache.takeWarning().empty());
    }

    void newerVersionIsLeftAlone()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        {
            EmbeddingCache cache(path);
            QVERIFY(cache.put("one", "One", rowsOf(0, 5)));
        }
        {
            auto database = Database::open(path, DatabaseMode::ReadWrite);
            QVERIFY(database->execute("PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)"));
        }
        const QByteArray before = bytesOf(path);
        EmbeddingCache cache(path);
        QVERIFY(!cache.put("one", "One", rowsOf(7, 1)));
        QVERIFY(cache.takeWarning().find("newer") != std::string::npos);
        QVERIFY(bytesOf(path) == before);
    }

    void noPlaceForIt()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        for (const QString &path : {folder.filePath(QStringLiteral("file/below/c")), QStringLiteral("/proc/none/c"),
                                    folder.path() /* a folder */}) {
            EmbeddingCache cache(path.toStdString());
            QVERIFY(!cache.put("one", "One", rowsOf(0, 1)));
            QVERIFY(!cache.count("one", {}));
            QVERIFY(!cache.clear());
            QVERIFY(cache.takeWarning().find("cannot be used") != std::string::npos);
            QVERIFY(cache.takeWarning().empty()); // said once
        }
    }

    void severalThreads()
    {
        QTemporaryDir folder;
        EmbeddingCache cache(folder.filePath(QStringLiteral("c")).toStdString());
        std::vector<std::jthread> threads;
        std::atomic<int> faults = 0;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 20; ++i) {
                    const std::vector<Row> rows = rowsOf(t * 1000 + i * 10, 10);
                    if (!cache.put("one", "One", rows) || found(cache, "one", rows).size() != 10)
                        ++faults;
                }
            });
        threads.clear();
        QCOMPARE(faults.load(), 0);
        QCOMPARE(cache.contents()->rows, std::uint64_t{800});
    }
};

QTEST_GUILESS_MAIN(TestEmbeddingCache)
#include "tst_embedding_cache.moc"
