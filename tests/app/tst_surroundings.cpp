#include "tests/app/run_program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

/// The program among other locales, homes, file names and signals; without display and network.
class TestSurroundings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noDisplay_data()
    {
        QTest::addColumn<QString>("display");
        QTest::addColumn<QString>("wayland");
        QTest::newRow("none") << "" << "";
        QTest::newRow("X that is not there") << ":4242" << "";
        QTest::newRow("no name of a display") << "nonsense" << "";
        QTest::newRow("Wayland that is not there") << "" << "wayland-4242";
    }
    void noDisplay()
    {
        QFETCH(QString, display);
        QFETCH(QString, wayland);
        Surroundings around;
        for (const QString name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            around.environment.remove(name);
        if (!display.isEmpty())
            around.environment.insert("DISPLAY", display);
        if (!wayland.isEmpty())
            around.environment.insert("WAYLAND_DISPLAY", wayland);
        for (const QStringList &arguments : {QStringList(), QStringList{kCats}}) {
            const Run run = runProgram(arguments, around);
            QVERIFY2(run.status == 1, run.err.constData());
            QCOMPARE(run.out, QByteArray());
            QVERIFY2(run.err.startsWith("embedscope: ") && run.err.count('\n') == 1, run.err.constData());
        }
        QCOMPARE(runProgram({"--probe-display"}, around).status, 1);
        const QTemporaryDir folder;
        QCOMPARE(runProgram({"plot", kCats, "-o", folder.filePath("a.png"), "--size", "300x200"}, around).status, 0);
    }

    void theSameBytesInEveryLocale()
    {
        const QTemporaryDir folder;
        // Locales are made here; where they cannot be, the program meets names of locales that do not exist.
        runCommand("localedef", {"-i", "de_DE", "-f", "UTF-8", folder.filePath("de_DE.UTF-8")});
        runCommand("localedef", {"-i", "tr_TR", "-f", "UTF-8", folder.filePath("tr_TR.UTF-8")});
        const QStringList embed = {"embed", kCats, "--text", "ILIK İSTANBUL ıi 3,5", "--text", "1.5"};
        QByteArray vectors;
        QByteArray map;
        QByteArray picture;
        for (const QString locale : {"C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"}) {
            Surroundings around;
            around.environment.insert("LOCPATH", folder.path());
            around.environment.insert("LC_ALL", locale);
            around.environment.insert("LANG", locale);
            const Run embedded = runProgram(embed, around);
            QVERIFY2(embedded.status == 0, embedded.err.constData());
            const Run projected = runProgram({"project", kCats, "--json"}, around);
            const QString file = folder.filePath("map.png");
            const Run plotted = runProgram({"plot", kCats, "-o", file, "--size", "500x300"}, around);
            QVERIFY2(plotted.status == 0, plotted.err.constData());
            QCOMPARE(plotted.err, QByteArray());
            if (vectors.isEmpty()) {
                vectors = embedded.out;
                map = projected.out;
                picture = readFile(file);
            }
            QVERIFY2(embedded.out == vectors, qPrintable(locale));
            QVERIFY2(projected.out == map, qPrintable(locale));
            QVERIFY2(readFile(file) == picture, qPrintable(locale));
        }
    }

    void withoutAHome()
    {
        const QTemporaryDir folder;
        const QString closed = folder.filePath("closed");
        QVERIFY(QDir().mkdir(closed));
        QFile::setPermissions(closed, QFile::ReadOwner | QFile::ExeOwner);
        for (const QString &home : {QString(), QStringLiteral("/nonexistent"), closed}) {
            Surroundings around;
            for (const QString name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "HOME"})
                around.environment.remove(name);
            if (!home.isEmpty())
                around.environment.insert("HOME", home);
            QCOMPARE(runProgram({"similar", kCats}, around).status, 0);
            const Run plotted =
                runProgram({"plot", kCats, "-o", folder.filePath("m.png"), "--size", "300x200"}, around);
            QVERIFY2(plotted.status == 0, plotted.err.constData());
            QVERIFY(QDir(closed).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty());
        }
    }

    void namesOfFiles_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("space and quotes") << "$(printf 'my \"own\" folder'\"'s\")";
        QTest::newRow("newline") << "$(printf 'a\\nb')";
        QTest::newRow("not UTF-8") << "$(printf 'a\\377\\376b')";
        QTest::newRow("UTF-8") << "$(printf 'Sätze 文')";
        QTest::newRow("leading dash") << "./-x";
    }
    void namesOfFiles()
    {
        QFETCH(QString, name);
        const QTemporaryDir folder;
        Surroundings around;
        around.folder = folder.path();
        const Run run =
            runShell("d=\"" + name + "\"; mkdir -- \"$d\" && cp '" + kCats + "' \"$d/t.txt\" && " +
                         "\"$EMBEDSCOPE\" similar \"$d/t.txt\" --model noise && " +
                         "\"$EMBEDSCOPE\" embed \"$d/t.txt\" --model noise -o \"$d/v.npy\" && " +
                         "\"$EMBEDSCOPE\" plot \"$d/t.txt\" --model noise -o \"$d/m.png\" --size 300x200 && " +
                         "test -s \"$d/v.npy\" && test -s \"$d/m.png\"",
                     around);
        QVERIFY2(run.status == 0, run.err.constData());
        QVERIFY(run.out.contains("I like cats."));
    }

    void noNetwork()
    {
        // In a network namespace of its own there is nothing to connect to, not even this computer.
        const QStringList unshare = {"-r", "-n"};
        if (runCommand("unshare", unshare + QStringList{"true"}).status != 0)
            QSKIP("this system allows no network namespace");
        const Run apart = runCommand("unshare", unshare + QStringList{kProgram, "similar", kCats, "--json"});
        QVERIFY2(apart.status == 0, apart.err.constData());
        QCOMPARE(apart.out, runProgram({"similar", kCats, "--json"}).out);
    }

    void aClosedPipeIsQuiet()
    {
        const Run run = runShell("\"$EMBEDSCOPE\" embed '" + kSamples + "/ten-topics.csv' --model noise | head -c 10");
        QCOMPARE(run.status, 0);
        QCOMPARE(run.err, QByteArray());
    }

    void stoppedByASignal_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<int>("status");
        QTest::newRow("Ctrl+C") << SIGINT << 130;
        QTest::newRow("SIGTERM") << SIGTERM << 143;
    }
    void stoppedByASignal()
    {
        QFETCH(int, signal);
        QFETCH(int, status);
        const QTemporaryDir folder;
        QByteArray many;
        for (int i = 0; i < 200'000; ++i)
            many += "a sentence with the number " + QByteArray::number(i) + " in it\n";
        const QString texts = folder.filePath("many.txt");
        QVERIFY(writeFile(texts, many));
        QProcess process;
        process.start(kProgram, {"embed", texts, "-o", folder.filePath("v.npy")});
        QVERIFY(process.waitForStarted());
        QTest::qWait(700);
        QCOMPARE(process.state(), QProcess::Running);
        ::kill(static_cast<pid_t>(process.processId()), signal);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(process.waitForFinished(10'000));
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), status);
        QCOMPARE(process.readAllStandardError(), QByteArray());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"many.txt"});
    }
};

QTEST_GUILESS_MAIN(TestSurroundings)
#include "tst_surroundings.moc"
