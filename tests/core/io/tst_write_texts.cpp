#include "core/io/write_texts.h"

#include "core/base/portable_random.h"
#include "core/text/read_corpus.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <cmath>
#include <string>
#include <vector>

using namespace embedscope;

namespace {

std::vector<Text> texts(const std::vector<std::string> &strings)
{
    std::vector<Text> out;
    for (const std::string &text : strings)
        out.push_back({TextId{out.size() + 1}, text});
    return out;
}

/// float32 values of all magnitudes, by their bits.
Matrix anyFloats(std::size_t rows, std::size_t cols)
{
    PortableRandom random(3);
    Matrix matrix(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(cols));
    for (Eigen::Index i = 0; i < matrix.size(); ++i) {
        float value = NAN;
        while (!std::isfinite(value))
            value = std::bit_cast<float>(static_cast<std::uint32_t>(random.next()));
        matrix.data()[i] = value;
    }
    return matrix;
}

const char *endingOf(TextFileKind kind)
{
    switch (kind) {
    case TextFileKind::Txt:
        return "x.txt";
    case TextFileKind::Csv:
        return "x.csv";
    case TextFileKind::Tsv:
        return "x.tsv";
    case TextFileKind::Json:
        return "x.json";
    default:
        return "x.jsonl";
    }
}

} // namespace

class TestWriteTexts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void kinds()
    {
        QCOMPARE(*textFileKind("a.TXT"), TextFileKind::Txt);
        QCOMPARE(*textFileKind("/x.y/a.ndjson"), TextFileKind::Jsonl);
        QCOMPARE(textFileKind("/x.csv/a").error().code, Errc::UnknownFormat);
        QCOMPARE(textFileKind("a.png").error().detail, std::string(".png"));
        QCOMPARE(textFileKind("a").error().detail, std::string("."));
    }

    void lines()
    {
        const auto list = texts({"a", " b ", "two\nlines\r\nthree\r", "", std::string("n\0l", 3)});
        WriteReport report;
        const auto bytes = formatTexts({list}, TextFileKind::Txt, CellGuard::Guarded, &report);
        QCOMPARE(*bytes, std::string("a\n b \ntwo lines three \nn\xEF\xBF\xBDl\n"));
        QCOMPARE(report.replacedLineEnds, std::size_t{1});
        QCOMPARE(report.replacedNuls, std::size_t{1});
        QCOMPARE(report.blankTexts, std::size_t{1});
    }

    void records()
    {
        auto list = texts({"a \"b\"", "c"});
        list[0].group = "g";
        list[0].columns = {"1", "m"};
        const std::vector<std::string> names = {"n", "model"};
        const Matrix vectors = (Matrix(1, 2) << 0.1f, -2.0f).finished();
        const std::vector<std::size_t> rows = {TextsToWrite::kNoRow, 0};
        TextsToWrite what{list, names, "label", vectors, rows, "noise"};
        what.tokens = {3, 4};
        what.truncated = {false, true};
        const std::string first = "{\"text\": \"a \\\"b\\\"\", \"label\": \"g\", \"n\": \"1\", \"model_\": \"m\", "
                                  "\"tokens\": 3, \"truncated\": false}";
        const std::string second = "{\"text\": \"c\", \"label\": \"\", \"model\": \"noise\", \"embedding\": [0.1, -2], "
                                   "\"tokens\": 4, \"truncated\": true}";
        QCOMPARE(*formatTexts(what, TextFileKind::Jsonl), first + "\n" + second + "\n");
        QCOMPARE(*formatTexts(what, TextFileKind::Json), "[\n" + first + ",\n" + second + "\n]\n");
        QCOMPARE(formatRecord(what, 1), second);
        what.model = {};
        QVERIFY(formatRecord(what, 1).find("\"model\": \"\", \"embedding\"") != std::string::npos);
        QCOMPARE(*formatTexts({}, TextFileKind::Json), std::string("[\n]\n"));
    }

    /// What is written is read again: texts, groups and columns exactly, vectors bit for bit.
    void roundTrip_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("csv") << static_cast<int>(TextFileKind::Csv);
        QTest::newRow("tsv") << static_cast<int>(TextFileKind::Tsv);
        QTest::newRow("json") << static_cast<int>(TextFileKind::Json);
        QTest::newRow("jsonl") << static_cast<int>(TextFileKind::Jsonl);
    }
    void roundTrip()
    {
        QFETCH(int, kind);
        const auto fileKind = static_cast<TextFileKind>(kind);
        auto list = texts({"=1+1",
                           "'=1+1",
                           "''-x",
                           "-5",
                           "+49 170",
                           "@home",
                           "\tTab",
                           "\rCR",
                           "'tis",
                           "a,b;c|d\te",
                           "\"quoted\" start",
                           "two\nlines",
                           "crlf\r\nend",
                           " spaces ",
                           "caf\xC3\xA9 \xF0\x9F\x98\x80",
                           "{\"text\": 1}",
                           "text",
                           "=",
                           "'",
                           "null"});
        for (std::size_t i = 0; i < list.size(); ++i) {
            list[i].group = i % 2 ? "-odd-" : "even";
            list[i].columns = {"c" + std::to_string(i), i == 3 ? "=X()" : "same"};
        }
        const std::vector<std::string> names = {"id", "more"};
        const Matrix vectors = anyFloats(list.size(), 37);
        const auto bytes = formatTexts({list, names, "label", vectors, {}, "noise"}, fileKind);
        QVERIFY(bytes.hasValue());
        const auto read = readCorpus(*bytes, endingOf(fileKind));
        QVERIFY(read.hasValue());
        QCOMPARE(read->corpus.groupName, std::string("label"));
        QCOMPARE(read->corpus.columnNames, names);
        QCOMPARE(read->corpus.size(), list.size());
        for (std::size_t i = 0; i < list.size(); ++i)
            QVERIFY2(read->corpus.texts[i] == list[i], qPrintable(QString::fromStdString(read->corpus.texts[i].text)));
        QCOMPARE(read->vectors.size(), list.size());
        for (std::size_t i = 0; i < list.size(); ++i)
            for (std::size_t j = 0; j < 37; ++j)
                QCOMPARE(std::bit_cast<std::uint32_t>(read->vectors[i].values[j]),
                         std::bit_cast<std::uint32_t>(
                             vectors.row(static_cast<Eigen::Index>(i))[static_cast<Eigen::Index>(j)]));
        QVERIFY(read->report.warnings.empty());
    }

    void foreignApostrophesStay()
    {
        // Not written by us: nothing is taken away, however it is quoted.
        for (const char *csv : {"text\n'-ish' is a suffix\nb c\n", "\"text\"\n\"'-ish' is a suffix\"\n\"b c\"\n",
                                "\"text\"\n'-ish' is a suffix\n=1+1\n"})
            QCOMPARE(readCorpus(csv, "x.csv")->corpus.texts[0].text, std::string("'-ish' is a suffix"));
    }

    void npy()
    {
        const Matrix vectors = anyFloats(3, 5);
        const std::string bytes = *formatTexts({texts({"a", "b", "c"}), {}, {}, vectors}, TextFileKind::Npy);
        QCOMPARE(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
        const std::size_t header = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
        QCOMPARE((10 + header) % 64, std::size_t{0});
        QCOMPARE(bytes.substr(10, 58), std::string("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 5), "));
        QCOMPARE(bytes[10 + header - 1], '\n');
        QCOMPARE(bytes.size(), 10 + header + 60);
        QVERIFY(std::equal(bytes.begin() + static_cast<std::ptrdiff_t>(10 + header), bytes.end(),
                           reinterpret_cast<const char *>(vectors.data())));
        // Rows in the order of the texts.
        const auto list = texts({"a", "b"});
        const std::vector<std::size_t> rows = {2, 0};
        const auto two = formatTexts({list, {}, {}, vectors, rows}, TextFileKind::Npy);
        Matrix expected(2, 5);
        expected.row(0) = vectors.row(2);
        expected.row(1) = vectors.row(0);
        QVERIFY(*two == *formatTexts({list, {}, {}, expected}, TextFileKind::Npy));
    }

    void piecesOfLongLists_data()
    {
        QTest::addColumn<int>("kind");
        for (const TextFileKind kind :
             {TextFileKind::Txt, TextFileKind::Csv, TextFileKind::Tsv, TextFileKind::Json, TextFileKind::Jsonl})
            QTest::newRow(endingOf(kind)) << static_cast<int>(kind);
    }
    void piecesOfLongLists()
    {
        // Nothing is held whole: what is at hand stays below two pieces, whatever the length.
        QFETCH(int, kind);
        std::vector<std::string> strings(3000, std::string(100, 'x'));
        strings.back() = "=1+1"; // far behind the header that must tell of it
        const auto list = texts(strings);
        std::string all;
        std::size_t longest = 0;
        WriteReport report;
        const auto sink = [&](std::string_view bytes) {
            longest = std::max(longest, bytes.size());
            all += bytes;
            return Status();
        };
        QVERIFY(streamTexts({list}, static_cast<TextFileKind>(kind), sink, CellGuard::Guarded, &report));
        QVERIFY2(longest < (1 << 17), std::to_string(longest).c_str());
        WriteReport whole;
        QVERIFY(all == *formatTexts({list}, static_cast<TextFileKind>(kind), CellGuard::Guarded, &whole));
        QVERIFY(report == whole);
        QCOMPARE(readCorpus(all, endingOf(static_cast<TextFileKind>(kind)))->corpus.texts.back().text, strings.back());

        int calls = 0;
        const Status refused = streamTexts({list}, static_cast<TextFileKind>(kind), [&](std::string_view) {
            ++calls;
            return Status(makeError(Errc::DiskFull));
        });
        QCOMPARE(refused.error().code, Errc::DiskFull);
        QCOMPARE(calls, 1);
    }

    void faults()
    {
        const auto list = texts({"a", "b"});
        const Matrix vectors = anyFloats(1, 2);
        const std::vector<std::size_t> wrong = {0, 1};
        QCOMPARE(formatTexts({list, {}, {}, vectors, wrong}, TextFileKind::Jsonl).error().code, Errc::InvalidArgument);
        const auto missing = formatTexts({list, {}, {}, vectors}, TextFileKind::Npy);
        QCOMPARE(missing.error().code, Errc::InvalidArgument);
        QCOMPARE(missing.error().line, 2);
        const auto full = writeTexts("/dev/full", {list}, TextFileKind::Txt);
        QCOMPARE(full.error().code, Errc::DiskFull);
        QCOMPARE(full.error().path, std::string("/dev/full"));
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.csv"));
        QVERIFY(writeTexts(path.toStdString(), {list}, TextFileKind::Csv).hasValue());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("text\na\nb\n"));
    }
};

QTEST_GUILESS_MAIN(TestWriteTexts)
#include "tst_write_texts.moc"
