#include "core/model/tokenizer/graphemes.h"

#include <QTest>

#include <string>
#include <vector>

using namespace embedscope;

class TestGraphemes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void clusters_data()
    {
        QTest::addColumn<std::vector<std::string>>("expected");
        const auto row = [](const char *name, std::vector<std::string> clusters) {
            QTest::newRow(name) << std::move(clusters);
        };
        row("nothing", {});
        row("ASCII", {"a", "b", " ", "c"});
        row("line ends", {"\r\n", "\n", "\r", "a"});
        row("accents", {"e\u0301", "a\u0308\u0327", "Q\u0301", "x"});
        row("an accent alone", {"\u0301", "a"});
        row("an accent after a control", {"\n", "\u0301"});
        row("an accent after a NUL", {std::string(1, '\0'), "\u0344\u200D"});
        row("before what follows", {"\u06001", "a"}); // Arabic number sign
        row("Hangul", {"\u1112\u1161\u11AB", "\u1100", "\u11A8", "\uAC00\u11A8", "\uAC01\u11A8", "\uAC01", "\u1161"});
        row("a family", {"\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F468", "\U0001F469"});
        row("a joiner between others", {"a\u200D", "\U0001F469"});
        row("a pictograph with marks", {"\U0001F469\U0001F3FD\u200D\u2122\u0301", "\u2122"});
        row("an accent after what may become a control", {"\U000E0E13", "\u0344\u094D"});
        row("an accent is no pictograph", {"\u00E9\u0301\u200D", "\u2122\u0301"});
        row("conjunct consonants", {"\u0915\u094D\u0937\u093F", "\u0915", "\u0937", "\u0915\u094D", "a"});
        row("spacing marks", {"\u0BA8\u0BBF", "\u0E01\u0E33"});
    }
    void clusters()
    {
        QFETCH(std::vector<std::string>, expected);
        std::string text;
        for (const std::string &cluster : expected)
            text += cluster;
        GraphemeCursor cursor(text);
        std::vector<std::string> got;
        for (std::string_view cluster = cursor.next(); !cluster.empty(); cluster = cursor.next())
            got.emplace_back(cluster);
        QCOMPARE(got, expected);
    }

    void tableIsSorted()
    {
        char32_t last = 0;
        QVERIFY(graphemeRanges().size() > 500);
        for (const GraphemeRange &range : graphemeRanges()) {
            QVERIFY(range.first > last || range.first == 0);
            QVERIFY(range.first <= range.last && range.last <= 0x10FFFF && range.flags != 0);
            last = range.last;
        }
    }
};

QTEST_GUILESS_MAIN(TestGraphemes)
#include "tst_graphemes.moc"
