#include "tests/app/run_program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

/// Meaning axes, spectrum, labels, classify and outliers, as docs/command-line.md has them.
class TestLearn : public QObject
{
    Q_OBJECT
    static QJsonObject objectOf(const Run &run)
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(run.out, &error);
        if (run.status != 0 || error.error != QJsonParseError::NoError)
            qWarning("%d %s %s", run.status, run.err.constData(), run.out.constData());
        return document.object();
    }
    QTemporaryDir m_folder;
    QString file(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(name);
        return writeFile(path, bytes) ? path : QString();
    }

private Q_SLOTS:
    void theKingAndTheQueenOnAxes()
    {
        const QString words = kSamples + "/king-and-queen.txt";
        const QStringList command{"project",      words,      "--axis-x",
                                  "man .. woman", "--axis-y", "commoner .. royal, king, queen"};
        const Run run = runProgram(command + QStringList{"--json"});
        const QJsonObject object = objectOf(run);
        QCOMPARE(object["projection"].toString(), QStringLiteral("axes"));
        const QJsonObject axes = object["axes"].toObject();
        QCOMPARE(axes.keys(), QStringList({"orthogonal", "x", "y"}));
        QCOMPARE(axes["y"].toObject().keys(), QStringList({"gap", "held_out", "high", "in_order", "low"}));
        QCOMPARE(axes["y"].toObject()["high"].toArray(), QJsonArray({"royal", "king", "queen"}));
        QCOMPARE(axes["x"].toObject()["in_order"].toDouble(), 1.0);
        QVERIFY(axes["x"].toObject()["held_out"].isNull());
        for (const QJsonValue &value : object["items"].toArray()) {
            const QJsonObject item = value.toObject();
            const QString text = item["text"].toString();
            if (text == "queen")
                QVERIFY(item["x"].toDouble() > 0 && item["y"].toDouble() > 0);
            if (text == "man")
                QVERIFY(item["x"].toDouble() < 0);
        }
        const QJsonObject one = objectOf(runProgram({"project", words, "--axis-x", "man .. woman", "--json"}));
        const QJsonObject rest = one["axes"].toObject()["y"].toObject();
        QCOMPARE(rest.keys(), QStringList({"high", "low", "share"}));
        QVERIFY(rest["share"].toDouble() > 0 && rest["share"].toDouble() < 1);
    }

    void spectrum()
    {
        const QString words = file("words.txt", "stone\nfreedom\nchair\njustice\n");
        const QStringList command{"spectrum", "idea, truth .. hammer, table", words};
        const QJsonObject object = objectOf(runProgram(command + QStringList{"--json"}));
        QCOMPARE(object.keys(), QStringList({"gap", "held_out", "high", "in_order", "items", "low", "model"}));
        const QJsonArray items = object["items"].toArray();
        QCOMPARE(items.size(), 4);
        double place[4];
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(items[i].toObject()["index"].toInt(), i);
            place[i] = items[i].toObject()["place"].toDouble();
        }
        QVERIFY(place[1] < place[0] && place[1] < place[2] && place[3] < place[0] && place[3] < place[2]);
        const Run table = runProgram(command);
        QCOMPARE(table.status, 0);
        QVERIFY2(table.out.indexOf("freedom") < table.out.indexOf("chair"), table.out.constData());
        QVERIFY(table.out.contains("(0)") && table.out.contains("(1)"));
        // The ends' averages lie at 0 and 1: with one example each, that is where they are.
        const QJsonArray ends =
            objectOf(runProgram({"spectrum", "chair .. stone", words, "--model", "noise", "--json"}))["items"]
                .toArray();
        QVERIFY(std::fabs(ends[2].toObject()["place"].toDouble()) < 1e-6);
        QVERIFY(std::fabs(ends[0].toObject()["place"].toDouble() - 1) < 1e-6);
    }

    void labels()
    {
        const QString csv =
            file("l.csv", "text,kind\nThe striker scored twice in the final.,play\n"
                          "Plan your day and finish tasks early.,work\nThe goalkeeper saved it.,play\n");
        const QJsonObject object = objectOf(
            runProgram({"labels", "sports, productivity, group:play", csv, "--group-column", "kind", "--json"}));
        QCOMPARE(object.keys(), QStringList({"items", "labels", "model"}));
        const QJsonArray names = object["labels"].toArray();
        QCOMPARE(names[0].toObject()["kind"].toString(), QStringLiteral("word"));
        QVERIFY(names[0].toObject()["size"].isNull());
        QCOMPARE(names[2].toObject()["name"].toString(), QStringLiteral("play"));
        QCOMPARE(names[2].toObject()["size"].toInt(), 2);
        const QJsonArray items = object["items"].toArray();
        QCOMPARE(items.size(), 3);
        const QJsonArray first = items[0].toObject()["scores"].toArray();
        const QJsonArray second = items[1].toObject()["scores"].toArray();
        QCOMPARE(first.size(), 3);
        QVERIFY(first[0].toDouble() > first[1].toDouble() && second[1].toDouble() > second[0].toDouble());
        QVERIFY(first[2].toDouble() > second[2].toDouble());
        QCOMPARE(items[1].toObject()["nearest"].toInt(), 1);
        const Run table = runProgram({"labels", "sports, fun", csv});
        QVERIFY2(table.status == 0 && table.out.contains("sports") && table.out.contains("*0."), table.out.constData());
    }

    void labelsGivenTwiceAreUsedOnce()
    {
        const QString words = file("twice.txt", "a goal\na plan\n");
        const Run run = runProgram({"labels", "sports, fun, sports, fun", words, "--model", "noise", "--json"});
        const QJsonObject object = objectOf(run);
        QCOMPARE(object["labels"].toArray().size(), 2);
        QCOMPARE(object["items"].toArray()[0].toObject()["scores"].toArray().size(), 2);
        QCOMPARE(run.err,
                 QByteArray("embedscope: The label \u201csports\u201d is given more than once; it is used once.\n"));
        const Run quiet = runProgram({"labels", "a, a", words, "--model", "noise", "--quiet"});
        QCOMPARE(quiet.err, QByteArray());
        QCOMPARE(quiet.out.count("     a"), 1);
        // A word and the group of that name are two labels.
        QCOMPARE(runProgram({"labels", "a, b", words, "--model", "noise"}).err, QByteArray());
    }

    void classify()
    {
        const QString feelings = kSamples + "/happy-or-sad.csv";
        const QString fresh = file("fresh.txt", "What a joyful day!\nShe wept alone all night.\n");
        const Run run = runProgram({"classify", feelings, "--apply", fresh, "--text", "Hooray, we won!", "--json"});
        const QJsonObject object = objectOf(run);
        QCOMPARE(object.keys(),
                 QStringList({"accuracy", "always_largest", "applied", "column", "confusion", "folds", "groups",
                              "held_out", "items", "method", "mistakes", "model", "nearest_name", "seed"}));
        QCOMPARE(object["column"].toString(), QStringLiteral("feeling"));
        QVERIFY(object["accuracy"].toDouble() > 0.85);
        QVERIFY(object["nearest_name"].toDouble() > 0.5);
        QCOMPARE(object["folds"].toInt(), 5);
        const QJsonArray items = object["items"].toArray();
        QCOMPARE(items.size(), object["held_out"].toInt() + 1); // and the typed one
        const QJsonObject typed = items.last().toObject();
        QVERIFY(typed["group"].isNull());
        QCOMPARE(typed["guess"].toString(), QStringLiteral("happy"));
        QCOMPARE(typed["probabilities"].toArray().size(), 2);
        const QJsonArray applied = object["applied"].toArray();
        QCOMPARE(applied.size(), 2);
        QCOMPARE(applied[1].toObject()["index"].toInt(), 1);
        QCOMPARE(applied[0].toObject()["guess"].toString(), QStringLiteral("happy"));
        QCOMPARE(applied[1].toObject()["guess"].toString(), QStringLiteral("sad"));
        const Run table = runProgram({"classify", feelings, "--apply", fresh, "--model", "noise"});
        QVERIFY2(table.status == 0 && table.out.contains("Guessed") && table.out.contains("5 folds"),
                 table.err.constData());
    }

    void classifyNumbersAndSmallGroups()
    {
        QByteArray rows = "text,stars,kind\n";
        const char *words[] = {"awful", "bad", "fair", "good", "great"};
        for (int i = 0; i < 30; ++i)
            rows += QByteArray("a ") + words[i % 5] + " dinner " + QByteArray::number(i) + "," +
                    QByteArray::number(i % 5 + 1) + (i == 3 ? ".5%," : ".5,") + // as the window reads numbers
                    (i == 7  ? "alone"
                     : i % 2 ? "odd"
                             : "even") +
                    "\n";
        rows += "a great evening,,\n";
        const QString csv = file("stars.csv", rows);
        const QJsonObject object = objectOf(runProgram({"classify", csv, "--text-column", "text", "--group-column",
                                                        "kind", "--number-column", "stars", "--json"}));
        QCOMPARE(object.keys(),
                 QStringList({"applied", "column", "error", "folds", "items", "learned", "method", "model", "seed"}));
        QCOMPARE(object["learned"].toInt(), 30);
        const QJsonObject error = object["error"].toObject();
        QVERIFY(error["root_mean_square"].toDouble() < 0.8 * error["of_mean"].toDouble());
        const QJsonObject last = object["items"].toArray().last().toObject();
        QVERIFY(last["value"].isNull() && last["prediction"].toDouble() > 3);
        const Run groups =
            runProgram({"classify", csv, "--text-column", "text", "--group-column", "kind", "--model", "noise"});
        QVERIFY2(groups.out.contains("A group has one text only and cannot be tested: \u201calone\u201d"),
                 groups.out.constData());
    }

    void outliers()
    {
        const QString texts =
            file("o.txt", "The cat sleeps.\nA kitten plays.\nQuarterly tax returns are due.\nMy cat purrs.\n");
        const QJsonObject object = objectOf(runProgram({"outliers", texts, "--top", "2", "--json"}));
        QCOMPARE(object.keys(), QStringList({"items", "mean", "model"}));
        const QJsonArray items = object["items"].toArray();
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[0].toObject()["index"].toInt(), 2);
        QCOMPARE(items[0].toObject()["rank"].toInt(), 1);
        QVERIFY(items[0].toObject()["similarity"].toDouble() < items[1].toObject()["similarity"].toDouble());
        QVERIFY(runProgram({"outliers", texts, "--model", "noise"}).out.contains("Quarterly"));
        const Run alone = runProgram({"outliers", "--text", "alone", "--model", "noise"});
        QVERIFY(alone.out.contains("no other text") && alone.out.contains("of 1 text, "));
    }

    void axesOnAPicture()
    {
        const QString picture = m_folder.filePath("a.svg");
        const Run run = runProgram({"plot", kCats, "-o", picture, "--projection", "axes", "--axis-x", "dogs .. cats",
                                    "--axis-y", "fact .. feeling", "--model", "noise", "--size", "900x600"});
        QVERIFY2(run.status == 0, run.err.constData());
        const QByteArray svg = readFile(picture);
        for (const char *words : {"dogs", "cats", "fact", "feeling"})
            QVERIFY2(svg.contains(QByteArray(">") + words + "<"), words);
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char *name, const QStringList &arguments, const char *sentence) {
            QTest::newRow(name) << arguments << QByteArray(sentence);
        };
        row("no axis", {"project", kCats, "--projection", "axes"},
            "--axis-x is missing, as in --axis-x \"sad, unhappy .. happy, joyful\"");
        row("no dots", {"project", kCats, "--axis-x", "sad, happy"},
            "--axis-x: 'sad, happy': two dots between blanks must part the ends, as in \"sad, unhappy .. happy, "
            "joyful\"");
        row("only y", {"project", kCats, "--axis-y", "a .. b"},
            "--axis-x is missing, as in --axis-x \"sad, unhappy .. happy, joyful\"");
        row("axes of pca", {"plot", kCats, "-o", "x.png", "--projection", "pca", "--axis-x", "a .. b"},
            "--axis-x, --axis-y and --oblique are for --projection axes");
        row("an empty end", {"spectrum", "sad ..", kCats}, "ENDS: 'sad ..': there are no examples after the two dots");
        row("no labels", {"labels", "a,,b", kCats}, "LABELS: 'a,,b': a phrase is missing beside a comma");
        row("no texts", {"spectrum", "a .. b"},
            "no texts were given: name a file, or use --text TEXT, or - for standard input");
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, sentence);
        const Run run = runProgram(arguments);
        QVERIFY2(run.status == 2, run.err.constData());
        QCOMPARE(run.out, QByteArray());
        QCOMPARE(run.err.left(run.err.indexOf('\n')), "embedscope: " + sentence);
    }

    void failures_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("part");
        const auto row = [](const char *name, const QStringList &arguments, const char *part) {
            QTest::newRow(name) << (arguments + QStringList{"--quiet"}) << QByteArray(part);
        };
        const QString vectors = file("v.jsonl", "{\"text\": \"a\", \"model\": \"theirs\", \"embedding\": [1, 0]}\n"
                                                "{\"text\": \"b\", \"model\": \"theirs\", \"embedding\": [0, 1]}\n");
        const QString groups = file("g.csv", "text,kind\none text here,x\nanother text,x\n");
        row("equal ends", {"project", kCats, "--model", "noise", "--axis-x", "a .. a"}, "its two ends are equal");
        row("y as x", {"project", kCats, "--model", "noise", "--axis-x", "a .. b", "--axis-y", "b .. a"}, "y: ");
        row("phrases without a model", {"project", vectors, "--axis-x", "a .. joyful"}, "\"theirs\"");
        row("spectrum without a model", {"spectrum", "sad .. happy", vectors}, "\"theirs\"");
        row("no such group", {"labels", "group:nobody", groups}, "no text is in the group \"nobody\"");
        row("no groups", {"classify", kCats}, "the texts have no groups to learn");
        row("one group", {"classify", groups, "--group-column", "kind", "--model", "noise"}, "two groups are needed");
        row("no such column", {"classify", groups, "--number-column", "price", "--model", "noise"}, "\"price\"");
        row("no numbers", {"classify", groups, "--group-column", "kind", "--number-column", "kind", "--model", "noise"},
            "is no number");
        row("no file to apply to", {"classify", groups, "--apply", m_folder.filePath("none.txt")}, "none.txt");
    }
    void failures()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, part);
        const Run run = runProgram(arguments);
        QVERIFY2(run.status == 1, run.err.constData());
        QCOMPARE(run.out, QByteArray());
        QVERIFY2(run.err.contains(part), run.err.constData());
        QCOMPARE(run.err.count('\n'), 1);
    }

    void vectorsOfAFileServeTheirOwnTexts()
    {
        const QString vectors = file("w.jsonl", "{\"text\": \"a\", \"model\": \"theirs\", \"embedding\": [1, 0]}\n"
                                                "{\"text\": \"b\", \"model\": \"theirs\", \"embedding\": [0, 1]}\n"
                                                "{\"text\": \"c\", \"model\": \"theirs\", \"embedding\": [1, 1]}\n");
        const QJsonArray items =
            objectOf(runProgram({"project", vectors, "--axis-x", "a .. b", "--json"}))["items"].toArray();
        QCOMPARE(items.size(), 3);
        QVERIFY(std::fabs(items[2].toObject()["x"].toDouble()) < 1e-6);
        QVERIFY(items[0].toObject()["x"].toDouble() < -0.7);
    }
};

QTEST_GUILESS_MAIN(TestLearn)
#include "tst_learn.moc"
