#include "core/system/sqlite.h"

#include "core/system/atomic_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <string>

using namespace embedscope;

class TestSqlite : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void valuesComeBack()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x.db")).toStdString();
        auto database = Database::open(path, DatabaseMode::Create);
        QVERIFY(database.hasValue());
        QVERIFY(database->execute("CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BLOB, n)"));
        auto insert = database->prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)");
        QVERIFY(insert.hasValue());
        const std::array<std::byte, 3> blob = {std::byte{0}, std::byte{255}, std::byte{7}};
        const std::string text("caf\xC3\xA9\0x", 7);
        QVERIFY(insert->bind(1, std::int64_t{1} << 40) && insert->bind(2, 0.1) && insert->bind(3, text) &&
                insert->bindBlob(4, blob) && insert->bindNull(5));
        QVERIFY(insert->run());
        QVERIFY(insert->bind(1, 2) && insert->bind(3, std::string_view()) && insert->bindBlob(4, {}));
        QVERIFY(insert->run());
        QCOMPARE(database->lastInsertRowId(), std::int64_t{2});
        auto select = database->prepare("SELECT * FROM t ORDER BY rowid");
        QVERIFY(*select->step());
        QCOMPARE(select->columnCount(), 5);
        QCOMPARE(select->integer(0), std::int64_t{1} << 40);
        QCOMPARE(select->real(1), 0.1);
        QCOMPARE(std::string(select->text(2)), text);
        QCOMPARE(select->blob(3).size(), std::size_t{3});
        QVERIFY(select->blob(3)[1] == std::byte{255});
        QVERIFY(select->isNull(4));
        QVERIFY(*select->step());
        QVERIFY(select->isNull(1) && !select->isNull(2) && !select->isNull(3));
        QVERIFY(select->text(2).empty() && select->blob(3).empty());
        QVERIFY(!*select->step());
    }

    void transactions()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x.db")).toStdString();
        auto database = Database::open(path, DatabaseMode::Create);
        QVERIFY(database->execute("CREATE TABLE t (i)"));
        const auto count = [&] {
            auto statement = database->prepare("SELECT count(*) FROM t");
            return statement && *statement->step() ? statement->integer(0) : -1;
        };
        {
            auto transaction = Transaction::begin(*database);
            QVERIFY(transaction.hasValue());
            QVERIFY(database->execute("INSERT INTO t VALUES (1)"));
        }
        QCOMPARE(count(), std::int64_t{0});
        {
            auto transaction = Transaction::begin(*database);
            QVERIFY(database->execute("INSERT INTO t VALUES (1)"));
            QVERIFY(!Transaction::begin(*database));
            QVERIFY(transaction->commit());
            QVERIFY(!transaction->commit());
        }
        QCOMPARE(count(), std::int64_t{1});
        // Somebody else's lock is waited for, and then said.
        DatabaseOptions impatient;
        impatient.busyTimeoutMilliseconds = 10;
        auto other = Database::open(path, DatabaseMode::ReadWrite, impatient);
        auto held = Transaction::begin(*database);
        const auto refused = Transaction::begin(*other);
        QCOMPARE(refused.error().code, Errc::Database);
        QVERIFY(refused.error().detail.find("locked") != std::string::npos);
    }

    void modes()
    {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        QCOMPARE(Database::open(base + "/x.db", DatabaseMode::ReadOnly).error().code, Errc::FileMissing);
        QCOMPARE(Database::open(base + "/x.db", DatabaseMode::ReadWrite).error().code, Errc::FileMissing);
        QCOMPARE(Database::open(base, DatabaseMode::Create).error().code, Errc::IsFolder);
        QCOMPARE(Database::open(base + "/no/x.db", DatabaseMode::Create).error().code, Errc::FileUnwritable);
        {
            DatabaseOptions plain;
            plain.writeAheadLog = false;
            auto database = Database::open(base + "/x.db", DatabaseMode::Create, plain);
            QVERIFY(database->execute("CREATE TABLE t (i)"));
        }
        auto database = Database::open(base + "/x.db", DatabaseMode::ReadOnly);
        QVERIFY(database.hasValue());
        QVERIFY(database->isReadOnly());
        QCOMPARE(database->execute("INSERT INTO t VALUES (1)").error().code, Errc::FileUnwritable);
        QVERIFY(!database->prepare("SELECT nonsense FROM nowhere"));
        QVERIFY(!database->prepare(""));
    }

    void foreignFiles()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x.db")).toStdString();
        QVERIFY(writeFileAtomically(path, "this is no database, and long enough to be looked at by SQLite " +
                                              std::string(1000, 'x')));
        QCOMPARE(Database::open(path, DatabaseMode::ReadOnly).error().code, Errc::Database);
        QCOMPARE(Database::open(path, DatabaseMode::Create).error().path, path);
        // Defensive mode and a schema that is not trusted.
        const std::string hostile = folder.filePath(QStringLiteral("h.db")).toStdString();
        auto database = Database::open(hostile, DatabaseMode::Create);
        QVERIFY(database->execute("CREATE TABLE t (i)"));
        (void)database->execute("PRAGMA writable_schema=ON");
        QVERIFY(!database->execute("DELETE FROM sqlite_master"));
        QVERIFY(!database->execute("ATTACH DATABASE '" + path + "' AS other"));
        QVERIFY(!database->execute("SELECT load_extension('nothing')"));
        auto trusted = database->prepare("PRAGMA trusted_schema");
        QVERIFY(*trusted->step());
        QCOMPARE(trusted->integer(0), std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestSqlite)
#include "tst_sqlite.moc"
