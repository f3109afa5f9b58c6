#include "core/text/json_events.h"
#include "core/text/read_corpus.h"

#include <QDir>
#include <QTest>

#include <string>

using namespace embedscope;

namespace {

/// Writes a value's parts as they come, so that a whole document can be compared.
class Recorder : public JsonEvents
{
public:
    std::string out;
    void begin(Container container, std::size_t) override { out += container == Container::Array ? "[ " : "{ "; }
    void end(Container container, std::size_t) override { out += container == Container::Array ? "] " : "} "; }
    void key(std::string_view raw) override { out.append(raw) += ": "; }
    void string(std::string_view raw, std::size_t) override { (out += '\'').append(raw) += "' "; }
    void scalar(Scalar, std::string_view raw, std::size_t) override { out.append(raw) += ' '; }
};

const QString kSuite = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/data/bad/nst_json_testsuite2/test_parsing/");

} // namespace

class TestJsonEvents : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void order()
    {
        Recorder recorder;
        QVERIFY(readJson(" {\"a\": [1, -2.5e+3, \"x\\\"y\"], \"b\": {}, \"c\": [[], null, true, false]} ", recorder));
        QCOMPARE(recorder.out, std::string("{ a: [ 1 -2.5e+3 'x\\\"y' ] b: { } c: [ [ ] null true false ] } "));
    }

    void faults_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::newRow("empty") << QByteArray() << 1 << 1;
        QTest::newRow("comma before the end") << QByteArray("[1,\n 2,]") << 2 << 4;
        QTest::newRow("two values") << QByteArray("[1] 2") << 1 << 5;
        QTest::newRow("columns are characters") << QByteArray("[\"\xC3\xA9\xE2\x82\xAC\" x]") << 1 << 7;
        QTest::newRow("open string") << QByteArray("[\"abc") << 1 << 6;
        QTest::newRow("open list after crlf") << QByteArray("[\r\n\r\n1") << 3 << 2;
        QTest::newRow("colon") << QByteArray("{\"a\" 1}") << 1 << 6;
    }
    void faults()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        QFETCH(int, column);
        Recorder recorder;
        const Status status = readJson({text.constData(), static_cast<std::size_t>(text.size())}, recorder);
        QVERIFY(!status);
        QCOMPARE(status.error().code, Errc::BadJson);
        QCOMPARE(status.error().line, line);
        QCOMPARE(status.error().column, column);
        QVERIFY(!status.error().detail.empty());
    }

    void escapes()
    {
        std::size_t replaced = 0;
        QCOMPARE(unescapeJson("a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00z", &replaced),
                 std::string("a\"\\/\b\f\n\r\t\xC3\xA9\xF0\x9F\x98\x80z"));
        QCOMPARE(replaced, std::size_t{0});
        QCOMPARE(unescapeJson(R"(\uD800x\uDC00\uD800\uD800\uDC00)", &replaced),
                 std::string("\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD\xF0\x90\x80\x80"));
        QCOMPARE(replaced, std::size_t{3});
        QCOMPARE(unescapeJson(R"(\u0000)"), std::string(1, '\0'));
    }

    /// Nicolas Seriot's suite through the whole reader. No deviations: y_ is never BadJson, n_ always is. (Among i_,
    /// ill-formed UTF-8 is repaired, lone surrogates become U+FFFD, UTF-16 needs its mark, huge numbers are kept.)
    void suite_data()
    {
        QTest::addColumn<QString>("name");
        int y = 0;
        int n = 0;
        int i = 0;
        for (const QString &name : QDir(kSuite).entryList({QStringLiteral("*.json")})) {
            (name.startsWith(QLatin1Char('y')) ? y : name.startsWith(QLatin1Char('n')) ? n : i) += 1;
            QTest::newRow(qPrintable(name)) << name;
        }
        QCOMPARE(y, 95);
        QCOMPARE(n, 188);
        QCOMPARE(i, 35);
    }
    void suite()
    {
        QFETCH(QString, name);
        const auto read = readCorpusFile((kSuite + name).toStdString());
        if (name.startsWith(QLatin1Char('y')))
            QVERIFY(read || read.error().code == Errc::NoTexts || read.error().code == Errc::BadRecord);
        if (name.startsWith(QLatin1Char('n'))) {
            QVERIFY(!read);
            QCOMPARE(read.error().code, Errc::BadJson);
            QVERIFY(read.error().line >= 1);
        }
    }

    void depth()
    {
        // Deep nesting that is well-formed, in documents and in lines; nothing may overflow, at reading or after it.
        const std::size_t levels = 100000;
        for (const auto &[open, close] : {std::pair<std::string, std::string>("[", "]"), {"{\"a\":", "}"}}) {
            std::string deep;
            for (std::size_t i = 0; i < levels; ++i)
                deep += open;
            deep += "0";
            for (std::size_t i = 0; i < levels; ++i)
                deep += close;
            Recorder recorder;
            QVERIFY(readJson(deep, recorder));
            QVERIFY(!readCorpus(deep, "x.json"));
            QVERIFY(!readCorpus(deep, "x.jsonl"));
            QVERIFY(readCorpus("[{\"text\": \"a b\", \"embedding\": " + deep + "}]", "x.json").hasValue());
        }
    }
};

QTEST_GUILESS_MAIN(TestJsonEvents)
#include "tst_json_events.moc"
