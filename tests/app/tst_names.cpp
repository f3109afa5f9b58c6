#include "tests/app/run_program.h"
#include "tests/support/chat_server.h"
#include "tests/support/service_faults.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace embedscope;
using namespace embedscope::test;
using Connection = HttpServer::Connection;
using Request = HttpServer::Request;

namespace {

const QByteArray kCanary = QByteArray::fromStdString(kCanaryKey);

Surroundings withKey(const QTemporaryDir &home)
{
    Surroundings around;
    for (const char *name : {"CONFIG", "DATA", "CACHE", "STATE"})
        around.environment.insert(QStringLiteral("XDG_%1_HOME").arg(QLatin1String(name)),
                                  home.filePath(QLatin1String(name)));
    around.environment.insert("OPENAI_API_KEY", QString::fromLatin1(kCanary));
    around.folder = home.path();
    return around;
}

QStringList namesBy(const HttpServer &server, const QStringList &more = {})
{
    return QStringList{"cluster",
                       kCats,
                       "--model",
                       "noise",
                       "-k",
                       "2",
                       "--names",
                       QString::fromStdString(server.url("/v1")),
                       "--names-model",
                       "tiny"} +
           more;
}

} // namespace

/// `cluster --names URL`, run as a person would, against a server of ours.
class TestNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { clearServiceEnvironment(); }

    void named()
    {
        const QTemporaryDir home;
        HttpServer server([](const Request &request, Connection &connection) {
            connection.json(chatAnswer(request.number == 0 ? "\"All about cats\"" : "All about cats"));
        });
        const Run run = runProgram(namesBy(server, {"--json"}), withKey(home));
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonArray clusters = QJsonDocument::fromJson(run.out).object()["clusters"].toArray();
        QCOMPARE(clusters.size(), 2);
        QCOMPARE(clusters[0].toObject()["name"].toString(), QStringLiteral("All about cats"));
        const QString second = clusters[1].toObject()["name"].toString();
        QVERIFY2(second.startsWith("All about cats ") && second.size() > 15, qPrintable(second));
        for (const QJsonValue &cluster : clusters) {
            QCOMPARE(cluster.toObject()["named_by"].toString(), QStringLiteral("tiny"));
            QVERIFY(!cluster.toObject()["words"].toArray().isEmpty());
        }
        const QString host = QString::fromStdString(server.where());
        const QStringList told = QString::fromUtf8(run.err).split('\n');
        QVERIFY2(told[0].startsWith("embedscope: Sending ") && told[0].contains(" texts of 2 clusters, about ") &&
                     told[0].endsWith(" tokens, to " + host + " for names by tiny."),
                 run.err.constData());
        QCOMPARE(told[1], "embedscope: " + host + " answered 2 questions for names and counted 188 tokens.");
        QCOMPARE(told.size(), 3);
        QCOMPARE(server.requests().at(0).header("authorization"), "Bearer " + kCanaryKey);
        const Run table = runProgram(namesBy(server, {"--quiet"}), withKey(home));
        QVERIFY2(table.status == 0 && table.err.isEmpty(), table.err.constData());
        QVERIFY2(table.out.contains("\n1  All about cats  ("), table.out.constData());
    }

    void wordsByThemselves()
    {
        for (const QStringList &more : {QStringList{}, QStringList{"--names", "words"}}) {
            const Run run = runProgram(QStringList{"cluster", kCats, "--model", "noise", "-k", "2", "--json"} + more);
            QVERIFY2(run.status == 0 && run.err.isEmpty(), run.err.constData());
            const QJsonObject cluster = QJsonDocument::fromJson(run.out).object()["clusters"].toArray()[0].toObject();
            QVERIFY(cluster["named_by"].isNull());
            QVERIFY(!cluster["name"].toString().isEmpty());
        }
    }

    void someKeepTheirWords()
    {
        const QTemporaryDir home;
        HttpServer server([](const Request &request, Connection &connection) {
            connection.json(request.number == 0 ? chatAnswer("Cats") : std::string(R"({"choices": []})"));
        });
        const Run run = runProgram(namesBy(server, {"--json"}), withKey(home));
        QVERIFY2(run.status == 0, run.err.constData());
        QVERIFY2(run.err.contains("cluster 2 is named by its words: the answer is empty\n"), run.err.constData());
        const QJsonArray clusters = QJsonDocument::fromJson(run.out).object()["clusters"].toArray();
        QCOMPARE(clusters[0].toObject()["named_by"].toString(), QStringLiteral("tiny"));
        QVERIFY(clusters[1].toObject()["named_by"].isNull());
        QVERIFY(!clusters[1].toObject()["name"].toString().isEmpty());
    }

    void refused_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("401")
            << 401 << QByteArray::fromStdString(Json({{"error", {{"message", "bad key " + kCanaryKey}}}}).dump())
            << QByteArray("the service refuses the key (status 401: bad key [key]). Check that the key "
                          "is whole, valid, and of this service.");
        QTest::newRow("404") << 404 << QByteArray(R"({"error": {"message": "no such model"}})")
                             << QByteArray(
                                    "the service has no such model or no such address (status 404: no such "
                                    "model). Check the model's name (--names-model) and the address (--names); a "
                                    "service on this computer may have to fetch the model first.");
        QTest::newRow("a web page") << 200 << QByteArray("<html><title>Log in</title></html>")
                                    << QByteArray(
                                           "the answer cannot be used (a web page came instead of an answer of a "
                                           "model). Check that the address is that of a service for chat "
                                           "completions, and the model one that writes.");
    }
    void refused()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, sentence);
        const QTemporaryDir home;
        HttpServer server(
            [&](const Request &, Connection &connection) { connection.json(body.toStdString(), status); });
        const Run run = runProgram(namesBy(server), withKey(home));
        QCOMPARE(run.status, 1);
        QCOMPARE(run.out, QByteArray());
        QCOMPARE(run.err.trimmed().split('\n').last(),
                 "embedscope: " + QByteArray::fromStdString(server.where()) + ": " + sentence);
        QVERIFY(!run.err.contains(kCanary));
        for (QDirIterator file(home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); file.hasNext();)
            QVERIFY(!readFile(file.next()).contains(kCanary));
    }

    void aRateLimitIsWaitedOut()
    {
        const QTemporaryDir home;
        HttpServer server([](const Request &request, Connection &connection) {
            if (request.number == 0)
                return connection.answer(429, "{}", {{"Retry-After", "1"}});
            connection.json(chatAnswer("Cats"));
        });
        const Run run = runProgram(namesBy(server), withKey(home));
        QVERIFY2(run.status == 0 && run.err.contains(" s: the service asks us to slow down\n"), run.err.constData());
        QVERIFY2(run.err.contains("answered 2 questions for names in 3 requests"), run.err.constData());
    }

    void stopped()
    {
        const QTemporaryDir home;
        HttpServer server([](const Request &, Connection &connection) { connection.stall(); });
        QProcess process;
        process.setProcessEnvironment(withKey(home).environment);
        process.start(kProgram, namesBy(server));
        QVERIFY(process.waitForStarted());
        for (int i = 0; i < 500 && server.requestCount() == 0; ++i)
            QTest::qWait(10);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(2000));
        QCOMPARE(process.exitCode(), 130);
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("neither") << QStringList{"--names", "gpt"} << QByteArray("is neither words, nor an address");
        QTest::newRow("another scheme") << QStringList{"--names", "ftp://example.org"}
                                        << QByteArray("is neither words, nor an address");
        QTest::newRow("a password") << QStringList{"--names", "https://me:sk-1234@example.org"}
                                    << QByteArray("is neither words, nor an address");
        QTest::newRow("only embeddings") << QStringList{"--names", "voyage"} << QByteArray("Voyage AI has no models");
        QTest::newRow("no model") << QStringList{"--names", "https://example.org/v1"}
                                  << QByteArray("wants the model's name: --names-model NAME");
        QTest::newRow("a model for nothing") << QStringList{"--names-model", "m"} << QByteArray("--names URL");
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, sentence);
        const Run run = runProgram(QStringList{"cluster", kCats} + arguments);
        QVERIFY2(run.status == 2 && run.err.contains(sentence) && !run.err.contains("sk-1234"), run.err.constData());
    }

    void refusedBeforeAnythingIsSent()
    {
        const QTemporaryDir home;
        Surroundings around = withKey(home);
        around.environment.remove("OPENAI_API_KEY");
        const QStringList command{"cluster", kCats, "--model", "noise", "-k", "2", "--names"};
        const Run key = runProgram(command + QStringList{"openai"}, around);
        QVERIFY2(key.status == 1 &&
                     key.err.contains("api.openai.com: the service wants a key, and there is none. Put it "
                                      "into the environment variable OPENAI_API_KEY."),
                 key.err.constData());
        const Run plain = runProgram(command + QStringList{"http://192.0.2.1/v1", "--names-model", "m"}, around);
        QVERIFY2(plain.status == 1 && plain.err.contains("192.0.2.1: over http:// everybody"), plain.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestNames)
#include "tst_names.moc"
