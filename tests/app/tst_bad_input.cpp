#include "tests/app/run_program.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

/// Wrong usage is 2, failure 1 with one line that names what; nothing half-written stays.
class TestBadInput : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString file(const QString &name, const QByteArray &bytes) const
    {
        const QString path = m_folder.filePath(name);
        writeFile(path, bytes);
        return path;
    }
    static QByteArray manyLines(int count)
    {
        QByteArray lines;
        for (int i = 0; i < count; ++i)
            lines += "text " + QByteArray::number(i) + "\n";
        return lines;
    }
    static bool isOneSentence(const QByteArray &err)
    {
        return err.startsWith("embedscope: ") && err.endsWith('\n') && err.count('\n') == 1 && err.size() > 25;
    }

private Q_SLOTS:
    void wrongUsageIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no texts") << QStringList{"similar"};
        QTest::newRow("unknown option") << QStringList{"similar", kCats, "--frobnicate"};
        QTest::newRow("no number") << QStringList{"similar", kCats, "--top", "many"};
        QTest::newRow("zero") << QStringList{"similar", kCats, "--top", "0"};
        QTest::newRow("no -o") << QStringList{"plot", kCats};
        QTest::newRow("ending of plot") << QStringList{"plot", kCats, "-o", "map.gif"};
        QTest::newRow("ending of embed") << QStringList{"embed", kCats, "-o", "v.txt"};
        QTest::newRow("size") << QStringList{"plot", kCats, "-o", "x.png", "--size", "10"};
        QTest::newRow("size of nothing") << QStringList{"plot", kCats, "-o", "x.png", "--size", "0x0"};
        QTest::newRow("scale") << QStringList{"plot", kCats, "-o", "x.png", "--scale", "-1"};
        QTest::newRow("colour") << QStringList{"plot", kCats, "-o", "x.png", "--colour", "rainbow"};
        QTest::newRow("format") << QStringList{"similar", kCats, "--format", "docx"};
        QTest::newRow("twice -") << QStringList{"similar", "-", "-"};
        QTest::newRow("file before command") << QStringList{kCats, "similar"};
        QTest::newRow("k") << QStringList{"cluster", kCats, "-k", "0"};
        for (const char *number : {"-1", "18446744073709551616", "010", "0x10", "", "1e3", "+1", " 1", "1.0"}) {
            QTest::addRow("seed %s", number) << QStringList{"similar", kCats, "--seed", number};
            QTest::addRow("k %s", number) << QStringList{"cluster", kCats, "-k", number};
            QTest::addRow("threads %s", number) << QStringList{"similar", kCats, "--threads", number};
            QTest::addRow("top %s", number) << QStringList{"similar", kCats, "--top", number};
        }
        for (const char *number : {"0x10", "nan", "inf", "1e1", "-1", "", "1.", ".5", "017", "1,5"})
            QTest::addRow("scale %s", number) << QStringList{"plot", kCats, "-o", "x.png", "--scale", number};
        for (const char *size : {"1600x", "x1000", "0x10x100", "1600x1000x", "1600X1000", ""})
            QTest::addRow("size %s", size) << QStringList{"plot", kCats, "-o", "x.png", "--size", size};
        QTest::newRow("nothing to compare with") << QStringList{"similar", kCats, "--to", ""};
        QTest::newRow("blank to compare with") << QStringList{"similar", kCats, "--to", " \t"};
        QTest::newRow("no command") << QStringList{"simlar", kCats};
        QTest::newRow("no command, with options") << QStringList{"simlar", kCats, "--json"};
        for (const char *projection : {"axes", "pcaa"})
            QTest::newRow(projection) << QStringList{"project", kCats, "--projection", projection};
        for (const char *distance : {"-1", "1.5", "x", "nan"})
            QTest::addRow("min-dist %s", distance)
                << QStringList{"project", kCats, "--projection", "umap", "--min-dist", distance};
        for (const char *components : {"1", "1,1", "0,1", "1,4", "1.2", "1,2,3", ""})
            QTest::addRow("components %s", components)
                << QStringList{"project", kCats, "--projection", "pca", "--components", components};
        for (const char *spread : {"0", "0.05", "11", "-1", "x"})
            QTest::addRow("spread %s", spread)
                << QStringList{"project", kCats, "--projection", "umap", "--spread", spread};
        QTest::newRow("spread below min-dist")
            << QStringList{"project", kCats, "--projection", "umap", "--spread", "0.5", "--min-dist", "0.6"};
        for (const char *epochs : {"0", "10001", "1.5"})
            QTest::addRow("epochs %s", epochs)
                << QStringList{"project", kCats, "--projection", "umap", "--epochs", epochs};
        QTest::newRow("metric") << QStringList{"project", kCats, "--projection", "umap", "--metric", "manhattan"};
        QTest::newRow("neighbours") << QStringList{"project", kCats, "--projection", "umap", "--neighbors", "1"};
        QTest::newRow("perplexity") << QStringList{"project", kCats, "--projection", "tsne", "--perplexity", "0"};
        QTest::newRow("method") << QStringList{"cluster", kCats, "--method", "dbscan"};
        QTest::newRow("min-size") << QStringList{"cluster", kCats, "--method", "hdbscan", "--min-size", "1"};
        QTest::newRow("space") << QStringList{"cluster", kCats, "--method", "hdbscan", "--space", "umap6"};
        QTest::newRow("api without a name") << QStringList{"similar", kCats, "--model", "api:"};
        QTest::newRow("api dimensions") << QStringList{"similar", kCats, "--api-dimensions", "3"};
        QTest::newRow("api base") << QStringList{"similar", kCats, "--api-base", "http://127.0.0.1"};
        QTest::newRow("empty api base") << QStringList{"similar", kCats, "--model", "api:m", "--api-base", ""};
        QTest::newRow("api base, no address")
            << QStringList{"similar", kCats, "--model", "api:m", "--api-base", "olama"};
        QTest::newRow("precision") << QStringList{"similar", kCats, "--precision", "int9"};
    }
    void wrongUsageIsTwo()
    {
        QFETCH(QStringList, arguments);
        const Run run = runProgram(arguments);
        QVERIFY2(run.status == 2, run.err.constData());
        QCOMPARE(run.out, QByteArray());
        QVERIFY2(run.err.startsWith("embedscope: "), run.err.constData());
        QVERIFY2(run.err.contains("--help"), run.err.constData());
        QVERIFY2(run.err.count('\n') == 2, run.err.constData());
        QVERIFY2(run.err.size() < 300 + kCats.size(), run.err.constData());
        QVERIFY(!QFileInfo::exists("x.png"));
    }

    void sentencesOfWrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("top") << QStringList{"similar", kCats, "--top", "0"}
                             << QByteArray("--top: '0' must be a whole number from 1 on, in plain digits\n");
        QTest::newRow("k") << QStringList{"cluster", kCats, "-k", "0x3"}
                           << QByteArray("-k: '0x3' must be a whole number from 1 to 1000000, in plain digits\n");
        QTest::newRow("scale") << QStringList{"plot", kCats, "-o", "x.png", "--scale", "nan"}
                               << QByteArray("--scale: 'nan' must be a number from 0.1 to 16\n");
        QTest::newRow("size") << QStringList{"plot", kCats, "-o", "x.png", "--size", "1600x"}
                              << QByteArray("--size: '1600x' is no size; 1600x1000 is one\n");
        QTest::newRow("twice") << QStringList{"similar", kCats, "--to", "a", "--to", "b"}
                               << QByteArray("--to is given more than once\n");
        QTest::newRow("nothing follows") << QStringList{"similar", kCats, "--text"}
                                         << QByteArray("--text: what should follow it is missing\n");
        QTest::newRow("model") << QStringList{"model"} << QByteArray("what to do is missing\n");
        QTest::newRow("to") << QStringList{"similar", kCats, "--to", ""}
                            << QByteArray("--to: there is no text to compare with\n");
        QTest::newRow("simlar") << QStringList{"simlar", kCats}
                                << QByteArray("there is no command and no file 'simlar' (did you mean similar?)\n");
        QTest::newRow("frobnicate") << QStringList{"frobnicate"}
                                    << QByteArray("there is no command and no file 'frobnicate'\n");
    }
    void sentencesOfWrongUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, sentence);
        const Run run = runProgram(arguments);
        QCOMPARE(run.status, 2);
        QCOMPARE(run.err.left(run.err.indexOf('\n') + 1), "embedscope: " + sentence);
    }

    void failureIsOneSentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("names");
        const auto row = [](const char *name, const QStringList &arguments, const QByteArray &names) {
            QTest::newRow(name) << arguments << names;
        };
        row("missing", {"similar", m_folder.filePath("missing.txt")}, "missing.txt");
        row("folder", {"similar", m_folder.path()}, m_folder.path().toUtf8());
        row("binary", {"similar", file("binary.txt", QByteArray("a\0b\n", 4))}, "binary.txt");
        row("UTF-16 without a mark", {"similar", file("wide.txt", QByteArray("h\0e\0l\0l\0o\0\n\0", 12))},
            "wide.txt, line 1: this is not a text file (it seems to be UTF-16 without a byte-order mark: save it as "
            "UTF-8)");
        row("UTF-16 without a mark as JSON", {"similar", file("wide.json", QByteArray("\0[\0\"\0a\0\"\0]\0\n", 12))},
            "it seems to be UTF-16 without a byte-order mark");
        row("UTF-32", {"similar", file("wide32.txt", QByteArray("\xFF\xFE\0\0h\0\0\0", 8))}, "UTF-32");
        row("a PDF", {"similar", file("paper.pdf", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n")}, "it is a PDF");
        row("RTF", {"similar", file("letter.rtf", "{\\rtf1\\ansi Hello there}\n")}, "it is a rich text (RTF)");
        row("a column of a list", {"similar", file("list.txt", "a\nb\n"), "--text-column", "review"},
            "list.txt: there is no such column (\"review\"; it was read as a list of texts: --format csv reads a "
            "table)");
        row("open quote", {"similar", file("open.csv", "text,n\n\"good\",1\n\"never ends,2\n")}, "open.csv");
        row("empty", {"similar", file("empty.txt", "")}, "empty.txt");
        row("blank lines", {"similar", file("blank.txt", QByteArray(1'000'000, '\n'))}, "blank.txt");
        row("bad json", {"similar", file("bad.json", "[{\"text\": \"a\"},")}, "bad.json");
        row("deep json", {"similar", file("deep.json", QByteArray(100'000, '['))}, "deep.json");
        row("no such column", {"similar", file("good.csv", "text,n\nHello there,1\n"), "--text-column", "prose"},
            "(\"prose\"; there are \"text\", \"n\")");
        row("vectors of two models",
            {"similar", file("mixed.jsonl", "{\"text\": \"a\", \"model\": \"m\", \"embedding\": [1, 0]}\n"
                                            "{\"text\": \"b\", \"model\": \"n\", \"embedding\": [1, 0]}\n")},
            "mixed.jsonl, line 2: the vectors come from different models (\"m\", then \"n\")");
        row("files of two models",
            {"similar", file("m.jsonl", "{\"text\": \"a\", \"model\": \"m\", \"embedding\": [1, 0]}\n"),
             file("n.jsonl", "{\"text\": \"b\", \"model\": \"n\", \"embedding\": [1, 0]}\n")},
            "n.jsonl: the vectors come from different models (\"m\", then \"n\")");
        row("not that model's vectors",
            {"similar",
             file("false.jsonl", "{\"text\": \"a\", \"model\": \"all-MiniLM-L6-v2\", \"embedding\": [1, 0]}\n"), "--to",
             "b"},
            "is not here or gives these texts other vectors");
        row("nothing first", {"similar", "--text", "", "--text", "a", "--model", "noise"},
            "The text is empty (text 1). Type something.");
        row("too many for MDS", {"project", file("many.txt", manyLines(2001)), "--projection", "mds"},
            "MDS takes 2000, here are 2001");
        row("numbers too large",
            {"classify",
             file("large.csv", "text,n\nHello there my friend,1e308\nGood morning to you,1e308\nAnd a third "
                               "one,1e308\n"),
             "--number-column", "n", "--model", "noise"},
            "the numbers to learn are too large to reckon with");
        row("/dev/zero", {"embed", "/dev/zero"}, "/dev/zero, line 1: this is not a text file");
        row("no such model", {"similar", kCats, "--model", "no-such-model"}, "no-such-model");
        row("no groups", {"plot", kCats, "-o", m_folder.filePath("g.png"), "--colour", "group"}, "--group-column");
        row("embed an empty text", {"embed", "--text", "", "--text", "a"}, "embedscope: ");
        row("noise has no tokens", {"tokens", kCats, "--model", "noise"}, "embedscope: ");
        row("folder that is no model", {"similar", kCats, "--model", m_folder.path()}, m_folder.path().toUtf8());
        row("no folder for the output", {"embed", kCats, "--model", "noise", "-o", m_folder.filePath("none/v.npy")},
            "none/v.npy: there is no such folder");
        row("the output is a folder", {"plot", kCats, "-o", m_folder.filePath("sub.png")}, "sub.png");
        row("a full disk", {"embed", kCats, "--model", "noise", "-o", m_folder.filePath("full.npy")}, "full.npy");
        row("picture too large",
            {"plot", kCats, "-o", m_folder.filePath("big.png"), "--size", "20000x20000", "--scale", "16"},
            "embedscope: ");
        QDir(m_folder.path()).mkdir("sub.png");
        QFile::link("/dev/full", m_folder.filePath("full.npy"));
    }
    void failureIsOneSentence()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, names);
        const Run run = runProgram(arguments);
        QVERIFY2(run.status == 1, run.err.constData());
        QCOMPARE(run.out, QByteArray());
        QVERIFY2(isOneSentence(run.err), run.err.constData());
        QVERIFY2(run.err.contains(names), run.err.constData());
    }

    void whatIsReadIsNotWrittenOver()
    {
        const QByteArray table = "text,label\nHello there,a\nGood morning,b\n";
        const QString path = file("both.csv", table);
        const QString link = m_folder.filePath("link.csv");
        QVERIFY(QFile::link(path, link));
        for (const QStringList &arguments : {QStringList{"embed", path, "--model", "noise", "-o", path},
                                             QStringList{"project", kCats, link, "--model", "noise", "-o", path}}) {
            const Run run = runProgram(arguments);
            QVERIFY2(run.status == 2, run.err.constData());
            QVERIFY2(run.err.contains("both.csv' is also what is read, and would be lost"), run.err.constData());
            QCOMPARE(readFile(path), table);
        }
        const Run piped = runShell("\"$EMBEDSCOPE\" embed - --model noise -o '" + path + "' < '" + path + "'");
        QVERIFY2(piped.status == 2, piped.err.constData());
        QCOMPARE(readFile(path), table);
    }

    void unreadableFile()
    {
        const QString path = file("secret.txt", "a\nb\n");
        QFile::setPermissions(path, {});
        if (access(path.toLocal8Bit().constData(), R_OK) == 0)
            QSKIP("root reads everything");
        const Run run = runProgram({"similar", path});
        QCOMPARE(run.status, 1);
        QVERIFY2(isOneSentence(run.err) && run.err.contains("secret.txt"), run.err.constData());
    }

    void standardOutputIsFull()
    {
        const Run run = runShell("\"$EMBEDSCOPE\" similar '" + kCats + "' --model noise > /dev/full");
        QCOMPARE(run.status, 1);
        QCOMPARE(run.err,
                 QByteArray("embedscope: standard output: the disk is full (No space left on device). Free some "
                            "space and try again.\n"));
    }

    void anOldFileStaysWhenWritingFails()
    {
        const QString path = m_folder.filePath("old.csv");
        QVERIFY(writeFile(path, "old"));
        // A limit on the size of files stands for a full disk.
        const Run run = runShell("ulimit -f 1; \"$EMBEDSCOPE\" embed '" + kCats + "' --model noise -o '" + path + "'");
        QVERIFY2(run.status == 1, run.err.constData());
        QVERIFY2(isOneSentence(run.err), run.err.constData());
        QCOMPARE(readFile(path), QByteArray("old"));
        const Run plotted = runShell("ulimit -f 1; \"$EMBEDSCOPE\" plot '" + kCats + "' --model noise -o '" +
                                     m_folder.filePath("old.csv.png") + "'");
        QVERIFY2(plotted.status == 1 && isOneSentence(plotted.err), plotted.err.constData());
        QCOMPARE(QDir(m_folder.path()).entryList({"*old.csv*"}, QDir::Files | QDir::Hidden), QStringList{"old.csv"});
    }

    void damagedModelFolder_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("truncated weights") << "truncated";
        QTest::newRow("lying header") << "header";
        QTest::newRow("no vocabulary") << "vocab";
        QTest::newRow("no configuration") << "config";
    }
    void damagedModelFolder()
    {
        QFETCH(QString, what);
        const QTemporaryDir folder;
        const QString original = QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2");
        QVERIFY(QDir(folder.path()).mkdir("1_Pooling"));
        for (const QString name : {"config.json", "modules.json", "sentence_bert_config.json", "tokenizer_config.json",
                                   "embedscope.json", "vocab.txt", "model.safetensors", "1_Pooling/config.json"})
            QFile::link(original + "/" + name, folder.filePath(name));
        QCOMPARE(runProgram({"similar", kCats, "--model", folder.path()}).status, 0);

        const QString weights = folder.filePath("model.safetensors");
        if (what == "truncated" || what == "header") {
            QByteArray bytes = readFile(weights);
            if (what == "truncated")
                bytes.chop(1000);
            else
                bytes[5] = '\x7f';
            QFile::remove(weights);
            QVERIFY(writeFile(weights, bytes));
        } else {
            QFile::remove(folder.filePath(what == "vocab" ? "vocab.txt" : "config.json"));
        }
        const Run run = runProgram({"similar", kCats, "--model", folder.path()});
        QVERIFY2(run.status == 1, run.err.constData());
        QVERIFY2(isOneSentence(run.err), run.err.constData());
        QCOMPARE(run.out, QByteArray());
    }

    void textsWithoutAVectorAreCounted()
    {
        const QString path = file("bare.jsonl", "{\"text\": \"a\", \"model\": \"elsewhere\", \"embedding\": [1, 0]}\n"
                                                "{\"text\": \"b\"}\n");
        const Run one = runProgram({"similar", path});
        QVERIFY2(one.status == 0 && isOneSentence(one.err), one.err.constData());
        QVERIFY2(one.err.contains(": 1 text has no vector and was left out; text 2: "), one.err.constData());
        const Run two = runProgram({"similar", path, "--text", "c"});
        QVERIFY2(two.err.contains(": 2 texts have no vector and were left out; text 2: "), two.err.constData());
    }

    void aLineOfFiftyMegabytes()
    {
        const QString path =
            file("long.txt", QByteArray("all work and no play makes jack a dull boy ").repeated(50'000'000 / 43));
        const Run run = runProgram({"similar", path, "--text", "short"});
        QVERIFY2(run.status == 0, run.err.left(300).constData());
        QVERIFY2(run.out.contains("[cut: 256 of "), run.out.right(200).constData());
        QVERIFY(run.out.size() < 5000);
        QFile::remove(path);
    }

    void ragged()
    {
        const QString path = file("ragged.csv", "text,kind\nHello there my friend,x\nGood morning to you,y,surplus\n");
        const Run run = runProgram({"similar", path, "--model", "noise"});
        QVERIFY2(run.status == 0, run.err.constData());
        QVERIFY2(run.err.contains("ragged.csv"), run.err.constData());
        QCOMPARE(runProgram({"similar", path, "--model", "noise", "--quiet"}).err, QByteArray());
    }

    void terminalsAreNotWrittenTo()
    {
        // Escape sequences in texts and names must not reach the terminal.
        const Run run = runProgram({"similar", "--model", "noise", "--text", "a\x1b[31m", "--text", "b\x1b]0;x\x07"});
        QCOMPARE(run.status, 0);
        QVERIFY(!run.out.contains('\x1b') && !run.out.contains('\x07'));
        const Run missing = runProgram({"similar", QString::fromLatin1("no\x1b[31m\nsuch.txt")});
        QCOMPARE(missing.status, 1);
        QVERIFY2(isOneSentence(missing.err) && !missing.err.contains('\x1b'), missing.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_bad_input.moc"
