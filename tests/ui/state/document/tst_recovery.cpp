#include "core/base/portable_random.h"
#include "tests/ui/state/document/document_support.h"
#include "ui/state/document/recovery.h"
#include "ui/state/end_signals.h"

#include <QCborMap>
#include <QCborValue>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <sys/stat.h>

using namespace embedscope;
using namespace embedscope::test;

namespace {

/// What is killed: edits, says so, and lives on until it is.
int runVictim(const QString &folder)
{
    DocumentFixture fixture;
    Recovery recovery(fixture.document, folder);
    EndSignals endSignals;
    QObject::connect(&endSignals, &EndSignals::asked, [&](int signal) {
        recovery.saveNow();
        QCoreApplication::exit(128 + signal);
    });
    fixture.document.addTexts({QStringLiteral("unsaved one"), QStringLiteral("unsaved two")});
    std::puts("edited");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

/// What is killed while it writes: goes on with what it finds, adds texts, and says of how many it knows that they are
/// kept.
int runWriter(const QString &folder)
{
    DocumentFixture fixture;
    Recovery recovery(fixture.document, folder);
    if (!recovery.restore() && !recovery.setAside().isEmpty())
        return 1;
    for (;;) {
        fixture.document.addTexts({QStringLiteral("text %1 ").arg(fixture.document.corpus().size()).repeated(1000)});
        if (!recovery.saveNow())
            return 2;
        std::printf("%zu\n", fixture.document.corpus().size());
        std::fflush(stdout);
    }
}

} // namespace

class TestRecovery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void survivesAKill()
    {
        QTemporaryDir folder;
        QProcess victim;
        victim.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--victim"), folder.path()});
        QVERIFY(victim.waitForStarted());
        QVERIFY(victim.waitForReadyRead(30'000));
        // Two seconds are promised; a busy machine is given the rest of the fifteen.
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath(QStringLiteral("session.state"))), 15'000);
        victim.kill();
        QVERIFY(victim.waitForFinished());
        QCOMPARE(victim.exitStatus(), QProcess::CrashExit);

        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        QCOMPARE(recovery.file(), folder.filePath(QStringLiteral("session.state")));
        QVERIFY(recovery.restore());
        QCOMPARE(fixture.document.corpus().size(), std::size_t{2});
        QCOMPARE(fixture.document.corpus().texts[1].text, std::string("unsaved two"));
    }

    void nothingKeptIsLostByKills()
    {
        QTemporaryDir folder;
        const int kills = std::max(6, qEnvironmentVariableIntValue("EMBEDSCOPE_TEST_KILLS"));
        PortableRandom random(11);
        std::size_t kept = 0;
        for (int i = 0; i < kills; ++i) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--writer"), folder.path()});
            QVERIFY(writer.waitForReadyRead(30'000));
            QTest::qSleep(static_cast<int>(random.below(40)));
            writer.kill();
            QVERIFY(writer.waitForFinished());
            QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
            const QByteArray said = writer.readAllStandardOutput();
            const QByteArray whole = said.left(said.lastIndexOf('\n'));
            kept = std::max(kept, static_cast<std::size_t>(whole.mid(whole.lastIndexOf('\n') + 1).toULongLong()));
            QVERIFY(kept > 0);

            DocumentFixture fixture;
            Recovery recovery(fixture.document, folder.path());
            QVERIFY(recovery.restore());
            const std::vector<Text> &texts = fixture.document.corpus().texts;
            QVERIFY2(texts.size() >= kept, QByteArray::number(qulonglong(texts.size())));
            for (std::size_t row = 0; row < texts.size(); ++row)
                QCOMPARE(texts[row].text, QStringLiteral("text %1 ").arg(row).repeated(1000).toStdString());
            QVERIFY(recovery.keptSessions().empty());
        }
    }

    void whatWasHalfWrittenIsCleanedUp()
    {
        QTemporaryDir folder;
        const auto make = [&](const char *name, qint64 secondsAgo) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("half") == 4);
            QVERIFY(file.flush());
            QVERIFY(file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-secondsAgo),
                                     QFileDevice::FileModificationTime));
        };
        make(".embedscope-0123456789abcdef.tmp", 7200);
        make(".embedscope-0123456789abcdee.tmp", 10); // somebody may be writing it
        make("mine.tmp", 7200);
        DocumentFixture fixture;
        const Recovery recovery(fixture.document, folder.path());
        QCOMPARE(QDir(folder.path()).entryList({QStringLiteral("*.tmp")}, QDir::Files | QDir::Hidden),
                 (QStringList{QStringLiteral(".embedscope-0123456789abcdee.tmp"), QStringLiteral("mine.tmp")}));
    }

    void savedWhenAskedToEnd_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGHUP") << SIGHUP;
    }

    /// Long before the delay after an edit is over.
    void savedWhenAskedToEnd()
    {
        QFETCH(const int, signal);
        QTemporaryDir folder;
        QProcess victim;
        victim.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--victim"), folder.path()});
        QVERIFY(victim.waitForStarted());
        QVERIFY(victim.waitForReadyRead(30'000));
        ::kill(static_cast<pid_t>(victim.processId()), signal);
        QVERIFY(victim.waitForFinished());
        QCOMPARE(victim.exitStatus(), QProcess::NormalExit);
        QCOMPARE(victim.exitCode(), 128 + signal);

        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        QVERIFY(recovery.restore());
        QCOMPARE(fixture.document.corpus().size(), std::size_t{2});
    }

    void onlyItsOwnerMayRead()
    {
        QTemporaryDir folder;
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        fixture.document.addTexts({QStringLiteral("private")});
        QVERIFY(recovery.saveNow());
        struct stat status = {};
        QCOMPARE(::stat(qPrintable(recovery.file()), &status), 0);
        QCOMPARE(static_cast<int>(status.st_mode & 07777), 0600);
        // One of an earlier version becomes so with the next change.
        QCOMPARE(::chmod(qPrintable(recovery.file()), 0644), 0);
        QVERIFY(recovery.saveNow());
        QCOMPARE(::stat(qPrintable(recovery.file()), &status), 0);
        QCOMPARE(static_cast<int>(status.st_mode & 07777), 0600);
    }

    /// Files on the command line: what was kept is neither replaced nor in the way.
    void filesLeaveTheOldSessionAlone()
    {
        QTemporaryDir folder;
        leave(folder.path(), QStringLiteral("kept"), SessionStart::Resume);
        for (int start = 0; start < 3; ++start) {
            DocumentFixture fixture;
            Recovery recovery(fixture.document, folder.path(), SessionStart::Fresh);
            QVERIFY(recovery.isActive());
            QVERIFY(!QFile::exists(recovery.file()));
            fixture.document.openCorpus(readOf({"from a file", "another"}), QStringLiteral("file"));
            QVERIFY(recovery.saveNow());
            const std::vector<KeptSession> kept = recovery.keptSessions();
            QCOMPARE(kept.size(), std::size_t{1}); // the starts before left nothing to miss
            QCOMPARE(kept[0].texts, std::size_t{1});
        }
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        QVERIFY(recovery.restore());
        QCOMPARE(fixture.document.corpus().texts[0].text, std::string("kept"));
        QVERIFY(recovery.keptSessions().empty());
    }

    void otherWindowsTextsAreOffered()
    {
        QTemporaryDir folder;
        leave(folder.path(), QStringLiteral("mine"), SessionStart::Resume);
        leave(folder.path(), QStringLiteral("theirs"), SessionStart::Fresh);
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        QVERIFY(recovery.restore());
        QCOMPARE(fixture.document.corpus().texts[0].text, std::string("mine"));
        fixture.document.addTexts({QStringLiteral("mine, a moment ago")});
        const std::vector<KeptSession> kept = recovery.keptSessions();
        QCOMPARE(kept.size(), std::size_t{1});
        QCOMPARE(kept[0].texts, std::size_t{1});
        QVERIFY(kept[0].time.isValid());

        const QString before = recovery.file();
        QVERIFY(recovery.resume(kept[0]));
        QCOMPARE(fixture.document.corpus().texts[0].text, std::string("theirs"));
        QCOMPARE(recovery.file(), kept[0].file);
        const std::vector<KeptSession> left = recovery.keptSessions();
        QCOMPARE(left.size(), std::size_t{1});
        QCOMPARE(left[0].file, before);
        QCOMPARE(left[0].texts, std::size_t{2}); // the edit of a moment ago too
        fixture.document.addTexts({QStringLiteral("theirs, later")});
        QVERIFY(recovery.saveNow());
        QVERIFY(recovery.resume(left[0]));
        QCOMPARE(fixture.document.corpus().texts[1].text, std::string("mine, a moment ago"));
    }

    void aLiveWindowsTextsAreNotOffered()
    {
        QTemporaryDir folder;
        DocumentFixture first;
        Recovery firstRecovery(first.document, folder.path());
        first.document.addTexts({QStringLiteral("at work")});
        QVERIFY(firstRecovery.saveNow());
        DocumentFixture second;
        Recovery secondRecovery(second.document, folder.path());
        QVERIFY(secondRecovery.keptSessions().empty());
        QVERIFY(!secondRecovery.resume({firstRecovery.file(), {}, 1, {}}));
        QVERIFY(QFile::exists(firstRecovery.file()));
    }

    void whatNobodyMissesIsDropped()
    {
        QTemporaryDir folder;
        QStringList files;
        for (const bool edited : {false, true}) {
            DocumentFixture fixture;
            Recovery recovery(fixture.document, folder.path(), SessionStart::Fresh);
            fixture.document.openCorpus(readOf({"a cat", "a dog"}), QStringLiteral("cats"));
            if (edited)
                fixture.document.editText(fixture.id(0), QStringLiteral("my cat"));
            files += recovery.file();
        }
        {
            DocumentFixture fixture;
            Recovery recovery(fixture.document, folder.path(), SessionStart::Fresh);
            fixture.document.addTexts({QStringLiteral("x")});
            fixture.document.removeTexts({fixture.id(0)});
            files += recovery.file();
        }
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path(), SessionStart::Fresh);
        const std::vector<KeptSession> kept = recovery.keptSessions();
        QCOMPARE(kept.size(), std::size_t{1});
        QCOMPARE(kept[0].file, files[1]);
        QCOMPARE(kept[0].title, QStringLiteral("cats"));
        QVERIFY(!QFile::exists(files[0]));
        QVERIFY(!QFile::exists(files[2]));
        // And it is what the next start goes on with, wherever it lies; edited back it is a file's again.
        DocumentFixture next;
        Recovery nextRecovery(next.document, folder.path());
        QCOMPARE(nextRecovery.file(), files[1]);
        QVERIFY(nextRecovery.restore());
        QVERIFY(Document::summaryOf(next.document.saveState())->wouldBeMissed);
        next.document.editText(next.id(0), QStringLiteral("a cat"));
        QVERIFY(!Document::summaryOf(next.document.saveState())->wouldBeMissed);
    }

    void savedAtExit()
    {
        QTemporaryDir folder;
        {
            DocumentFixture fixture;
            Recovery recovery(fixture.document, folder.path());
            fixture.document.addTexts({QStringLiteral("last words")});
        }
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        QVERIFY(recovery.restore());
        QCOMPARE(fixture.document.corpus().texts[0].text, std::string("last words"));
    }

    void secondInstanceDoesNotSteal()
    {
        QTemporaryDir folder;
        DocumentFixture first;
        Recovery firstRecovery(first.document, folder.path());
        first.document.addTexts({QStringLiteral("first")});
        firstRecovery.saveNow();
        {
            DocumentFixture second;
            Recovery secondRecovery(second.document, folder.path());
            QVERIFY(secondRecovery.isActive());
            QVERIFY(secondRecovery.file() != firstRecovery.file());
            QVERIFY(!secondRecovery.restore());
            second.document.addTexts({QStringLiteral("second")});
            secondRecovery.saveNow();
        }
        DocumentFixture third;
        QFile file(firstRecovery.file());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(third.document.restoreState(file.readAll()));
        QCOMPARE(third.document.corpus().texts[0].text, std::string("first"));
    }

    void damagedFileIsSetAside()
    {
        QTemporaryDir folder;
        const QByteArray damaged = "not a state at all";
        QFile file(folder.filePath(QStringLiteral("session.state")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(damaged);
        file.close();
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        QVERIFY(!recovery.restore());
        QFile aside(recovery.setAside());
        QVERIFY(aside.open(QIODevice::ReadOnly));
        QCOMPARE(aside.readAll(), damaged);
        fixture.document.addTexts({QStringLiteral("go on")});
        recovery.saveNow();
        QVERIFY(QFile::exists(recovery.file()));
    }

    void aLaterVersionsFileStaysAsItIs()
    {
        QTemporaryDir folder;
        leave(folder.path(), QStringLiteral("of the future"), SessionStart::Resume);
        QFile file(folder.filePath(QStringLiteral("session.state")));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QCborMap map = QCborValue::fromCbor(file.readAll()).toMap();
        map[QStringLiteral("version")] = 99;
        const QByteArray future = QCborValue(map).toCbor();
        QVERIFY(file.seek(0) && file.resize(0) && file.write(future) == future.size());
        file.close();
        {
            DocumentFixture fixture;
            Recovery recovery(fixture.document, folder.path());
            QVERIFY(!recovery.restore());
            QCOMPARE(recovery.setAside(), file.fileName()); // so it is said where it is
            fixture.document.addTexts({QStringLiteral("of today")});
            QVERIFY(recovery.saveNow());
            QVERIFY(recovery.keptSessions().empty());
        }
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        QVERIFY(recovery.restore());
        QCOMPARE(fixture.document.corpus().texts[0].text, std::string("of today"));
        QCOMPARE(recovery.setAside(), QString());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), future);
    }

    void unwritableIsToldOnce()
    {
        QTemporaryDir folder;
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder.path());
        QSignalSpy failed(&recovery, &Recovery::failed);
        // A folder in the file's place cannot be written, even by root.
        QVERIFY(QDir().mkpath(recovery.file() + QStringLiteral("/in the way")));
        for (int i = 0; i < 3; ++i) {
            fixture.document.addTexts({QString::number(i)});
            recovery.saveNow();
        }
        QCoreApplication::processEvents();
        QCOMPARE(failed.size(), 1);
        QCOMPARE(fixture.document.corpus().size(), std::size_t{3});
    }

    void folderThatCannotBe()
    {
        DocumentFixture fixture;
        Recovery recovery(fixture.document, QStringLiteral("/dev/null/embedscope"));
        QVERIFY(!recovery.isActive());
        QVERIFY(!recovery.restore());
        QVERIFY(recovery.keptSessions().empty());
        QVERIFY(!recovery.resume({QStringLiteral("/dev/null/session.state"), {}, 1, {}}));
        QSignalSpy failed(&recovery, &Recovery::failed);
        fixture.document.addTexts({QStringLiteral("x")});
        recovery.saveNow();
        QCOMPARE(failed.size(), 1);
    }

    void whoAskedIsNotToldAgain()
    {
        DocumentFixture fixture;
        Recovery recovery(fixture.document, QStringLiteral("/proc/embedscope"));
        QVERIFY(recovery.startError().has_value());
        QSignalSpy failed(&recovery, &Recovery::failed);
        fixture.document.addTexts({QStringLiteral("x")});
        QVERIFY(!recovery.saveNow());
        QCOMPARE(failed.size(), 0);
    }

private:
    static void leave(const QString &folder, const QString &text, SessionStart start)
    {
        DocumentFixture fixture;
        Recovery recovery(fixture.document, folder, start);
        fixture.document.addTexts({text});
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == QStringLiteral("--victim"))
        return runVictim(arguments.at(2));
    if (arguments.size() == 3 && arguments.at(1) == QStringLiteral("--writer"))
        return runWriter(arguments.at(2));
    TestRecovery test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_recovery.moc"
