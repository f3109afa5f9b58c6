#include "tests/app/run_program.h"
#include "tests/support/fake_hub.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace embedscope::test;

namespace {

struct Home
{
    QTemporaryDir folder;
    Surroundings around;

    Home()
    {
        around.environment.insert(QStringLiteral("XDG_DATA_HOME"), folder.filePath(QStringLiteral("data")));
        around.environment.insert(QStringLiteral("XDG_CACHE_HOME"), folder.filePath(QStringLiteral("cache")));
        around.environment.remove(QStringLiteral("HF_TOKEN"));
        around.environment.remove(QStringLiteral("HF_ENDPOINT"));
    }
    Run run(const QStringList &arguments) const { return runProgram(arguments, around); }
    bool has(const QString &name) const
    {
        return QDir(folder.filePath(QStringLiteral("data/embedscope/models/") + name)).exists();
    }
};

const QString kTinyFolder = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/reference/model_tiny");

QByteArray lines(int count)
{
    QByteArray texts;
    for (int i = 0; i < count; ++i)
        texts += "sentence number " + QByteArray::number(i) + " about " +
                 (i % 3 == 0   ? "cats"
                  : i % 3 == 1 ? "trains"
                               : "tea") +
                 "\n";
    return texts;
}

} // namespace

/// `model`, `cache` and `compare`, as docs/command-line.md says.
class TestModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void addListUseRemove()
    {
        const Home home;
        Run run = home.run({"model", "list"});
        QCOMPARE(run.status, 0);
        QVERIFY(run.out.contains("all-MiniLM-L6-v2") && run.out.contains("(shipped)") && run.out.contains("noise"));
        QVERIFY(run.out.contains("paraphrase-multilingual-MiniLM-L12-v2")); // of the catalogue
        run = home.run({"model", "add", kTinyFolder, "--as", "tiny"});
        QCOMPARE(run.status, 0);
        QVERIFY(run.out.startsWith("Added tiny"));
        QVERIFY(home.run({"model", "list"}).out.contains("tiny"));
        QCOMPARE(home.run({"similar", kCats, "--model", "tiny"}).status, 0);
        run = home.run({"model", "add", kTinyFolder, "--as", "tiny"});
        QCOMPARE(run.status, 1);
        QVERIFY2(run.err.contains("already"), run.err.constData());
        QCOMPARE(home.run({"model", "remove", "tiny"}).status, 0);
        QVERIFY(!home.has(QStringLiteral("tiny")));
        run = home.run({"model", "remove", "all-MiniLM-L6-v2"}); // not ours to delete
        QCOMPARE(run.status, 1);
        QCOMPARE(home.run({"model", "remove", "../models"}).status, 1);
    }

    void wrongUsage()
    {
        const Home home;
        for (const QStringList &words : {QStringList{"model"},
                                         {"model", "fetch"},
                                         {"model", "get"},
                                         {"model", "add"},
                                         {"cache", "--all"},
                                         {"compare", kCats},
                                         {"model", "list", "more"}}) {
            const Run run = home.run(words);
            QVERIFY2(run.status == 2, qPrintable(words.join(QLatin1Char(' '))));
            QVERIFY(run.out.isEmpty());
        }
        const Run help = home.run({"model", "get", "--help"});
        QCOMPARE(help.status, 0);
        QVERIFY2(help.out.contains("--endpoint"), help.out.constData());
    }

    // Never without a click: no terminal and no --yes downloads nothing.
    void getAsksFirst()
    {
        Home home;
        FakeHub hub;
        home.around.environment.insert(QStringLiteral("HF_ENDPOINT"), QString::fromStdString(hub.server.url("")));
        home.around.input = "y\n";
        Run run = home.run({"model", "get", "org/tiny"});
        QCOMPARE(run.status, 1);
        QVERIFY2(run.err.contains("apache-2.0") && run.err.contains("127.0.0.1") && run.err.contains("--yes"),
                 run.err.constData());
        QCOMPARE(hub.requestsFor("resolve"), std::size_t{0});
        QVERIFY(!home.has(QStringLiteral("tiny")));

        run = home.run({"model", "get", "org/tiny", "--yes"});
        QVERIFY2(run.status == 0, run.err.constData());
        QVERIFY(run.out.contains("--model tiny"));
        QVERIFY(home.has(QStringLiteral("tiny")));
        QCOMPARE(home.run({"similar", kCats, "--model", "tiny"}).status, 0);
        QVERIFY(home.run({"model", "list"}).out.contains("apache-2.0, "));
        run = home.run({"model", "get", "org/tiny", "--yes"});
        QCOMPARE(run.status, 1);
        QVERIFY(run.err.contains("already"));
        QCOMPARE(home.run({"model", "get", "org/tiny", "--yes", "--as", "second", "--quiet"}).err, QByteArray());
    }

    void getRefuses()
    {
        Home home;
        FakeHub hub;
        const QString endpoint = QString::fromStdString(hub.server.url(""));
        for (const char *id : {"tiny", "../x", "org/../x", "https://example.org/x"}) {
            const Run run = home.run({"model", "get", id, "--yes", "--endpoint", endpoint});
            QCOMPARE(run.status, 1);
        }
        QCOMPARE(hub.server.requestCount(), std::size_t{0});
        Run run = home.run({"model", "get", "org/none", "--yes", "--endpoint", endpoint});
        QCOMPARE(run.status, 1);
        QVERIFY2(run.err.contains("org/none"), run.err.constData());
        hub.contents["vocab.txt"] = std::string(hub.files["vocab.txt"].size(), 'x');
        run = home.run({"model", "get", "org/tiny", "--yes", "--endpoint", endpoint});
        QCOMPARE(run.status, 1);
        QVERIFY2(run.err.contains("vocab.txt"), run.err.constData());
        QVERIFY(!home.has(QStringLiteral("tiny")));
    }

    void cacheIsShownAndEmptied()
    {
        Home home;
        home.around.input = lines(100);
        Run run = home.run({"cache"});
        QCOMPARE(run.status, 0);
        QVERIFY2(run.out.contains("vectors.sqlite") && run.out.contains("\n0 vectors, "), run.out.constData());
        const Run first = home.run({"embed", "-", "--quiet"});
        QCOMPARE(first.status, 0);
        run = home.run({"cache"});
        QVERIFY2(run.out.contains("\n100 vectors, ") && run.out.contains("all-MiniLM-L6-v2"), run.out.constData());
        // The same bytes from the cache, and without it.
        QCOMPARE(home.run({"embed", "-", "--quiet"}).out, first.out);
        QCOMPARE(home.run({"embed", "-", "--quiet", "--no-cache"}).out, first.out);
        run = home.run({"cache", "--clear"});
        QCOMPARE(run.status, 0);
        QVERIFY(run.out.contains("100 vectors"));
        QVERIFY(home.run({"cache"}).out.contains("\n0 vectors, "));
        QCOMPARE(home.run({"embed", "-", "--quiet", "--no-cache"}).status, 0);
        QVERIFY(home.run({"cache"}).out.contains("\n0 vectors, "));
    }

    void withoutAPlaceForTheCache()
    {
        Home home;
        home.around.input = lines(100);
        home.around.environment.insert(QStringLiteral("XDG_CACHE_HOME"), QStringLiteral("/proc/none"));
        const Run run = home.run({"embed", "-"});
        QCOMPARE(run.status, 0);
        QVERIFY2(run.err.contains("cannot be used"), run.err.constData());
        QCOMPARE(run.out.count('\n'), 100);
        QCOMPARE(home.run({"cache"}).status, 1);
    }

    void compareTwoModels()
    {
        Home home;
        home.around.input = lines(60);
        const Run run = home.run({"compare", "-", "--with", "noise", "--json"});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.err, QByteArray());
        const QJsonObject object = QJsonDocument::fromJson(run.out).object();
        QStringList keys = object.keys();
        QCOMPARE(keys,
                 QStringList({"by_chance", "items", "mean_jaccard", "model", "most_moved", "neighbours", "with"}));
        QCOMPARE(object["model"].toString(), QStringLiteral("all-MiniLM-L6-v2"));
        QCOMPARE(object["with"].toString(), QStringLiteral("noise"));
        QCOMPARE(object["neighbours"].toInt(), 10);
        QCOMPARE(object["items"].toArray().size(), 60);
        QCOMPARE(object["most_moved"].toArray().size(), 10);
        QVERIFY(qAbs(object["mean_jaccard"].toDouble() - object["by_chance"].toDouble()) < 0.05); // noise knows nothing
        const QJsonObject item = object["items"].toArray()[7].toObject();
        QCOMPARE(item.keys(), QStringList({"gained", "index", "jaccard", "lost", "text"}));
        QCOMPARE(item["index"].toInt(), 7);
        QCOMPARE(item["lost"].toArray().size(), item["gained"].toArray().size());

        const Run same = home.run({"compare", "-", "--with", "all-MiniLM-L6-v2", "--json"});
        QCOMPARE(QJsonDocument::fromJson(same.out).object()["mean_jaccard"].toDouble(), 1.0);
        const Run table = home.run({"compare", "-", "--with", "noise", "--top", "3"});
        QCOMPARE(table.status, 0);
        QCOMPARE(table.out.count("lost "), 3);
        QCOMPARE(home.run({"compare", "-", "--with", "nosuch"}).status, 1);
    }

    void compareTextsWithoutADirection()
    {
        Home home;
        QByteArray zeros;
        for (int i = 0; i < 5; ++i)
            zeros += "{\"text\": \"text " + QByteArray::number(i) + "\", \"model\": \"m\", \"embedding\": [0, 0]}\n";
        const QStringList command{"compare", "-", "--format", "jsonl", "--with", "noise"};
        home.around.input = zeros;
        const Run table = home.run(command);
        QCOMPARE(table.out, QByteArray("5 texts are left out: their vectors are zero under one of the models, so that "
                                       "similarity is undefined.\nThere is nothing to compare.\n"));
        const QJsonObject object = QJsonDocument::fromJson(home.run(command + QStringList{"--json"}).out).object();
        QVERIFY(object["mean_jaccard"].isNull() && object["by_chance"].isNull());
        QCOMPARE(object["items"].toArray().size(), 5);
        QVERIFY(object["items"].toArray()[0].toObject()["jaccard"].isNull());
        const Run outliers = home.run({"outliers", "-", "--format", "jsonl"});
        QVERIFY2(outliers.out.contains("\nNo two texts can be compared"), outliers.out.constData());
    }
};

QTEST_GUILESS_MAIN(TestModels)
#include "tst_models.moc"
