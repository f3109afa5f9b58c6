#include "core/text/decode_text.h"
#include "core/text/read_corpus.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <stop_token>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

using namespace embedscope;

namespace {

QString drawn(const Corpus &corpus)
{
    QStringList out;
    for (const Text &text : corpus.texts)
        out +=
            QString::fromStdString(text.text) +
            (text.group.empty() ? QString() : QLatin1Char('(') + QString::fromStdString(text.group) + QLatin1Char(')'));
    return out.join(QStringLiteral(" | "));
}

std::string utf16(const std::u16string &text, bool big)
{
    std::string out = big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char16_t unit : text) {
        const char high = static_cast<char>(unit >> 8);
        const char low = static_cast<char>(unit & 0xFF);
        out += big ? high : low;
        out += big ? low : high;
    }
    return out;
}

const std::string kBad = EMBEDSCOPE_TESTS_DIR "/data/bad/";

} // namespace

class TestReadCorpus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ids()
    {
        Corpus corpus;
        QCOMPARE(corpus.add("a").value, std::uint64_t{1});
        corpus.texts.edit().push_back({TextId{7}, "b"});
        QCOMPARE(corpus.add("c", "g").value, std::uint64_t{8});
        corpus.texts.edit().push_back({{}, "d"});
        corpus.assignIds();
        QCOMPARE(corpus.texts[3].id.value, std::uint64_t{9});
        QCOMPARE(corpus.indexOf(TextId{8}).value(), std::size_t{2});
        QVERIFY(!corpus.indexOf(TextId{2}));
        QVERIFY(!corpus.indexOf(TextId{0}));
    }

    void lines_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &bytes, const char *expected) {
            QTest::newRow(name) << bytes << QString::fromUtf8(expected);
        };
        row("lf", "a\nb\n", "a | b");
        row("crlf", "a\r\nb", "a | b");
        row("lone cr", "a\rb\r", "a | b");
        row("blank lines", "\n \na\n\t\n\xC2\xA0\n\xE3\x80\x80\nb", "a | b");
        row("spaces stay", "  a  \n", "  a  ");
        row("utf-8 mark",
            "\xEF\xBB\xBF"
            "a\n",
            "a");
        row("commas are nothing", "a, b\nc\n", "a, b | c");
        row("quotes are nothing", "\"a\n\"b\"\n", "\"a | \"b\"");
    }
    void lines()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        const auto read = readCorpus(bytes.toStdString(), "x.txt");
        QVERIFY(read.hasValue());
        QCOMPARE(drawn(read->corpus), expected);
        QCOMPARE(read->corpus.texts.front().id.value, std::uint64_t{1});
        QVERIFY(read->report.warnings.empty());
    }

    void nothing_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("txt") << QStringLiteral("x.txt") << QByteArray();
        QTest::newRow("blank txt") << QStringLiteral("x.txt") << QByteArray("\n \r\n");
        QTest::newRow("mark alone") << QStringLiteral("x.txt") << QByteArray("\xEF\xBB\xBF");
        QTest::newRow("utf-16 mark alone") << QStringLiteral("x.txt") << QByteArray("\xFF\xFE");
        QTest::newRow("csv") << QStringLiteral("x.csv") << QByteArray();
        QTest::newRow("header alone") << QStringLiteral("x.csv") << QByteArray("a,b,c\n");
        QTest::newRow("header text alone") << QStringLiteral("x.csv") << QByteArray("text\n");
        QTest::newRow("empty rows") << QStringLiteral("x.csv") << QByteArray("text\n\"\"\n\" \"\n");
        QTest::newRow("jsonl") << QStringLiteral("x.jsonl") << QByteArray();
    }
    void nothing()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        const auto read = readCorpus(bytes.toStdString(), name.toStdString());
        QVERIFY(!read);
        QCOMPARE(read.error().code, Errc::NoTexts);
        QCOMPARE(read.error().path, name.toStdString());
    }

    void utf16()
    {
        for (const bool big : {false, true}) {
            const auto read = readCorpus(::utf16(u"h\u00E9\nna\u00EFve \U0001F600\n", big), "x.txt");
            QVERIFY(read.hasValue());
            QCOMPARE(drawn(read->corpus), QStringLiteral("hé | naïve 😀"));
            QCOMPARE(read->report.encoding, std::string(big ? "UTF-16BE" : "UTF-16LE"));
        }
        // Lone surrogates and an odd last byte.
        std::u16string text = u"a?b\n";
        text[1] = 0xD800;
        const auto read = readCorpus(::utf16(text, false) + "x", "x.txt");
        QCOMPARE(drawn(read->corpus), QStringLiteral("a\uFFFDb | \uFFFD"));
        QCOMPARE(read->report.warnings[0].kind, ReadWarning::Kind::BadBytes);
        QCOMPARE(read->report.warnings[0].count, std::size_t{2});
        QCOMPARE(read->report.warnings[0].column, 2);
        const auto table = readCorpus(::utf16(u"text;n\r\nx y;1\r\n", false), "x.csv");
        QCOMPARE(drawn(table->corpus), QStringLiteral("x y"));
    }

    void badBytes()
    {
        // 1 line of 100: repaired. 2 of 100: Latin-1.
        std::string lines;
        for (int i = 1; i < 100; ++i)
            lines += "line " + std::to_string(i) + "\n";
        const auto repaired = readCorpus(lines + "caf\xE9 \xFF\n", "x.txt");
        QCOMPARE(repaired->corpus.size(), std::size_t{100});
        QCOMPARE(repaired->corpus.texts.back().text, std::string("caf\xEF\xBF\xBD \xEF\xBF\xBD"));
        QCOMPARE(repaired->report.encoding, std::string("UTF-8"));
        QCOMPARE(repaired->report.warnings.size(), std::size_t{1});
        QCOMPARE(repaired->report.warnings[0].kind, ReadWarning::Kind::BadBytes);
        QCOMPARE(repaired->report.warnings[0].count, std::size_t{2});
        QCOMPARE(repaired->report.warnings[0].line, 100);
        QCOMPARE(repaired->report.warnings[0].column, 4);
        const auto latin = readCorpus(lines + "caf\xE9\n\xFC\n", "x.txt");
        QCOMPARE(latin->corpus.size(), std::size_t{101});
        QCOMPARE(latin->corpus.texts[99].text, std::string("caf\xC3\xA9"));
        QCOMPARE(latin->report.encoding, std::string("ISO-8859-1"));
        QCOMPARE(latin->report.warnings[0].kind, ReadWarning::Kind::Latin1);
        QCOMPARE(latin->report.warnings[0].line, 100);
    }

    void stressFile()
    {
        // Markus Kuhn's file has a NUL (2.1.1), 68 of 301 lines that are no UTF-8, and must lose no line.
        QFile file(QString::fromStdString(kBad + "UTF-8-test.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        std::size_t expected = 0;
        for (const QByteArray &line : bytes.split('\n'))
            expected += line.trimmed().isEmpty() ? 0 : 1;
        const auto read = readCorpusFile(kBad + "UTF-8-test.txt");
        QVERIFY(read.hasValue());
        QVERIFY(read->corpus.size() >= expected);
        QCOMPARE(read->report.warnings.size(), std::size_t{2});
        QCOMPARE(read->report.warnings[0].kind, ReadWarning::Kind::Latin1);
        QVERIFY(read->report.warnings[0].count > 68);
        QCOMPARE(bytes.left(4461).count('\n') + 1, read->report.warnings[0].line);
        QCOMPARE(read->report.warnings[1].kind, ReadWarning::Kind::BadBytes);
        // As UTF-8 every fault is replaced and counted.
        const auto repaired = decodeText(bytes.toStdString(), DecodeRule::Repair, NulRule::Refuse);
        QVERIFY(repaired.hasValue());
        // Python's b.decode("utf-8", "replace") counts as many.
        QCOMPARE(repaired->warnings[0].count, std::size_t{378 + 1});
    }

    void binary()
    {
        const auto read = readCorpus(std::string("a\nb\n\0c\n", 7), "x.txt");
        QCOMPARE(read.error().code, Errc::BinaryContent);
        QCOMPARE(read.error().line, 3);
        QCOMPARE(readCorpus(std::string("a,b\n\0,c\n", 8), "x.csv").error().code, Errc::BinaryContent);
        QCOMPARE(readCorpus(std::string("\x7F\x45\x4C\x46\0\0\0", 7), "program").error().code, Errc::BinaryContent);
        // UTF-32 begins like UTF-16 and is not read.
        QCOMPARE(readCorpus(std::string("\xFF\xFE\0\0a\0\0\0", 8), "x.txt").error().code, Errc::BinaryContent);
        // One slip in a long text is repaired.
        const auto slip = readCorpus(std::string(5000, 'a') + '\0' + "\nb\n", "x.txt");
        QVERIFY(slip.hasValue());
        QCOMPARE(slip->report.warnings[0].column, 5001);
    }

    void textColumn_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &csv, const char *expected) {
            QTest::newRow(name) << csv << QString::fromUtf8(expected);
        };
        row("prose and numbers", "id,say\n1,A dog runs.\n2,The cat sleeps.\n", "A dog runs. | The cat sleeps.");
        row("no header", "1,A dog runs.\n2,The cat sleeps.\n", "A dog runs. | The cat sleeps.");
        row("named text", "url,text\nhttp://example.org/long/and/longer,ab\nhttp://example.org/b,cd\n", "ab | cd");
        row("group", "text,label\na b,x\nc d,y\ne f,x\ng h,y\n", "a b(x) | c d(y) | e f(x) | g h(y)");
        row("group without a known name", "s,mood\nI am glad.,happy\nI am low.,sad\nI smile.,happy\nI cry.,sad\n",
            "I am glad.(happy) | I am low.(sad) | I smile.(happy) | I cry.(sad)");
        row("all values differ: no group", "text,id\na b,x\nc d,y\ne f,z\n", "a b | c d | e f");
        row("fractions are no group", "text,score\na b,0.5\nc d,1.5\ne f,0.5\ng h,1.5\n", "a b | c d | e f | g h");
        row("one column", "text\nHello, world\nBye; all\n", "Hello, world | Bye; all");
        row("one column of words, no header", "cat\ndog\nmouse\n", "cat | dog | mouse");
        row("semicolons", "text;n\nHello, world;1,5\nBye;2,5\n", "Hello, world | Bye");
        row("mark and crlf", "\xEF\xBB\xBFtext,n\r\na b,1\r\n", "a b");
        row("chinese", "编号,内容\n一,今天天气很好\n二,我喜欢猫和狗\n", "今天天气很好 | 我喜欢猫和狗");
    }
    void textColumn()
    {
        QFETCH(QByteArray, csv);
        QFETCH(QString, expected);
        const auto read = readCorpus(csv.toStdString(), "x.csv");
        QVERIFY(read.hasValue());
        QCOMPARE(drawn(read->corpus), expected);
    }

    void groupColumn_data()
    {
        QTest::addColumn<QByteArray>("name"); // of the column; the file has another one of row numbers, too
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("different");
        QTest::addColumn<QByteArray>("stem"); // of its values
        QTest::addColumn<bool>("taken");
        const auto row = [](const char *what, const char *name, int rows, int different, const char *stem, bool taken) {
            QTest::newRow(what) << QByteArray(name) << rows << different << QByteArray(stem) << taken;
        };
        row("intents like banking77's", "category", 2000, 77, "card_arrival_", true);
        row("the same, without a telling name", "about", 2000, 77, "card_arrival_", true);
        row("too many for so few rows", "about", 1000, 77, "card_arrival_", false);
        row("too many at all", "about", 8000, 320, "c", false);
        row("many topics", "topic", 2000, 320, "c", true);
        row("numbers of people", "person", 4000, 77, "", false);
        row("numbers of groups", "label", 4000, 77, "", true);
        row("stars", "stars", 100, 5, "", true);
        row("sentences that come again", "answer", 4000, 60, "I am sorry but we cannot help with number ", false);
        row("labels of a few texts, all different", "label", 4, 4, "l", true);
        row("names of many, all different", "label", 100, 100, "l", false);
        row("topics of a few texts, all different", "topic", 4, 4, "l", false);
        row("one group", "group", 4, 1, "l", true);
        row("one value", "source", 4, 1, "l", false);
    }
    void groupColumn()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, rows);
        QFETCH(int, different);
        QFETCH(QByteArray, stem);
        QFETCH(bool, taken);
        std::string csv = "n,text," + name.toStdString() + "\n";
        std::string json;
        for (int i = 0; i < rows; ++i) {
            const std::string n = std::to_string(i);
            const std::string value = stem.toStdString() + std::to_string(i % different);
            csv += n + ",Here is sentence " + n + " of a long list.," + value + "\n";
            json += "{\"n\": " + n + ", \"text\": \"Here is sentence " + n + " of a long list.\", \"" +
                    name.toStdString() + "\": \"" + value +
                    "\", \"embedding\": [1, 2], \"model\": \"m\", \"tokens\": 3}\n";
        }
        for (const auto &[bytes, file] : {std::pair(csv, "x.csv"), std::pair(json, "x.jsonl")}) {
            const auto read = readCorpus(bytes, file);
            QVERIFY(read.hasValue());
            QCOMPARE(QByteArray::fromStdString(read->corpus.groupName), taken ? name : QByteArray());
            QCOMPARE(read->corpus.texts.back().group.empty(), !taken);
        }
    }

    void sureNamesGoFirst()
    {
        const auto read =
            readCorpus("text,split,topic,label\na b,test,x,1\nc d,train,y,2\ne f,test,x,1\ng h,train,y,2\n", "x.csv");
        QCOMPARE(read->corpus.groupName, std::string("label"));
        QCOMPARE(read->corpus.columnNames, (std::vector<std::string>{"split", "topic"}));
    }

    void columnsAreTold()
    {
        const std::string csv = "a,b,c\nx,hello you,1\ny,bye you,2\n";
        ReadOptions options;
        options.textColumn = "3";
        options.groupColumn = "a";
        const auto read = readCorpus(csv, "x.csv", options);
        QCOMPARE(drawn(read->corpus), QStringLiteral("1(x) | 2(y)"));
        QCOMPARE(read->corpus.groupName, std::string("a"));
        QCOMPARE(read->corpus.columnNames, std::vector<std::string>{"b"});
        QCOMPARE(read->corpus.texts[0].columns, std::vector<std::string>{"hello you"});
        options.textColumn = "d";
        QCOMPARE(readCorpus(csv, "x.csv", options).error().code, Errc::NoSuchColumn);
        QCOMPARE(readCorpus(csv, "x.csv", options).error().detail, std::string("\"d\"; there are \"a\", \"b\", \"c\""));
        options.textColumn = "4";
        QCOMPARE(readCorpus(csv, "x.csv", options).error().code, Errc::NoSuchColumn);
        options = {};
        options.groupColumn = "z";
        QCOMPARE(readCorpus(csv, "x.csv", options).error().detail, std::string("\"z\"; there are \"a\", \"b\", \"c\""));
        options = {};
        options.header = false;
        QCOMPARE(readCorpus(csv, "x.csv", options)->corpus.size(), std::size_t{3});
        options.delimiter = ';';
        QCOMPARE(drawn(readCorpus(csv, "x.csv", options)->corpus),
                 QStringLiteral("a,b,c | x,hello you,1 | y,bye you,2"));
    }

    void raggedRows()
    {
        const auto read = readCorpus("text,n\na b,1\nc d\ne f,2,3,4\ng h,5\n", "x.csv");
        QVERIFY(read.hasValue());
        QCOMPARE(drawn(read->corpus), QStringLiteral("a b | c d | e f | g h"));
        QCOMPARE(read->report.warnings.size(), std::size_t{1});
        QCOMPARE(read->report.warnings[0].kind, ReadWarning::Kind::RaggedRows);
        QCOMPARE(read->report.warnings[0].count, std::size_t{2});
        QCOMPARE(read->report.warnings[0].line, 3);
        QCOMPARE(read->corpus.columnNames, (std::vector<std::string>{"n", "extra"}));
        QCOMPARE(read->corpus.texts[2].columns, (std::vector<std::string>{"2", "3,4"}));
    }

    void blankTexts()
    {
        const auto read = readCorpus("text,n\na b,1\n,2\n\nc d,3\n  ,4\n", "x.csv");
        QCOMPARE(drawn(read->corpus), QStringLiteral("a b | c d"));
        QCOMPARE(read->report.warnings[0].kind, ReadWarning::Kind::BlankTexts);
        QCOMPARE(read->report.warnings[0].count, std::size_t{2});
        QCOMPARE(read->report.warnings[0].line, 3);
    }

    void openQuote()
    {
        const auto read = readCorpus("text\n\"fine\"\n\"open, and\nmore\n", "x.csv");
        QCOMPARE(read.error().code, Errc::OpenQuote);
        QCOMPARE(read.error().line, 3);
    }

    void limits()
    {
        ReadOptions options;
        options.maxTexts = 2;
        for (const char *name : {"x.txt", "x.csv"})
            QCOMPARE(readCorpus("a b c d e f\ng h\ni j\n", name, options).error().code, Errc::TooLarge);
        QCOMPARE(readCorpus("[\"a\",\"b\",\"c\"]", "x.json", options).error().code, Errc::TooLarge);
        QCOMPARE(readCorpus("\"a\"\n\"b\"\n\"c\"\n", "x.jsonl", options).error().code, Errc::TooLarge);
        QVERIFY(readCorpus("a\nb\n", "x.txt", options).hasValue());
        options.maxBytes = 3;
        QCOMPARE(readCorpus("abcd", "x.txt", options).error().code, Errc::TooLarge);
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x.txt")).toStdString();
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("abcd");
        file.close();
        QCOMPARE(readCorpusFile(path, options).error().code, Errc::TooLarge);
    }

    void cancelling()
    {
        std::stop_source source;
        source.request_stop();
        const RunControl control{source.get_token()};
        const std::string line(3 << 20, 'a');
        for (const char *name : {"x.txt", "x.csv", "x.json", "x.jsonl"})
            QCOMPARE(readCorpus("[\"" + line + "\"]\n", name, {}, control).error().code, Errc::Cancelled);
    }

    void files()
    {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        QCOMPARE(readCorpusFile(base + "/missing.txt").error().code, Errc::FileMissing);
        QCOMPARE(readCorpusFile(base + "/missing.txt").error().path, base + "/missing.txt");
        QCOMPARE(readCorpusFile(base).error().code, Errc::IsFolder);
        // No one may read this one, whoever runs the test.
        const auto unreadable = readCorpusFile("/proc/self/mem");
        QCOMPARE(unreadable.error().code, Errc::FileUnreadable);
        QVERIFY(unreadable.error().systemError != 0);
        // A name with everything that a name may hold, and bytes that are no UTF-8.
        const std::string odd = base + "/a b'\"\n\xFF.TXT";
        QFile file(QFile::decodeName(QByteArray::fromStdString(base + "/plain.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("hello\n");
        file.close();
        QCOMPARE(::rename((base + "/plain.txt").c_str(), odd.c_str()), 0);
        QCOMPARE(drawn(readCorpusFile(odd)->corpus), QStringLiteral("hello"));
        if (::geteuid() != 0) {
            QCOMPARE(::chmod(odd.c_str(), 0), 0);
            QCOMPARE(readCorpusFile(odd).error().code, Errc::FileUnreadable);
        }
        ::unlink(odd.c_str()); // Qt cannot remove what it cannot name
        // A file whose size the system does not tell.
        QVERIFY(readCorpusFile("/proc/self/status").hasValue());
    }

    void standardInput()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const int saved = ::dup(0);
        ::dup2(ends[0], 0);
        QCOMPARE(::write(ends[1], "{\"text\": 1}\nb\n", 14), ssize_t{14});
        ::close(ends[1]);
        const auto read = readCorpusStandardInput();
        ::dup2(saved, 0);
        ::close(saved);
        ::close(ends[0]);
        QCOMPARE(drawn(read->corpus), QStringLiteral("{\"text\": 1} | b"));
    }
};

QTEST_GUILESS_MAIN(TestReadCorpus)
#include "tst_read_corpus.moc"
