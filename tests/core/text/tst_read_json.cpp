#include "core/text/read_corpus.h"

#include <QTest>

#include <string>
#include <vector>

using namespace embedscope;

namespace {

/// Texts and groups as a drawing: text(group) | text …, or the error's number of line and column.
QString drawn(const Result<ReadCorpus> &read)
{
    if (!read)
        return QStringLiteral("error %1 at %2:%3")
            .arg(static_cast<int>(read.error().code))
            .arg(read.error().line)
            .arg(read.error().column);
    QStringList out;
    for (const Text &text : read->corpus.texts) {
        QString item = QString::fromStdString(text.text);
        if (!text.group.empty())
            item += QLatin1Char('(') + QString::fromStdString(text.group) + QLatin1Char(')');
        out += item;
    }
    return out.join(QStringLiteral(" | "));
}

QString failure(Errc code, int line = 0, int column = 0)
{
    return QStringLiteral("error %1 at %2:%3").arg(static_cast<int>(code)).arg(line).arg(column);
}

const ReadWarning *warning(const ReadCorpus &read, ReadWarning::Kind kind)
{
    for (const ReadWarning &each : read.report.warnings)
        if (each.kind == kind)
            return &each;
    return nullptr;
}

} // namespace

class TestReadJson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shapes_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &json, const QString &expected) {
            QTest::newRow(name) << json << expected;
        };
        row("strings", R"(["a b", "c"])", QStringLiteral("a b | c"));
        row("strings with blanks", R"(["a", "", null, " ", "b"])", QStringLiteral("a | b"));
        row("numbers among strings", R"(["one", 2, true])", QStringLiteral("one | 2 | true"));
        row("records", R"([{"text": "a b"}, {"text": "c d"}])", QStringLiteral("a b | c d"));
        row("named sentence", R"([{"id": "a very long identifier of much prose", "sentence": "a"},
                                  {"id": "another long identifier of much prose", "sentence": "b"}])",
            QStringLiteral("a | b"));
        row("looks like prose", R"([{"id": "x1", "what": "A dog runs."}, {"id": "x2", "what": "A cat sleeps."}])",
            QStringLiteral("A dog runs. | A cat sleeps."));
        row("groups", R"([{"text": "a", "label": "x"}, {"text": "b", "label": "y"}, {"text": "c", "label": "x"},
                          {"text": "d", "label": "y"}])",
            QStringLiteral("a(x) | b(y) | c(x) | d(y)"));
        row("a list inside", R"({"title": "My list", "tags": ["t"], "items": [{"text": "a"}, {"text": "b"}]})",
            QStringLiteral("a | b"));
        row("a list further inside", R"({"data": {"sentences": ["a", "b"]}})", QStringLiteral("a | b"));
        row("one record", R"({"text": "only me", "tags": ["x", "y", "z"]})", QStringLiteral("only me"));
        row("escapes", "[\"caf\\u00e9 \\\"q\\\"\\nnext\"]", QStringLiteral("café \"q\"\nnext"));
        row("the last of two equal names counts", R"([{"text": "a", "text": "b"}])", QStringLiteral("b"));
        row("a record without the field", R"([{"text": "a"}, {"other": 1}, {"text": "b"}])", QStringLiteral("a | b"));
        row("nested fields are left out", R"([{"text": "a", "user": {"name": "n", "text": "no"}, "l": ["x"]}])",
            QStringLiteral("a"));
        row("empty list", "[]", failure(Errc::NoTexts));
        row("empty object", "{}", failure(Errc::NoTexts));
        row("a number", "1", failure(Errc::NoTexts));
        row("numbers alone", "[1, 2]", failure(Errc::BadRecord));
        row("records of numbers", R"([{"a": 1}, {"a": 2}])", failure(Errc::BadRecord));
        row("a list in the list", "[\"a\",\n [\"b\"]]", failure(Errc::BadRecord, 2, 2));
        row("blanks alone", R"(["", " "])", failure(Errc::NoTexts));
        row("a comma too many", "[\"a\",\n \"b\",]", failure(Errc::BadJson, 2, 6));
        row("nothing", "", failure(Errc::BadJson, 1, 1));
    }
    void shapes()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, expected);
        QCOMPARE(drawn(readCorpus(json.toStdString(), "x.json")), expected);
    }

    void lines_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("expected");
        QTest::newRow("records") << QByteArray("{\"text\": \"a\"}\n\n{\"text\": \"b\"}\r\n") << QStringLiteral("a | b");
        QTest::newRow("strings") << QByteArray("\"a\"\n\"b\"") << QStringLiteral("a | b");
        QTest::newRow("cut off") << QByteArray("{\"text\": \"a\"}\n{\"text\": \"b") << failure(Errc::BadJson, 2, 12);
        QTest::newRow("two on a line") << QByteArray("{\"text\": \"a\"} {\"text\": \"b\"}")
                                       << failure(Errc::BadJson, 1, 15);
        QTest::newRow("a list") << QByteArray("{\"text\": \"a\"}\n[1]") << failure(Errc::BadRecord, 2, 1);
        QTest::newRow("empty") << QByteArray("\n\n") << failure(Errc::NoTexts);
    }
    void lines()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, expected);
        QCOMPARE(drawn(readCorpus(json.toStdString(), "x.jsonl")), expected);
        ReadOptions options;
        options.format = TextFormat::Jsonl;
        QCOMPARE(drawn(readCorpus(json.toStdString(), "x", options)), expected);
    }

    void recognisedWithoutAnEnding()
    {
        QCOMPARE(readCorpus("[\"a\"]", "x")->report.format, TextFormat::Json);
        QCOMPARE(readCorpus("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "x")->report.format, TextFormat::Jsonl);
        QCOMPARE(readCorpus("[not] json\n", "x")->report.format, TextFormat::Txt);
    }

    void vectors()
    {
        const auto read = readCorpus(R"([
            {"text": "a", "model": "m", "embedding": [1, -0.5, 3e-2], "tokens": 3, "truncated": false, "n": "x"},
            {"text": "b", "model": "m"},
            {"text": "", "model": "m", "embedding": [1, 1, 1]},
            {"text": "c", "model": "m", "embedding": [0.1, 1e-60, 16777217], "tokens": 4, "truncated": true}])",
                                     "x.json");
        QVERIFY(read.hasValue());
        QCOMPARE(read->corpus.size(), std::size_t{3});
        QCOMPARE(read->vectorModel, std::string("m"));
        QCOMPARE(read->vectors.size(), std::size_t{2});
        QCOMPARE(read->vectors[0].index, std::size_t{0});
        QCOMPARE(read->vectors[0].values, (std::vector<float>{1.0f, -0.5f, 3e-2f}));
        QCOMPARE(read->vectors[1].index, std::size_t{2});
        QCOMPARE(read->vectors[1].values, (std::vector<float>{0.1f, 0.0f, 16777216.0f}));
        QCOMPARE(read->corpus.columnNames, std::vector<std::string>{"n"});
        QVERIFY(!warning(*read, ReadWarning::Kind::SkippedVectors));
    }

    void vectorsThatCannotBeUsed()
    {
        const auto read = readCorpus("{\"text\":\"a\",\"embedding\":[1,2]}\n"
                                     "{\"text\":\"b\",\"embedding\":[1]}\n"
                                     "{\"text\":\"c\",\"embedding\":[1,null]}\n"
                                     "{\"text\":\"d\",\"embedding\":[1,1e400]}\n"
                                     "{\"text\":\"e\",\"embedding\":[1,[2]]}\n"
                                     "{\"text\":\"f\",\"embedding\":\"AACAPw==\"}\n"
                                     "{\"text\":\"g\",\"embedding\":[]}\n"
                                     "{\"text\":\"h\",\"embedding\":{\"a\":[1,2]}}\n"
                                     "{\"text\":\"i\",\"embedding\":[1,\"NaN\"]}\n"
                                     "{\"text\":\"j\",\"embedding\":[3,4]}\n",
                                     "x.jsonl");
        QVERIFY(read.hasValue());
        QCOMPARE(read->corpus.size(), std::size_t{10});
        QCOMPARE(read->vectors.size(), std::size_t{2});
        QCOMPARE(read->vectors[1].index, std::size_t{9});
        const ReadWarning *skipped = warning(*read, ReadWarning::Kind::SkippedVectors);
        QVERIFY(skipped);
        QCOMPARE(skipped->count, std::size_t{8});
        QCOMPARE(skipped->line, 2);
        QVERIFY(!skipped->detail.empty());
    }

    void modelsThatDisagree()
    {
        const auto read = readCorpus("{\"text\":\"a\",\"model\":\"m\",\"embedding\":[1]}\n"
                                     "{\"text\":\"b\",\"model\":\"n\",\"embedding\":[2]}\n",
                                     "x.jsonl");
        QVERIFY(!read);
        QCOMPARE(read.error().code, Errc::ModelMismatch);
        QCOMPARE(read.error().detail, std::string("\"m\", then \"n\""));
        QCOMPARE(read.error().line, 2);
        const auto unnamed =
            readCorpus(R"([{"text":"a","model":"m","embedding":[1]},{"text":"b","embedding":[2]}])", "x.json");
        QVERIFY(!unnamed);
        QCOMPARE(unnamed.error().detail, std::string("\"m\", then no name"));
    }

    void whatTheModelSawComesWithTheVector()
    {
        const auto read = readCorpus("{\"text\":\"a\",\"embedding\":[1],\"tokens\":256,\"truncated\":true}\n"
                                     "{\"text\":\"b\",\"embedding\":[2],\"tokens\":4,\"truncated\":false}\n"
                                     "{\"text\":\"c\",\"embedding\":[3]}\n",
                                     "x.jsonl");
        QVERIFY(read.hasValue());
        QCOMPARE(read->vectors.size(), std::size_t{3});
        QCOMPARE(read->vectors[0].tokens, std::size_t{256});
        QCOMPARE(read->vectors[0].truncated, true);
        QCOMPARE(read->vectors[1].tokens, std::size_t{4});
        QCOMPARE(read->vectors[1].truncated, false);
        QCOMPARE(read->vectors[2].tokens, std::size_t{0});
        QCOMPARE(read->vectors[2].truncated, false);
    }

    void modelsOfVectorsThatAreNotUsed()
    {
        const auto read = readCorpus("{\"text\":\"a\",\"model\":\"m\",\"embedding\":[1]}\n"
                                     "{\"text\":\"b\",\"model\":\"n\",\"embedding\":[null]}\n"
                                     "{\"text\":\"c\",\"model\":\"n\"}\n",
                                     "x.jsonl");
        QVERIFY(read.hasValue());
        QCOMPARE(read->vectorModel, std::string("m"));
        QCOMPARE(read->vectors.size(), std::size_t{1});
    }

    void badBytesAreRepaired()
    {
        // One line with a bad byte: JSON is UTF-8, so this is a fault in UTF-8 and not Latin-1.
        const auto read = readCorpus("[\"caf\xE9\", \"\\uD800\"]", "x.json");
        QVERIFY(read.hasValue());
        QCOMPARE(read->corpus.texts[0].text, std::string("caf\xEF\xBF\xBD"));
        QCOMPARE(read->corpus.texts[1].text, std::string("\xEF\xBF\xBD"));
        QCOMPARE(read->report.warnings[0].kind, ReadWarning::Kind::BadBytes);
        QCOMPARE(read->report.warnings[0].column, 6);
    }

    void columnsOfTheFile()
    {
        const auto read = readCorpus(R"([{"id": 1, "text": "a"}, {"id": 2, "text": "b", "more": true}])", "x.json");
        QCOMPARE(read->report.allColumns, (std::vector<std::string>{"id", "text", "more"}));
        QCOMPARE(read->report.textColumn, 1);
        QCOMPARE(read->corpus.texts[1].columns, (std::vector<std::string>{"2", "true"}));
        const auto strings = readCorpus(R"(["a"])", "x.json");
        QVERIFY(strings->report.allColumns.empty());
        QCOMPARE(strings->report.textColumn, -1);
        ReadOptions options;
        options.textColumn = "id";
        QCOMPARE(readCorpus(R"([{"id": 1, "text": "a"}])", "x.json", options)->corpus.texts[0].text, std::string("1"));
        options.textColumn = "nosuch";
        QCOMPARE(readCorpus(R"([{"id": 1, "text": "a"}])", "x.json", options).error().code, Errc::NoSuchColumn);
    }

    void manyNamesDoNotCost()
    {
        std::string json;
        for (int i = 0; i < 20000; ++i)
            json += "{\"text\":\"t" + std::to_string(i) + "\",\"k" + std::to_string(i) + "\":\"v\"}\n";
        const auto read = readCorpus(json, "x.jsonl");
        QVERIFY(read.hasValue());
        QCOMPARE(read->corpus.size(), std::size_t{20000});
        QVERIFY(read->report.allColumns.size() <= 1000);
    }
};

QTEST_GUILESS_MAIN(TestReadJson)
#include "tst_read_json.moc"
