#include "core/explore/axes/axis_notation.h"

#include <QTest>

using namespace embedscope;
using Phrases = std::vector<std::string>;

class TestAxisNotation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void phrases_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("expected");
        const auto row = [](const char *text, const QByteArrayList &expected) {
            QTest::newRow(text) << QByteArray(text) << expected;
        };
        row("sad", {"sad"});
        row("  sad ,\tun happy  ", {"sad", "un happy"});
        row("\"tired, but fine\", sad", {"tired, but fine", "sad"});
        row("\"he said \"\"no\"\"\"", {"he said \"no\""});
        row("5\" pipe, x", {"5\" pipe", "x"});
        row("a..b, c.. d", {"a..b", "c.. d"});
        row("a .. b", {"a .. b"}); // no axis: two dots are words
        row("caf\xc3\xa9, \xe7\x8c\xab", {"caf\xc3\xa9", "\xe7\x8c\xab"});
        row("\xff", {"\xef\xbf\xbd"});
    }
    void phrases()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArrayList, expected);
        const auto found = parsePhrases(text.toStdString());
        QVERIFY2(found, found ? "" : found.error().detail.c_str());
        QCOMPARE(found->size(), static_cast<std::size_t>(expected.size()));
        for (std::size_t i = 0; i < found->size(); ++i)
            QCOMPARE(QByteArray::fromStdString((*found)[i]), expected[static_cast<qsizetype>(i)]);
        QVERIFY(*parsePhrases(formatPhrases(*found)) == *found);
    }

    void axes()
    {
        const auto axis = parseAxis("sad, unhappy .. happy, \"joyful .. or so\"");
        QVERIFY(axis);
        QVERIFY(axis->low.phrases == (Phrases{"sad", "unhappy"}));
        QVERIFY(axis->high.phrases == (Phrases{"happy", "joyful .. or so"}));
        QVERIFY(axis->low.texts.empty() && axis->high.texts.empty());
        QVERIFY(parseAxis("man .. woman")->high.phrases == Phrases{"woman"});
        QVERIFY(parseAxis("wait... what? .. v1..2")->low.phrases == Phrases{"wait... what?"});
        QVERIFY(parseAxis("\"a\" .. b")->low.phrases == Phrases{"a"});
    }

    void whatIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("why");
        const auto row = [](const char *text, const char *why) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(why);
        };
        row("", "two dots between blanks must part the ends, as in \"sad, unhappy .. happy, joyful\"");
        row("sad..happy", "two dots between blanks must part the ends, as in \"sad, unhappy .. happy, joyful\"");
        row("..", "there are no examples before the two dots");
        row(" .. happy", "there are no examples before the two dots");
        row("sad ..", "there are no examples after the two dots");
        row("a .. b .. c", "an axis has two ends, not more");
        row("a, .. b", "a phrase is missing beside a comma");
        row("a, , b .. c", "a phrase is missing beside a comma");
        row("a .. b,", "a phrase is missing beside a comma");
        row("\"\" .. b", "a phrase is missing beside a comma");
        row("\"a .. b", "a quotation mark is never closed");
        row("\"a\" b .. c", "a comma is missing after a quoted phrase");
    }
    void whatIsNone()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, why);
        const auto found = parseAxis(text.toStdString());
        QVERIFY(!found);
        QCOMPARE(found.error().code, Errc::InvalidArgument);
        QCOMPARE(QByteArray::fromStdString(found.error().detail), why);
        if (text.isEmpty())
            QCOMPARE(parsePhrases("").error().detail, std::string("there are no phrases"));
    }

    void anything()
    {
        // No input hangs, reads beyond itself or comes back changed.
        const std::string pieces[] = {"a", "\"", ",", " ", "..", " .. ", "\"\"", "\xff", "b c"};
        std::uint64_t state = 1;
        for (int round = 0; round < 3000; ++round) {
            std::string text;
            for (int i = 0; i < 12; ++i) {
                state = state * 6364136223846793005U + 1442695040888963407U;
                text += pieces[(state >> 33) % std::size(pieces)];
            }
            (void)parseAxis(text);
            if (const auto found = parsePhrases(text))
                QVERIFY2(*parsePhrases(formatPhrases(*found)) == *found, text.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestAxisNotation)
#include "tst_axis_notation.moc"
