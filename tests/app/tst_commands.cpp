#include "tests/app/run_program.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>

/// What docs/command-line.md promises of each command's output.
class TestCommands : public QObject
{
    Q_OBJECT

    static QJsonObject objectOf(const Run &run)
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(run.out, &error);
        if (error.error != QJsonParseError::NoError)
            qWarning("%s: %s", qPrintable(error.errorString()), run.out.constData());
        return document.object();
    }
    static QStringList keysOf(const QJsonObject &object)
    {
        QStringList keys = object.keys();
        keys.sort();
        return keys;
    }

private Q_SLOTS:
    void similarRanksTheCats()
    {
        const Run run = runProgram({"similar", kCats, "--json"});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.err, QByteArray());
        const QJsonObject object = objectOf(run);
        QCOMPARE(keysOf(object), QStringList({"anchor", "dimensions", "items", "model"}));
        QCOMPARE(object["model"].toString(), QStringLiteral("all-MiniLM-L6-v2"));
        QCOMPARE(object["dimensions"].toInt(), 384);
        QCOMPARE(object["anchor"].toObject()["index"].toInt(-1), 0);
        QCOMPARE(object["anchor"].toObject()["text"].toString(), QStringLiteral("I like cats."));
        const QJsonArray items = object["items"].toArray();
        QCOMPARE(items.size(), 3);
        // sentence-transformers with the original float32 weights
        const double expected[] = {.597, .587, .215};
        for (int i = 0; i < 3; ++i) {
            const QJsonObject item = items[i].toObject();
            QCOMPARE(keysOf(item), QStringList({"index", "rank", "similarity", "text", "tokens", "truncated"}));
            QCOMPARE(item["index"].toInt(), i + 1);
            QCOMPARE(item["rank"].toInt(), i + 1);
            QVERIFY2(std::fabs(item["similarity"].toDouble() - expected[i]) < 6e-4, run.out.constData());
            QCOMPARE(item["truncated"].toBool(true), false);
            QVERIFY(item["tokens"].toInt() > 4);
        }
    }

    void similarAsTable()
    {
        const Run run = runProgram({"similar", kCats});
        QCOMPARE(run.status, 0);
        const QList<QByteArray> lines = run.out.split('\n');
        QVERIFY2(run.out.contains("*      0.597     2  Cats are adorable!\n"), run.out.constData());
        QVERIFY2(run.out.contains("       0.587     3  Cats are a type of animal.\n"), run.out.constData());
        QVERIFY2(run.out.contains("       0.215     4  "), run.out.constData());
        QVERIFY(lines.first().contains("text 1"));
    }

    void similarInInt8()
    {
        const QJsonArray exact = objectOf(runProgram({"similar", kCats, "--json"}))["items"].toArray();
        const Run run = runProgram({"similar", kCats, "--json", "--precision", "int8"});
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonArray items = objectOf(run)["items"].toArray();
        QCOMPARE(items.size(), exact.size());
        bool differs = false;
        for (qsizetype i = 0; i < items.size(); ++i) {
            const QJsonObject item = items[i].toObject();
            QCOMPARE(item["index"], exact[i].toObject()["index"]);
            const double difference = item["similarity"].toDouble() - exact[i].toObject()["similarity"].toDouble();
            QVERIFY(std::fabs(difference) < .02);
            differs = differs || difference != 0;
        }
        QVERIFY(differs);
        QCOMPARE(runProgram({"similar", kCats, "--json", "--precision", "f32"}).out,
                 runProgram({"similar", kCats, "--json"}).out);
    }

    void similarToAnotherText()
    {
        const Run run = runProgram({"similar", kCats, "--to", "kittens are cute", "--top", "2", "--json"});
        QCOMPARE(run.status, 0);
        const QJsonObject object = objectOf(run);
        QVERIFY(object["anchor"].toObject().contains("index"));
        QVERIFY(object["anchor"].toObject()["index"].isNull());
        const QJsonArray items = object["items"].toArray();
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[0].toObject()["index"].toInt(), 1);
    }

    void aTextThatIsCutIsSaid()
    {
        QByteArray words;
        for (int i = 0; i < 400; ++i)
            words += "word ";
        const Run run = runProgram({"similar", "-", "--text", QString::fromLatin1(words)}, {"short\n"});
        QCOMPARE(run.status, 0);
        QVERIFY2(run.out.contains("[cut: 256 of 402 tokens]"), run.out.right(200).constData());
        QVERIFY2(run.err.contains("256") && run.err.contains("402"), run.err.constData());
        const Run quiet =
            runProgram({"similar", "-", "--json", "--quiet", "--text", QString::fromLatin1(words)}, {"short\n"});
        QCOMPARE(quiet.err, QByteArray());
        QCOMPARE(objectOf(quiet)["items"].toArray()[0].toObject()["truncated"].toBool(), true);
    }

    void anUndefinedSimilarityIsNull()
    {
        const QByteArray records = R"([{"text": "a", "embedding": [1, 0]}, {"text": "zero", "embedding": [0, 0]},
            {"text": "b", "embedding": [1, 1]}])";
        const Run run = runProgram({"similar", "-", "--format", "json", "--json"}, {records});
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonArray items = objectOf(run)["items"].toArray();
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[0].toObject()["index"].toInt(), 2);
        QVERIFY(std::fabs(items[0].toObject()["similarity"].toDouble() - std::sqrt(.5)) < 1e-6);
        QVERIFY(items[1].toObject().contains("similarity"));
        QVERIFY(items[1].toObject()["similarity"].isNull());
    }

    /// Whatever is made of a text whose end the model did not see, that is said.
    void aTextThatIsCutIsSaidByEveryCommand()
    {
        const QTemporaryDir folder;
        const QString cut = QStringLiteral("word ").repeated(400);
        for (const QStringList &command :
             {QStringList{"similar"}, QStringList{"embed"}, QStringList{"project"}, QStringList{"cluster"},
              QStringList{"plot", "-o", folder.filePath("a.png"), "--size", "300x200"}}) {
            const Run run = runProgram(command + QStringList{"--text", "short", "--text", cut, "--text", "other"});
            QCOMPARE(run.status, 0);
            QCOMPARE(run.err,
                     QByteArray("embedscope: 1 text is longer than the model's 256 tokens, which sees only the "
                                "beginning; text 2 has 402 tokens.\n"));
        }
        // The same of vectors that come from a file.
        const QString vectors = folder.filePath("v.jsonl");
        QCOMPARE(runProgram({"embed", "--quiet", "--text", "short", "--text", cut, "-o", vectors}).status, 0);
        const Run again = runProgram({"similar", vectors});
        QCOMPARE(again.status, 0);
        QVERIFY2(again.err.contains("1 text is longer than its model sees") && again.err.contains("text 2."),
                 again.err.constData());
        QVERIFY2(again.out.contains("[cut]"), again.out.constData());
        const QJsonObject item = objectOf(runProgram({"similar", vectors, "--json"}))["items"].toArray()[0].toObject();
        QCOMPARE(item["tokens"].toInt(), 256);
        QCOMPARE(item["truncated"].toBool(), true);
        QVERIFY(runProgram({"tokens", "--text", cut}).out.contains("402 tokens; the model sees the first 256"));
    }

    void vectorsOfAModelWithoutAName()
    {
        Surroundings around;
        around.input = "{\"text\": \"a\", \"embedding\": [1, 0]}\n{\"text\": \"b\", \"embedding\": [0, 1]}\n";
        const Run embedded = runProgram({"embed", "-", "--format", "jsonl"}, around);
        QVERIFY2(embedded.status == 0, embedded.err.constData());
        const QList<QByteArray> lines = embedded.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        for (const QByteArray &line : lines)
            QCOMPARE(QJsonDocument::fromJson(line).object()["model"], QJsonValue(QString()));
        const Run table = runProgram({"similar", "-", "--format", "jsonl"}, around);
        QVERIFY2(table.out.contains("(cosine of all 2 dimensions, of a model without a name)"), table.out.constData());
    }

    void aNumberOfClustersAsksForTheirColours()
    {
        const QTemporaryDir folder;
        const auto svg = [&](const QStringList &more, QByteArray *said = nullptr) {
            const QString path = folder.filePath("a.svg");
            const Run run = runProgram(QStringList{"plot", kCats, "-o", path, "--size", "300x200", "-k", "2"} + more);
            if (said)
                *said = run.err;
            return run.status == 0 ? readFile(path) : QByteArray();
        };
        const QByteArray clusters = svg({"--colour", "cluster"});
        QVERIFY(!clusters.isEmpty());
        QVERIFY(svg({}) == clusters);
        QByteArray said;
        QVERIFY(svg({"--colour", "none"}, &said) != clusters);
        QCOMPARE(said, QByteArray("embedscope: -k 2 shows only with --colour cluster\n"));
    }

    void embedPrintsJsonLines()
    {
        const Run run = runProgram({"embed", "--text", "one", "--text", "two words"});
        QCOMPARE(run.status, 0);
        const QList<QByteArray> lines = run.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const QJsonObject object = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(keysOf(object), QStringList({"embedding", "model", "text", "tokens", "truncated"}));
        QCOMPARE(object["text"].toString(), QStringLiteral("two words"));
        QCOMPARE(object["tokens"].toInt(), 4);
        const QJsonArray vector = object["embedding"].toArray();
        QCOMPARE(vector.size(), 384);
        double sum = 0;
        for (const QJsonValue &value : vector)
            sum += value.toDouble() * value.toDouble();
        QVERIFY(std::fabs(sum - 1) < 1e-5);
    }

    void embedFilesHoldTheSameNumbers()
    {
        const QTemporaryDir folder;
        const Run printed = runProgram({"embed", kCats});
        for (const QString ending : {"npy", "csv", "jsonl", "json"})
            QCOMPARE(runProgram({"embed", kCats, "-o", folder.filePath("v." + ending)}).status, 0);
        QCOMPARE(readFile(folder.filePath("v.jsonl")), printed.out);
        const QJsonArray list = QJsonDocument::fromJson(readFile(folder.filePath("v.json"))).array();
        QCOMPARE(list.size(), 4);
        QCOMPARE(list[2].toObject(), QJsonDocument::fromJson(printed.out.split('\n')[2]).object());

        const QByteArray npy = readFile(folder.filePath("v.npy"));
        QVERIFY(npy.startsWith("\x93NUMPY\x01"));
        QVERIFY(npy.contains("'<f4'") && npy.contains("(4, 384)"));
        float first = 0;
        std::memcpy(&first, npy.constData() + npy.size() - 4 * 384 * 4, 4);
        QCOMPARE(static_cast<float>(list[0].toObject()["embedding"].toArray()[0].toDouble()), first);

        // What embed writes, the program reads: the vectors are taken as they are.
        const Run again = runProgram({"similar", folder.filePath("v.json"), "--json"});
        QVERIFY2(again.status == 0, again.err.constData());
        const QJsonObject fresh = objectOf(runProgram({"similar", kCats, "--json"}));
        QCOMPARE(objectOf(again)["items"].toArray()[0].toObject()["similarity"].toDouble(),
                 fresh["items"].toArray()[0].toObject()["similarity"].toDouble());
    }

    void tokens()
    {
        const Run run = runProgram({"tokens", "--text", "I like cats.", "--json"});
        QCOMPARE(run.status, 0);
        const QJsonObject object = objectOf(run);
        QCOMPARE(keysOf(object), QStringList({"items", "model"}));
        const QJsonObject item = object["items"].toArray()[0].toObject();
        QCOMPARE(keysOf(item), QStringList({"ids", "index", "pieces", "text", "truncated"}));
        QCOMPARE(item["ids"].toArray(), QJsonArray({101, 1045, 2066, 8870, 1012, 102}));
        QCOMPARE(item["pieces"].toArray(), QJsonArray({"[CLS]", "i", "like", "cats", ".", "[SEP]"}));
        QCOMPARE(runProgram({"tokens", kCats}).status, 0);
    }

    void projectOnOtherComponents()
    {
        const auto items = [&](const QStringList &more) {
            const Run run = runProgram(QStringList{"project", kCats, "--projection", "pca", "--json"} + more);
            return std::pair(objectOf(run)["items"].toArray(), objectOf(run)["variance"].toArray());
        };
        const auto [usual, usualShares] = items({});
        const auto [other, otherShares] = items({"--components", "2,1"});
        QCOMPARE(other.size(), 4);
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(other[i].toObject()["x"], usual[i].toObject()["y"]);
            QCOMPARE(other[i].toObject()["y"], usual[i].toObject()["x"]);
        }
        QCOMPARE(otherShares[0], usualShares[1]);
        const auto [third, thirdShares] = items({"--components", "1,3"});
        QCOMPARE(third[2].toObject()["x"], usual[2].toObject()["x"]);
        QVERIFY(third[2].toObject()["y"] != usual[2].toObject()["y"]);
        QVERIFY(thirdShares[1].toDouble() <= usualShares[1].toDouble());
        const Run run = runProgram({"project", kCats, "--projection", "umap", "--metric", "euclidean", "--json"});
        QVERIFY2(run.status == 0, run.err.constData());
        QCOMPARE(objectOf(run)["projection"].toString(), QString("umap"));
        QByteArrayList maps;
        for (const QStringList &more : {QStringList{}, QStringList{"--spread", "3"}, QStringList{"--epochs", "20"}}) {
            const Run changed =
                runProgram(QStringList{"project", kCats, "--projection", "umap", "--json", "--quiet"} + more);
            QVERIFY2(changed.status == 0 && changed.err.isEmpty() && !maps.contains(changed.out),
                     changed.err.constData());
            maps << changed.out;
        }
        const Run noted = runProgram({"project", kCats, "--projection", "umap", "--components", "1,3", "--json"});
        QVERIFY2(noted.err.contains("--components"), noted.err.constData());
    }

    void neighboursOfASingleTextAreNotKept()
    {
        const QStringList command = {"project", "--text", "alone", "--model", "noise"};
        const QJsonObject object = objectOf(runProgram(command + QStringList{"--json"}));
        QVERIFY(object["items"].toArray()[0].toObject()["neighbours_kept"].isNull());
        const QJsonObject kept = object["faithfulness"].toObject();
        QCOMPARE(kept.size(), 4);
        for (const QJsonValue &share : kept)
            QVERIFY(share.isNull());
        const Run table = runProgram(command);
        QVERIFY2(table.status == 0 && table.out.endsWith(",\n"), table.out.constData()); // an empty cell
    }

    void project_data()
    {
        QTest::addColumn<QString>("projection");
        QTest::newRow("pca") << "pca";
        QTest::newRow("mds") << "mds";
        QTest::newRow("umap") << "umap";
        QTest::newRow("tsne") << "tsne";
    }
    void project()
    {
        QFETCH(QString, projection);
        const Run run = runProgram({"project", kCats, "--projection", projection, "--json"});
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonObject object = objectOf(run);
        QStringList keys = {"faithfulness", "items", "model", "projection", "seed"};
        if (projection == "pca")
            keys.append("variance");
        QCOMPARE(keysOf(object), keys);
        QCOMPARE(object["projection"].toString(), projection);
        QCOMPARE(object["seed"].toInt(), 1);
        QCOMPARE(keysOf(object["faithfulness"].toObject()),
                 QStringList({"continuity", "neighbours_kept", "shuffled", "trustworthiness"}));
        const QJsonArray items = object["items"].toArray();
        QCOMPARE(items.size(), 4);
        QCOMPARE(keysOf(items[0].toObject()), QStringList({"cluster", "index", "neighbours_kept", "text", "x", "y"}));
        QVERIFY(items[0].toObject()["x"].toDouble() >= 0); // the first lies right of and above the middle
        QVERIFY(items[0].toObject()["y"].toDouble() >= 0);
        if (projection == "pca") {
            const QJsonArray variance = object["variance"].toArray();
            QVERIFY(std::fabs(variance[0].toDouble() - .541) < 2e-3);
            QVERIFY(std::fabs(variance[1].toDouble() - .240) < 2e-3);
        }
    }

    void theMapFitsTheNumberOfTexts_data()
    {
        QTest::addColumn<int>("texts");
        QTest::addColumn<QStringList>("asked");
        QTest::addColumn<QString>("projection");
        QTest::newRow("299") << 299 << QStringList() << "pca";
        QTest::newRow("300") << 300 << QStringList() << "umap";
        QTest::newRow("300, asked") << 300 << QStringList{"--projection", "pca"} << "pca";
    }
    void theMapFitsTheNumberOfTexts()
    {
        QFETCH(int, texts);
        QFETCH(QStringList, asked);
        QFETCH(QString, projection);
        const QTemporaryDir folder;
        QByteArray lines;
        for (int i = 0; i < texts; ++i)
            lines += "text " + QByteArray::number(i) + "\n";
        const QString file = folder.filePath("texts.txt");
        QVERIFY(writeFile(file, lines));
        const Run run = runProgram(QStringList{"project", file, "--model", "noise", "--json"} + asked);
        QVERIFY2(run.status == 0, run.err.constData());
        QCOMPARE(objectOf(run)["projection"].toString(), projection);
        QCOMPARE(run.err.contains("--projection pca"), projection == "umap");
    }

    void coloursByWhat_data()
    {
        QTest::addColumn<QString>("by");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says"); // in the picture's legend, or on standard error
        QTest::newRow("angle") << "angle" << 0 << QByteArray("angle to");
        QTest::newRow("distance") << "distance" << 0 << QByteArray("distance to");
        QTest::newRow("number") << "number:17" << 0 << QByteArray("number 17 of 384");
        QTest::newRow("length") << "length" << 0 << QByteArray("length of the vector");
        QTest::newRow("kept") << "kept" << 0 << QByteArray("nearest kept on the map");
        QTest::newRow("column") << "column:price" << 0 << QByteArray("price");
        QTest::newRow("phrase") << "phrase:a warm day" << 0 << QByteArray("a warm day");
        QTest::newRow("spectrum") << "spectrum:cheap, low .. dear" << 0 << QByteArray("cheap, low");
        QTest::newRow("no such number") << "number:385" << 1 << QByteArray("has 384 numbers");
        QTest::newRow("no such column") << "column:cost" << 1 << QByteArray("these hold numbers: price");
        QTest::newRow("no numbers") << "column:note" << 1 << QByteArray("does not hold numbers");
        QTest::newRow("number 0") << "number:0" << 2 << QByteArray("number:17");
        QTest::newRow("no phrase") << "phrase: " << 2 << QByteArray("the phrase is missing");
        QTest::newRow("one end") << "spectrum:cheap" << 2 << QByteArray("two dots");
        QTest::newRow("equal ends") << "spectrum:cheap .. cheap" << 1 << QByteArray("axis");
        QTest::newRow("nothing known") << "colour" << 2 << QByteArray("none of similarity");
    }
    void coloursByWhat()
    {
        QFETCH(QString, by);
        QFETCH(int, status);
        QFETCH(QByteArray, says);
        const QTemporaryDir folder;
        const QString table = folder.filePath("table.csv");
        QVERIFY(writeFile(table, "text,price,note\n\"I like cats, really.\",3,a\nCats are adorable!,4.5,b\n"
                                 "Cats are a kind of animal.,,c\nIt prints out whatever it reads.,-2,d\n"));
        const QString picture = folder.filePath("map.svg");
        const Run run = runProgram(
            {"plot", table, "--text-column", "text", "-o", picture, "--colour", by, "--model", "noise", "--no-recipe"});
        QVERIFY2(run.status == status, run.err.constData());
        if (status != 0) {
            QVERIFY2(run.err.contains(says), run.err.constData());
            return;
        }
        QVERIFY2(readFile(picture).size() > 1000, run.err.constData());
    }

    void projectAsCsv()
    {
        const QTemporaryDir folder;
        const Run run = runProgram({"project", kCats});
        QCOMPARE(run.status, 0);
        const QList<QByteArray> lines = run.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines[0].trimmed(), QByteArray("index,text,x,y,cluster,neighbours_kept"));
        QVERIFY(lines[1].startsWith("0,I like cats.,"));
        const QString file = folder.filePath("map.csv");
        QCOMPARE(runProgram({"project", kCats, "-o", file}).out, QByteArray());
        QCOMPARE(readFile(file), run.out);
    }

    void clusterFindsTheGroups()
    {
        const Run run = runProgram({"cluster", kSamples + "/dogs-and-hamburger.txt", "-k", "2", "--json"});
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonObject object = objectOf(run);
        QCOMPARE(keysOf(object), QStringList({"clusters", "items", "method", "model", "seed"}));
        QCOMPARE(object["method"].toString(), QStringLiteral("kmeans"));
        const QJsonArray clusters = object["clusters"].toArray();
        QCOMPARE(clusters.size(), 2);
        QCOMPARE(keysOf(clusters[0].toObject()), QStringList({"central", "id", "name", "named_by", "size", "words"}));
        QCOMPARE(clusters[0].toObject()["size"].toInt(), 2);
        const QJsonArray items = object["items"].toArray();
        QCOMPARE(items[0].toObject()["cluster"].toInt(-9), 0);
        QCOMPARE(items[1].toObject()["cluster"].toInt(-9), 0);
        QCOMPARE(items[2].toObject()["cluster"].toInt(-9), 1);
        QCOMPARE(runProgram({"cluster", kCats}).status, 0);
    }

    void clusterOfEqualTextsSaysSo()
    {
        QStringList command{"cluster", "--model", "noise"};
        for (int i = 0; i < 8; ++i)
            command << "--text" << "the same";
        const Run run = runProgram(command);
        QVERIFY2(run.out.startsWith("1 cluster of 8 texts, noise; to this model all texts are the same\n"), run.out);
        QCOMPARE(run.err, QByteArray());
    }

    /// plot and project take what cluster takes, and "the map" is the one that is drawn.
    void clustersByDensityEverywhere()
    {
        const QTemporaryDir folder;
        QByteArray lines;
        for (int i = 0; i < 60; ++i)
            lines += "text " + QByteArray::number(i * i) + '\n';
        const QString file = folder.filePath("texts.txt");
        QVERIFY(writeFile(file, lines));
        const QStringList density{file, "--model", "noise", "--method", "hdbscan", "--min-size", "4", "--space", "map"};
        const auto labels = [](const Run &run) {
            QList<int> all;
            for (const QJsonValue &item : objectOf(run)["items"].toArray())
                all << item.toObject()["cluster"].toInt(-9);
            return all;
        };
        QList<QList<int>> found;
        for (const QString &projection : {QStringLiteral("pca"), QStringLiteral("tsne")}) {
            const QStringList map{"--projection", projection, "--json"};
            const Run cluster = runProgram(QStringList{"cluster"} + density + map);
            QVERIFY2(cluster.status == 0, cluster.err.constData());
            const QJsonObject object = objectOf(cluster);
            QCOMPARE(object["space"].toString(), QStringLiteral("map"));
            QCOMPARE(object["projection"].toString(), projection);
            QCOMPARE(object["min_size"].toInt(), 4);
            const Run project = runProgram(QStringList{"project"} + density + map);
            QVERIFY2(project.status == 0, project.err.constData());
            QCOMPARE(labels(project), labels(cluster));
            QVERIFY(object["noise"].toInt() == labels(cluster).count(-1));
            found << labels(cluster);
        }
        QVERIFY(found[0] != found[1]);
        // Clusters are asked for to see them; the legend says how many texts are in none.
        const QString picture = folder.filePath("map.svg");
        const Run plot = runProgram(QStringList{"plot", "-o", picture, "--projection", "pca"} + density);
        QVERIFY2(plot.status == 0 && plot.err.isEmpty(), plot.err.constData());
        QVERIFY(found[0].contains(-1) && readFile(picture).contains("in no cluster"));
        // Without clusters there is no mark to explain.
        const Run none = runProgram({"cluster", kCats, "--model", "noise", "--method", "hdbscan"});
        QVERIFY2(none.status == 0 && none.out.startsWith("0 clusters") && !none.out.contains('*'),
                 none.out.constData());
        const Run idle = runProgram({"cluster", kCats, "--model", "noise", "--min-size", "4", "--projection", "mds"});
        QVERIFY2(idle.status == 0 && idle.err.contains("--min-size and --space are settings of --method hdbscan") &&
                     idle.err.contains("--projection is a setting of --space map"),
                 idle.err.constData());
    }

    void settingsOfAnotherMap()
    {
        const Run idle = runProgram({"project", kCats, "--model", "noise", "--perplexity", "5"});
        QVERIFY2(idle.status == 0 && idle.err.contains("--perplexity is a setting of --projection tsne"),
                 idle.err.constData());
    }

    void plotDrawsTheSameBytes()
    {
        const QTemporaryDir folder;
        const QString first = folder.filePath("a.png");
        const QString second = folder.filePath("b.png");
        const Run run = runProgram({"plot", kCats, "-o", first, "--size", "640x400"});
        QVERIFY2(run.status == 0, run.err.constData());
        QCOMPARE(run.out, QByteArray());
        QCOMPARE(runProgram({"plot", kCats, "-o", second, "--size", "640x400", "--threads", "1"}).status, 0);
        const QByteArray picture = readFile(first);
        QVERIFY(picture.startsWith("\x89PNG"));
        QCOMPARE(picture.mid(16, 8).toHex(), QByteArray("0000028000000190")); // 640, 400
        QVERIFY(picture == readFile(second));
        QCOMPARE(runProgram({"plot", kCats, "-o", second, "--size", "640x400", "--scale", "2"}).status, 0);
        QCOMPARE(readFile(second).mid(16, 8).toHex(), QByteArray("0000050000000320"));
    }

    /// The picture carries what its map was made of, unless it is not to; never where anything lay.
    void plotCarriesItsRecipe()
    {
        const QTemporaryDir folder;
        const QString texts = folder.filePath("secret-place/kittens.txt");
        QVERIFY(QDir(folder.path()).mkdir("secret-place"));
        QVERIFY(writeFile(texts, "I like kittens.\nRain.\nMore rain.\n"));
        for (const QString name : {"a.png", "a.svg", "a.pdf"}) {
            const QStringList command{"plot",   texts,     "--model", "noise",
                                      "--size", "300x200", "-o",      folder.filePath(name)};
            QCOMPARE(runProgram(command).status, 0);
            const QByteArray with = readFile(folder.filePath(name));
            QVERIFY(with.contains("\"title\":\"kittens\"") && with.contains("\"texts\":[\"I like kittens.\""));
            QVERIFY(!with.contains("secret-place"));
            QCOMPARE(runProgram(command + QStringList{"--no-recipe"}).status, 0);
            QVERIFY(!readFile(folder.filePath(name)).contains("\"texts\""));
        }
    }

    void plotOtherKinds_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("svg") << "svg" << QStringList();
        QTest::newRow("pdf") << "pdf" << QStringList{"--theme", "dark"};
        QTest::newRow("clusters") << "svg" << QStringList{"--color", "cluster", "-k", "2"};
        QTest::newRow("none") << "svg" << QStringList{"--colour", "none", "--projection", "mds"};
    }
    void plotOtherKinds()
    {
        QFETCH(QString, ending);
        QFETCH(QStringList, options);
        const QTemporaryDir folder;
        const QString file = folder.filePath("map." + ending);
        const Run run = runProgram(QStringList{"plot", kCats, "-o", file} + options);
        QVERIFY2(run.status == 0, run.err.constData());
        const QByteArray picture = readFile(file);
        if (ending == "svg") {
            QVERIFY(picture.contains("<svg"));
            QVERIFY(picture.contains("adorable"));
        } else {
            QVERIFY(picture.startsWith("%PDF"));
        }
    }

    void theSameBytesWithAnyNumberOfThreads_data()
    {
        QTest::addColumn<QStringList>("command");
        const QString topics = kSamples + "/ten-topics.csv";
        QTest::newRow("embed") << QStringList{"embed", topics, "--text-column", "text"};
        QTest::newRow("project") << QStringList{"project", topics, "--json"};
        QTest::newRow("cluster") << QStringList{"cluster", topics, "--json"};
    }
    void theSameBytesWithAnyNumberOfThreads()
    {
        QFETCH(QStringList, command);
        const Run one = runProgram(command + QStringList{"--threads", "1"});
        const Run three = runProgram(command + QStringList{"--threads", "3"});
        QVERIFY2(one.status == 0, one.err.constData());
        QVERIFY(one.out.size() > 1000);
        QVERIFY(one.out == three.out);
    }

    void filesStandardInputAndTextsInOrder()
    {
        const Run run =
            runProgram({"cluster", "-", kCats, "--text", "last", "--model", "noise", "--json"}, {"first\nsecond\n"});
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonArray items = objectOf(run)["items"].toArray();
        QCOMPARE(items.size(), 7);
        QCOMPARE(items[0].toObject()["text"].toString(), QStringLiteral("first"));
        QCOMPARE(items[2].toObject()["text"].toString(), QStringLiteral("I like cats."));
        QCOMPARE(items[6].toObject()["text"].toString(), QStringLiteral("last"));
        QCOMPARE(objectOf(run)["model"].toString(), QStringLiteral("noise"));
    }

    void textsAreTakenAsTheyStand()
    {
        const QStringList texts = {"[a,b]", "{}", "-x", "\"q\"", "a=b", "", "  "};
        QStringList arguments = {"cluster", "--model", "noise", "--json"};
        for (const QString &text : texts)
            arguments += {"--text", text};
        const Run run = runProgram(arguments);
        QVERIFY2(run.status == 0, run.err.constData());
        const QJsonArray items = objectOf(run)["items"].toArray();
        QCOMPARE(items.size(), texts.size());
        for (int i = 0; i < texts.size(); ++i)
            QCOMPARE(items[i].toObject()["text"].toString(), texts[i]);
        QVERIFY2(run.err.contains("left out"), run.err.constData());
    }

    void helpHasExamplesAndNothingOfLaterReleases_data()
    {
        QTest::addColumn<QString>("command");
        for (const char *command : {"", "similar", "embed", "plot", "project", "cluster", "tokens"})
            QTest::newRow(*command ? command : "embedscope") << command;
    }
    void helpHasExamplesAndNothingOfLaterReleases()
    {
        QFETCH(QString, command);
        const Run run = runProgram(command.isEmpty() ? QStringList{"--help"} : QStringList{command, "--help"});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.err, QByteArray());
        QVERIFY2(run.out.contains("Examples:") && run.out.contains("embedscope " + command.toUtf8()),
                 run.out.constData());
        QVERIFY(!run.out.toLower().contains("probe"));
    }

    void version()
    {
        const Run run = runProgram({"--version"});
        QCOMPARE(run.status, 0);
        QCOMPARE(run.out, QByteArray("embedscope " EMBEDSCOPE_VERSION "\n"));
        for (const char *command : {"similar", "embed", "plot", "project", "cluster", "tokens"}) {
            const Run ofCommand = runProgram({command, "--version"});
            QCOMPARE(ofCommand.status, 0);
            QCOMPARE(ofCommand.out, run.out);
            QVERIFY(runProgram({command, "--help"}).out.contains("--version"));
        }
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
