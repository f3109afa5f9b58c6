#include "tests/ui/state/document_support.h"
#include "ui/state/recovery.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace embedscope;
using namespace embedscope::test;

namespace {

/// What is killed: edits, says so, and lives on until it is.
int runVictim(const QString &folder)
{
    DocumentFixture fixture;
    Recovery recovery(fixture.document, folder);
    fixture.document.addTexts({QStringLiteral("unsaved one"), QStringLiteral("unsaved two")});
    std::puts("edited");
    std::fflush(stdout);
    return QCoreApplication::exec();
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
        QSignalSpy failed(&recovery, &Recovery::failed);
        fixture.document.addTexts({QStringLiteral("x")});
        recovery.saveNow();
        QCOMPARE(failed.size(), 1);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == QStringLiteral("--victim"))
        return runVictim(arguments.at(2));
    TestRecovery test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_recovery.moc"
