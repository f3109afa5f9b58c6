#include "tests/app/run_program.h"
#include "tests/support/service_faults.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace embedscope;
using namespace embedscope::test;
using Connection = HttpServer::Connection;
using Request = HttpServer::Request;

namespace {

const QByteArray kCanary = QByteArray::fromStdString(kCanaryKey);

void decent(const Request &request, Connection &connection)
{
    connection.json(answerTo(request).dump());
}

/// A home of its own, with the canary for a key.
Surroundings withKey(const QString &home)
{
    Surroundings around;
    for (const char *name : {"CONFIG", "DATA", "CACHE", "STATE"})
        around.environment.insert(QStringLiteral("XDG_%1_HOME").arg(QLatin1String(name)),
                                  home + QLatin1Char('/') + QLatin1String(name));
    around.environment.insert("OPENAI_API_KEY", QString::fromLatin1(kCanary));
    around.folder = home;
    return around;
}

QStringList serviceAt(const HttpServer &server, const QStringList &more = {})
{
    return QStringList{"--model", "api:m", "--api-base", QString::fromStdString(server.url("/v1"))} + more;
}

/// Files below a folder that hold the canary.
QStringList filesWithTheKey(const QString &folder)
{
    QStringList found;
    for (QDirIterator file(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); file.hasNext();)
        if (readFile(file.next()).contains(kCanary))
            found << file.filePath();
    return found;
}

} // namespace

/// The program with --model api:NAME, run as a person would, against a server of ours.
class TestService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { clearServiceEnvironment(); }

    void everyCommand()
    {
        const QTemporaryDir folder;
        HttpServer server(decent);
        const Surroundings around = withKey(folder.path());
        const Run similar = runProgram(QStringList{"similar", kCats, "--json"} + serviceAt(server), around);
        QVERIFY2(similar.status == 0, similar.err.constData());
        const QJsonObject object = QJsonDocument::fromJson(similar.out).object();
        QCOMPARE(object["model"].toString(), QStringLiteral("api:m"));
        QCOMPARE(object["dimensions"].toInt(), 4);
        QCOMPARE(object["items"].toArray().size(), 3);
        const QString host = QString::fromStdString(server.where());
        const QStringList told = QString::fromUtf8(similar.err).split('\n');
        QVERIFY2(told[0].startsWith("embedscope: Sending 4 texts, about ") &&
                     told[0].endsWith(" tokens, to " + host + "."),
                 similar.err.constData());
        QVERIFY2(told[1].startsWith("embedscope: The vectors of " + host + " are "), similar.err.constData());
        QCOMPARE(told[2], "embedscope: " + host + " took 4 texts in 1 request and counted 12 tokens.");
        QCOMPARE(told.size(), 4);
        QCOMPARE(server.requests().at(0).header("authorization"), "Bearer " + kCanaryKey);

        const QString out = folder.filePath("v.npy");
        for (const QStringList &command :
             {QStringList{"embed", kCats, "-o", out, "--quiet"},
              QStringList{"plot", kCats, "-o", folder.filePath("m.png"), "--size", "300x200"},
              QStringList{"plot", kCats, "-o", folder.filePath("m.svg"), "--size", "300x200"},
              QStringList{"project", kCats, "--json"}, QStringList{"cluster", kCats, "--json"}}) {
            const Run run = runProgram(command + serviceAt(server), around);
            QVERIFY2(run.status == 0, run.err.constData());
            QVERIFY(!command.contains("--quiet") || run.err.isEmpty());
            QVERIFY(!run.out.contains(kCanary) && !run.err.contains(kCanary));
        }
        QVERIFY(QFile::exists(out));
        QCOMPARE(filesWithTheKey(folder.path()), QStringList());
    }

    void whatIsSaidToBeSentIsSent()
    {
        const QTemporaryDir folder;
        HttpServer server(decent);
        const Surroundings around = withKey(folder.path());
        const auto sentAndTaken = [&](const QStringList &more) {
            const std::size_t before = server.requestCount();
            const Run run = runProgram(QStringList{"similar", kCats} + more + serviceAt(server), around);
            QVERIFY2(run.status == 0, run.err.constData());
            QVERIFY2(run.err.startsWith("embedscope: Sending 1 text, "), run.err.constData());
            QVERIFY2(run.err.contains(" took 1 text in 1 request"), run.err.constData());
            QCOMPARE(server.requestCount(), before + 1);
        };
        // This service is told of no roles: as passages beside a query the texts are the same as alone.
        QCOMPARE(runProgram(QStringList{"similar", kCats} + serviceAt(server), around).status, 0);
        sentAndTaken({"--to", "something else"});
        sentAndTaken({"--text", "one more"});
        // Another address knows none of them.
        const Run passages = runProgram(QStringList{"similar", kCats, "--to", "x", "--model", "api:m", "--api-base",
                                                    QString::fromStdString(server.url("/openai/v1"))},
                                        around);
        QVERIFY2(passages.err.startsWith("embedscope: Sending 5 texts, "), passages.err.constData());
        QVERIFY2(passages.err.contains(" took 5 texts in "), passages.err.constData());
    }

    void comparedWithAService()
    {
        const QTemporaryDir folder;
        HttpServer server(decent);
        const Run run = runProgram({"compare", kCats, "--model", "noise", "--with", "api:m", "--api-base",
                                    QString::fromStdString(server.url("/v1"))},
                                   withKey(folder.path()));
        QVERIFY2(run.status == 0, run.err.constData());
        QCOMPARE(server.requestCount(), std::size_t{1});
    }

    void usageInJson()
    {
        const QTemporaryDir folder;
        HttpServer server(decent);
        const Run run = runProgram(QStringList{"embed", kCats, "--json"} + serviceAt(server), withKey(folder.path()));
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonObject object = QJsonDocument::fromJson(run.out).object();
        QCOMPARE(object["host"].toString(), QString::fromStdString(server.where()));
        QCOMPARE(object["dimensions"].toInt(), 4);
        QCOMPARE(object["unit_length"].toBool(true), false);
        QVERIFY2(run.err.contains(" long, not 1: "), run.err.constData());
        QCOMPARE(object["items"].toArray().size(), 4);
        QCOMPARE(object["items"].toArray()[0].toObject()["embedding"].toArray().size(), 4);
        const QJsonObject usage = object["usage"].toObject();
        QCOMPARE(usage["texts"].toInt(), 4);
        QCOMPARE(usage["tokens"].toInt(), 12);
        QCOMPARE(usage["requests"].toInt(), 1);
        QCOMPARE(usage["tokens_estimated"].toBool(true), false);
        QCOMPARE(usage["model"].toString(), QStringLiteral("m"));

        const Run local = runProgram({"embed", kCats, "--json", "--model", "noise"});
        QVERIFY2(local.status == 0, local.err.constData());
        const QJsonObject here = QJsonDocument::fromJson(local.out).object();
        QVERIFY(here["host"].isNull());
        QCOMPARE(here["unit_length"].toBool(false), true);
        QCOMPARE(here["usage"].toObject()["requests"].toInt(-1), 0);
        QCOMPARE(local.err, QByteArray());
    }

    void theKeyIsNowhere_data()
    {
        QTest::addColumn<int>("number");
        const auto cases = serviceFaultCases();
        // Those that are not tried again and again; the date is one of the fake clock's.
        for (std::size_t i = 0; i < cases.size(); ++i)
            if (cases[i].requests <= 1 && !cases[i].options && cases[i].name != "429 with a date")
                QTest::newRow(cases[i].name.c_str()) << static_cast<int>(i);
    }
    void theKeyIsNowhere()
    {
        QFETCH(int, number);
        const ServiceFaultCase fault = serviceFaultCases()[static_cast<std::size_t>(number)];
        HttpServer server(fault.handler);
        const QTemporaryDir folder;
        QStringList arguments = {"embed", "-o", folder.filePath("v.json")};
        for (const std::string &text : someTexts(fault.texts))
            arguments << "--text" << QString::fromStdString(text);
        const Run run = runProgram(arguments + serviceAt(server), withKey(folder.path()));
        QVERIFY2(run.status == 1, run.err.constData());
        QCOMPARE(run.out, QByteArray());
        QVERIFY2(!run.err.contains(kCanary), run.err.constData());
        QVERIFY(!QFile::exists(folder.filePath("v.json")));
        QCOMPARE(filesWithTheKey(folder.path()), QStringList());
        // Its last line is the sentence.
        QString sentence = QString::fromStdString(fault.sentence);
        sentence.replace("HOST", QString::fromStdString(server.where()));
        if (!fault.sentence.starts_with("HOST: the text is longer") &&
            fault.sentence.find("status 42") == std::string::npos)
            QCOMPARE(QString::fromUtf8(run.err.trimmed().split('\n').last()), "embedscope: " + sentence);
    }

    void whileItRuns()
    {
        const QTemporaryDir folder;
        HttpServer server([](const Request &, Connection &connection) { connection.stall(); });
        QProcess process;
        Surroundings around = withKey(folder.path());
        addSanitizerOption(around, "handle_segv=0"); // it would end in order after its report
        process.setProcessEnvironment(around.environment);
        process.setWorkingDirectory(folder.path());
        process.start("/bin/sh",
                      QStringList{"-c", "ulimit -c unlimited; exec \"$@\"", "sh", kProgram, "similar", kCats} +
                          serviceAt(server));
        QVERIFY(process.waitForStarted());
        for (int i = 0; i < 500 && server.requestCount() == 0; ++i)
            QTest::qWait(10);
        QCOMPARE(server.requestCount(), std::size_t{1});
        const QString proc = QStringLiteral("/proc/%1/").arg(process.processId());
        const QByteArray words = readFile(proc + "cmdline");
        QVERIFY(words.contains("api:m"));
        QVERIFY(!words.contains(kCanary));
        const QByteArray limits = readFile(proc + "limits");
        const qsizetype at = limits.indexOf("Max core file size");
        QVERIFY2(limits.mid(at, limits.indexOf('\n', at) - at).simplified().startsWith("Max core file size 0 0"),
                 limits.constData());
        ::kill(static_cast<pid_t>(process.processId()), SIGSEGV);
        QVERIFY(process.waitForFinished(10'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        QVERIFY(QDir(folder.path()).entryList({"*core*"}, QDir::Files | QDir::Hidden).isEmpty());
        QCOMPARE(filesWithTheKey(folder.path()), QStringList());
    }

    void aRateLimitIsToldAndWaitedOut()
    {
        const QTemporaryDir folder;
        HttpServer server([](const Request &request, Connection &connection) {
            if (request.number == 0)
                return connection.answer(429, R"({"error": {"message": "slow down"}})", {{"Retry-After", "1"}});
            decent(request, connection);
        });
        const Run run = runProgram(QStringList{"similar", kCats} + serviceAt(server), withKey(folder.path()));
        QVERIFY2(run.status == 0, run.err.constData());
        QVERIFY2(run.err.contains(" s: the service asks us to slow down\n") && run.err.count("waiting") == 1,
                 run.err.constData());
        QCOMPARE(server.requestCount(), std::size_t{2});
    }

    void noLongerThanMaxWait()
    {
        const QTemporaryDir folder;
        HttpServer server([](const Request &, Connection &connection) { connection.stall(); });
        QElapsedTimer timer;
        timer.start();
        const Run run =
            runProgram(QStringList{"similar", kCats, "--max-wait", "1"} + serviceAt(server), withKey(folder.path()));
        QVERIFY2(run.status == 1 && run.err.contains("no answer came in time"), run.err.constData());
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void stoppedWhileItWaits()
    {
        const QTemporaryDir folder;
        HttpServer server(
            [](const Request &, Connection &connection) { connection.answer(429, "", {{"Retry-After", "60"}}); });
        QProcess process;
        process.setProcessEnvironment(withKey(folder.path()).environment);
        process.start(kProgram, QStringList{"similar", kCats} + serviceAt(server));
        QVERIFY(process.waitForStarted());
        for (int i = 0; i < 500 && !process.readAllStandardError().contains("waiting"); ++i)
            QTest::qWait(20);
        QCOMPARE(process.state(), QProcess::Running);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(2000));
        QCOMPARE(process.exitCode(), 130);
    }

    void oneTextOfManyIsTooLong()
    {
        const QTemporaryDir folder;
        HttpServer server([](const Request &request, Connection &connection) {
            if (request.body.find("unix") != std::string::npos)
                return connection.json(R"({"error": "input is too long"})", 400);
            decent(request, connection);
        });
        const Run similar =
            runProgram(QStringList{"similar", kCats, "--json"} + serviceAt(server), withKey(folder.path()));
        QVERIFY2(similar.status == 0, similar.err.constData());
        QVERIFY(similar.err.contains("1 text has no vector and was left out; text 4: "));
        const Run embed = runProgram(QStringList{"embed", kCats} + serviceAt(server), withKey(folder.path()));
        QCOMPARE(embed.status, 1);
        QVERIFY2(embed.err.contains("(text 4: status 400: input is too long)"), embed.err.constData());
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no name") << QStringList{"--model", "api:"};
        QTest::newRow("no wait") << QStringList{"--model", "api:m", "--max-wait", "0"};
        QTest::newRow("a wait in words") << QStringList{"--model", "api:m", "--max-wait", "soon"};
        QTest::newRow("no dimensions") << QStringList{"--model", "api:m", "--api-dimensions", "0"};
        QTest::newRow("a key on the command line") << QStringList{"--model", "api:m", "--api-key", "sk-1234"};
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        const Run run = runProgram(QStringList{"similar", kCats} + arguments);
        QVERIFY2(run.status == 2, run.err.constData());
    }

    void refusedBeforeAnythingIsSent_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("no key") << QStringList{}
                                << QByteArray("api.openai.com: the service wants a key, and there is none. Put it into "
                                              "the environment variable OPENAI_API_KEY.");
        QTest::newRow("plain http") << QStringList{"--api-base", "http://192.0.2.1/v1"}
                                    << QByteArray("192.0.2.1: over http:// everybody");
        QTest::newRow("a key in the address")
            << QStringList{"--api-base", "https://sk-1234@example.org"} << QByteArray("user name or password");
    }
    void refusedBeforeAnythingIsSent()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, sentence);
        const QTemporaryDir folder;
        Surroundings around = withKey(folder.path());
        around.environment.remove("OPENAI_API_KEY");
        const Run run = runProgram(QStringList{"similar", kCats, "--model", "api:m"} + arguments, around);
        QVERIFY2(run.status == 1 && run.err.contains(sentence) && run.err.count('\n') == 1, run.err.constData());
        QVERIFY(!run.err.contains("sk-1234"));
    }

    void aModelHereConnectsToNothing()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath("calls");
        const QStringList strace = {"-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", log};
        if (runCommand("strace", strace + QStringList{"true"}).status != 0)
            QSKIP("this system lets no process be watched");
        for (const QStringList &command : {QStringList{"similar", kCats}, QStringList{"--version"}}) {
            Surroundings around = withKey(folder.path());
            addSanitizerOption(around, "detect_leaks=0"); // it traces too, and only one can
            const Run run = runCommand("strace", strace + QStringList{kProgram} + command, around);
            QVERIFY2(run.status == 0, run.err.constData());
            QVERIFY2(!readFile(log).contains("AF_INET"), readFile(log).constData());
        }
        // The watching works.
        HttpServer server(decent);
        runCommand("strace", strace + QStringList{kProgram, "similar", kCats} + serviceAt(server),
                   withKey(folder.path()));
        QVERIFY(readFile(log).contains("AF_INET"));
    }
};

QTEST_GUILESS_MAIN(TestService)
#include "tst_service.moc"
