#include "core/base/portable_random.h"
#include "core/base/utf8.h"
#include "core/text/read_corpus.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace embedscope;

namespace {

// Sanitizers cost a factor of some ten; a reader that is quadratic somewhere costs thousands.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kPatience = 15;
#else
constexpr int kPatience = 1;
#endif

struct Seed
{
    const char *name;
    std::string bytes;
};

std::vector<Seed> seeds()
{
    return {
        {"x.txt", "A dog runs.\r\nCaf\xC3\xA9 \xF0\x9F\x98\x80\n\n\tThird line\n"},
        {"x.csv", "id,text,label\r\n1,\"Hello, \"\"you\"\"\nthere\",a\r\n2,Bye you,b\r\n3,More of it,a\r\n4,End,b\r\n"},
        {"x.csv", "\"text\";\"e0\";\"e1\"\n'=1+1;0.5;-1e-3\nb c;1;2\n"},
        {"x.tsv", "text\tn\nA b\t1\n\"c\td\"\t2\n"},
        {"x.jsonl", "{\"text\": \"a \\u00e9\", \"model\": \"m\", \"embedding\": [0.1, -2e3], \"n\": null}\n"
                    "{\"text\": \"b\", \"model\": \"m\", \"embedding\": [1, 2], \"x\": {\"y\": [1]}}\n\"c\"\n"},
        {"x.json", "{\"a\": [\"t\"], \"items\": [{\"text\": \"x \\\"y\\\"\", \"label\": \"l\", \"embedding\": [1.5]}, "
                   "{\"text\": \"\\uD83D\\uDE00\", \"label\": true}, \"s\", 3, null]}"},
        {"x", "[\"a\", \"b\"]"}};
}

std::string mutated(std::string bytes, PortableRandom &random)
{
    static const std::vector<std::string> pieces = {
        "\"", "\n",   "\r",           ",",        "[",        "]",    "{",     "}", ":", "\\", "\\u",
        "\0", "\xFF", "\xEF\xBB\xBF", "\xFE\xFF", "\xFF\xFE", "null", "1e999", "-", "'", "\t", "\xED\xA0\x80"};
    const std::uint64_t edits = 1 + random.below(6);
    for (std::uint64_t i = 0; i < edits; ++i) {
        const std::size_t at = random.below(bytes.size() + 1);
        switch (random.below(6)) {
        case 0:
            bytes.insert(at, pieces[random.below(pieces.size())]);
            break;
        case 1:
            if (at < bytes.size())
                bytes[at] = static_cast<char>(random.below(256));
            break;
        case 2:
            bytes.erase(at, random.below(8));
            break;
        case 3:
            bytes.resize(at);
            break;
        case 4:
            bytes.insert(at, bytes.substr(random.below(bytes.size() + 1), random.below(30)));
            break;
        default:
            bytes.insert(at, std::string(1 + random.below(40), pieces[random.below(pieces.size())].empty()
                                                                   ? '\0'
                                                                   : pieces[random.below(pieces.size())].front()));
        }
    }
    return bytes;
}

/// What must be true of anything that was read.
bool isSound(const ReadCorpus &read)
{
    const auto valid = [](const std::string &text) { return isValidUtf8(text); };
    std::uint64_t id = 0;
    for (const Text &text : read.corpus.texts) {
        if (text.id.value != ++id || text.text.empty() || !valid(text.text) || !valid(text.group) ||
            !std::all_of(text.columns.begin(), text.columns.end(), valid) ||
            text.columns.size() > read.corpus.columnNames.size())
            return false;
    }
    for (const ImportedVector &vector : read.vectors)
        if (vector.index >= read.corpus.size() || vector.values.size() != read.vectors.front().values.size() ||
            vector.values.empty())
            return false;
    return !read.corpus.empty() && std::all_of(read.report.allColumns.begin(), read.report.allColumns.end(), valid);
}

} // namespace

class TestReadHostile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDeviceOfNulsIsNotReadToTheLimit()
    {
        // Two GiB of them, and the memory for it, would take seconds.
        QElapsedTimer timer;
        timer.start();
        const auto read = readCorpusFile("/dev/zero");
        QVERIFY(!read);
        QCOMPARE(read.error().code, Errc::BinaryContent);
        QCOMPARE(read.error().line, 1);
        QCOMPARE(read.error().path, std::string("/dev/zero"));
        QVERIFY2(timer.elapsed() < 2000 * kPatience, qPrintable(QString::number(timer.elapsed())));
    }

    void mutants()
    {
        PortableRandom random(1);
        const std::vector<Seed> all = seeds();
        std::size_t accepted = 0;
        for (int round = 0; round < 10000; ++round) {
            const Seed &seed = all[static_cast<std::size_t>(round) % all.size()];
            const std::string bytes = mutated(seed.bytes, random);
            QElapsedTimer timer;
            timer.start();
            const auto read = readCorpus(bytes, seed.name);
            QVERIFY2(timer.elapsed() < 1000 * kPatience, qPrintable(QStringLiteral("round %1").arg(round)));
            if (read) {
                ++accepted;
                QVERIFY2(isSound(*read), qPrintable(QStringLiteral("round %1").arg(round)));
            } else {
                QVERIFY(read.error().code != Errc::Internal);
                QCOMPARE(read.error().path, std::string(seed.name));
            }
        }
        // Neither all refused nor all taken: the mutants reach into the readers.
        QVERIFY(accepted > 2000 && accepted < 9500);
    }

    /// Every file of the tests through every reader.
    void everyFile()
    {
        int files = 0;
        QDirIterator it(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/data"), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            if (it.fileInfo().size() > (4 << 20))
                continue;
            ++files;
            for (const TextFormat format : {TextFormat::Auto, TextFormat::Txt, TextFormat::Csv, TextFormat::Tsv,
                                            TextFormat::Jsonl, TextFormat::Json}) {
                ReadOptions options;
                options.format = format;
                const auto read = readCorpusFile(path.toStdString(), options);
                if (read)
                    QVERIFY2(isSound(*read), qPrintable(path));
            }
        }
        QVERIFY(files > 340);
    }

    void longLine_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("txt") << QStringLiteral("x.txt") << QByteArray() << QByteArray();
        QTest::newRow("csv") << QStringLiteral("x.csv") << QByteArray("text\n\"") << QByteArray("\"\n");
        QTest::newRow("csv without quotes") << QStringLiteral("x.csv") << QByteArray("text\n") << QByteArray("\n");
        QTest::newRow("json") << QStringLiteral("x.json") << QByteArray("[\"") << QByteArray("\"]");
        QTest::newRow("jsonl") << QStringLiteral("x.jsonl") << QByteArray("{\"text\": \"") << QByteArray("\"}\n");
    }
    void longLine()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        std::string prose;
        while (prose.size() < 50u << 20)
            prose += "The caf\xC3\xA9 was open and nobody came. ";
        const std::string bytes = before.toStdString() + prose + after.toStdString();
        QElapsedTimer timer;
        timer.start();
        const auto read = readCorpus(bytes, name.toStdString());
        QVERIFY(read.hasValue());
        QCOMPARE(read->corpus.size(), std::size_t{1});
        QVERIFY(read->corpus.texts[0].text == prose);
        QVERIFY2(timer.elapsed() < 2000 * kPatience, qPrintable(QString::number(timer.elapsed())));
    }

    void largeCell()
    {
        const std::string cell(1 << 20, 'x');
        const auto read = readCorpus("text,n\n\"" + cell + "\",1\nb c,2\n", "x.csv");
        QCOMPARE(read->corpus.size(), std::size_t{2});
        QCOMPARE(read->corpus.texts[0].text.size(), cell.size());
    }

    void emptyLines()
    {
        for (const char *end : {"\n", "\r\n", "\r"}) {
            std::string bytes;
            for (int i = 0; i < 1000000; ++i)
                bytes += end;
            for (const char *name : {"x.txt", "x.csv", "x.tsv", "x.jsonl"}) {
                QElapsedTimer timer;
                timer.start();
                QCOMPARE(readCorpus(bytes, name).error().code, Errc::NoTexts);
                QVERIFY(timer.elapsed() < 1000 * kPatience);
                const auto last = readCorpus(bytes + "\"word\"", name);
                QCOMPARE(last->corpus.size(), std::size_t{1});
            }
        }
    }

    void wideTables()
    {
        // A row of a million fields among short ones must not cost rows times columns.
        std::string bytes = "a,b\n";
        for (int i = 0; i < 20000; ++i)
            bytes += "x y,z\n";
        bytes += std::string(1000000, ',') + "\n";
        QElapsedTimer timer;
        timer.start();
        QVERIFY(readCorpus(bytes, "x.csv").hasValue());
        bytes = std::string(200000, ',') + "\n" + bytes;
        (void)readCorpus(bytes, "x.csv");
        QVERIFY2(timer.elapsed() < 5000 * kPatience, qPrintable(QString::number(timer.elapsed())));
    }

    void badBytesEverywhere()
    {
        const std::string bytes(5 << 20, '\x80');
        QElapsedTimer timer;
        timer.start();
        const auto read = readCorpus(bytes, "x.txt");
        QCOMPARE(read->report.encoding, std::string("ISO-8859-1"));
        QVERIFY(readCorpus(bytes, "x.json").error().code == Errc::BadJson);
        QVERIFY2(timer.elapsed() < 3000 * kPatience, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestReadHostile)
#include "tst_read_hostile.moc"
