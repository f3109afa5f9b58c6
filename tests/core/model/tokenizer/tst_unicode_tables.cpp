#include "core/base/utf8.h"
#include "core/model/tokenizer/bert_normalizer.h"
#include "core/model/tokenizer/unicode_tables.h"
#include "tests/core/model/tokenizer/wordpiece_test_files.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <string>
#include <vector>

using namespace embedscope;

class TestUnicodeTables : public QObject
{
    Q_OBJECT

private slots:
    void tablesAreSortedAndSeparate()
    {
        const UnicodeTables tables = unicodeTables();
        const auto rising = [](const auto &table, auto first, auto last) {
            if (table.empty())
                return false;
            for (std::size_t i = 0; i < table.size(); ++i) {
                if (first(table[i]) > last(table[i]) || last(table[i]) > 0x10FFFF)
                    return false;
                if (i > 0 && last(table[i - 1]) >= first(table[i]))
                    return false;
            }
            return true;
        };
        const auto first = [](const auto &entry) { return entry.first; };
        const auto last = [](const auto &entry) { return entry.last; };
        const auto from = [](const auto &entry) { return entry.from; };
        QVERIFY(rising(tables.ranges, first, last));
        QVERIFY(rising(tables.combiningClasses, first, last));
        QVERIFY(rising(tables.longLowerCase, from, from));
        QVERIFY(rising(tables.singleDecompositions, from, from));
        QVERIFY(rising(tables.decompositions, from, from));
        // Runs with a step may hold others between their members; what counts is that a look-up finds each.
        for (const LowerCaseRange &range : tables.lowerCase) {
            QVERIFY(range.step == 1 || range.step == 2);
            QVERIFY((range.last - range.first) % range.step == 0);
            for (char32_t c = range.first; c <= range.last; c += range.step)
                QCOMPARE(smallForm(c).characters[0], static_cast<char32_t>(static_cast<std::int32_t>(c) + range.delta));
        }
    }

    void flagsOfKnownCharacters()
    {
        const auto has = [](char32_t c, CodePointFlag flag) { return hasFlag(codePointFlags(c), flag); };
        QVERIFY(has(U' ', CodePointFlag::Space) && has(U'\t', CodePointFlag::Space) &&
                has(0x3000, CodePointFlag::Space));
        QVERIFY(!has(0x200B, CodePointFlag::Space) && has(0x200B, CodePointFlag::Dropped));
        QVERIFY(has(0, CodePointFlag::Dropped) && has(0xFFFD, CodePointFlag::Dropped) &&
                !has(U'\n', CodePointFlag::Dropped));
        QVERIFY(has(U'$', CodePointFlag::Punctuation) && has(U'—', CodePointFlag::Punctuation));
        QVERIFY(!has(U'€', CodePointFlag::Punctuation) && !has(U'a', CodePointFlag::Punctuation));
        QVERIFY(has(U'中', CodePointFlag::Chinese) && !has(U'か', CodePointFlag::Chinese));
        QVERIFY(has(0x301, CodePointFlag::Mark) && has(0x301, CodePointFlag::Combining));
        QVERIFY(has(U'_', CodePointFlag::Word) && has(U'é', CodePointFlag::Word) && !has(U'-', CodePointFlag::Word));
        QCOMPARE(codePointFlags(0x110000), 0u);
        QCOMPARE(codePointFlags(0xFFFFFFFF), 0u);
        QCOMPARE(combiningClass(0x301), std::uint8_t{230});
        QCOMPARE(combiningClass(U'a'), std::uint8_t{0});
    }

    void decompositionsAndSmallForms()
    {
        QVERIFY(decomposition(U'a').view() == U"a");
        QVERIFY(decomposition(U'é').view() == U"e\u0301");
        QVERIFY(decomposition(0x1F82).view() == U"\u03B1\u0313\u0300\u0345");
        QVERIFY(decomposition(0x212B).view() == U"A\u030A");
        QVERIFY(decomposition(U'가').view() == U"\u1100\u1161");
        QVERIFY(decomposition(U'각').view() == U"\u1100\u1161\u11A8");
        QVERIFY(decomposition(U'힣').view() == U"\u1112\u1175\u11C2");
        QVERIFY(smallForm(U'Σ').view() == U"σ");
        QVERIFY(smallForm(U'İ').view() == U"i\u0307");
        QVERIFY(smallForm(U'ß').view() == U"ß");
        QVERIFY(smallForm(0x1E9E).view() == U"ß");
    }

    void normalizerStepsCanBeTurnedOff()
    {
        const BertNormalizerOptions none{false, false, false, false};
        const std::string text = "Ünï\t中\u200B\u0301İ";
        QCOMPARE(bertNormalize(text, none), text);
        QCOMPARE(bertNormalize(text, {}), std::string("uni  中 i"));
        BertNormalizerOptions options = none;
        options.cleanText = true;
        QCOMPARE(bertNormalize(text, options), std::string("Ünï 中\u0301İ"));
        options = none;
        options.handleChineseChars = true;
        QCOMPARE(bertNormalize(text, options), std::string("Ünï\t 中 \u200B\u0301İ"));
        options = none;
        options.stripAccents = true;
        QCOMPARE(bertNormalize(text, options), std::string("Uni\t中\u200BI"));
        options = none;
        options.lowercase = true;
        QCOMPARE(bertNormalize(text, options), std::string("ünï\t中\u200B\u0301i\u0307"));
        QCOMPARE(bertNormalize("\xFF", none), std::string("\uFFFD"));
    }

    /// Against the package itself (tests/reference/unicode_reference.py); the combining classes too, which ids seldom
    /// show because such characters are unknown to the vocabulary.
    void everyCodePointIsNormalizedAsByTheReference()
    {
        const auto file = nlohmann::json::parse(
            test::readFile(EMBEDSCOPE_TESTS_DIR "/reference/unicode_normalized.json"), nullptr, false);
        QVERIFY(file.is_object());
        const auto marks = file["marks"].get<std::string>();
        QCOMPARE(file["digests"].size(), std::size_t{0x110000 / 256});
        std::vector<BertNormalizerOptions> options;
        for (const auto &flags : file["flags"]) {
            options.push_back({flags[0].get<bool>(), flags[1].get<bool>(), {}, flags[3].get<bool>()});
            if (!flags[2].is_null())
                options.back().stripAccents = flags[2].get<bool>();
        }
        QVERIFY(options.size() > 4);
        for (char32_t block = 0; block < 0x110000; block += 256) {
            std::uint64_t h = 0xCBF29CE484222325;
            if (block < 0xD800 || block > 0xDFFF) {
                std::string text;
                for (char32_t c = block; c < block + 256; ++c) {
                    text += "Xa" + marks;
                    appendUtf8(text, c);
                    text += 'b';
                }
                for (const BertNormalizerOptions &o : options) {
                    for (const char byte : bertNormalize(text, o))
                        h = (h ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
                }
            }
            const QByteArray where = "block of U+" + QByteArray::number(static_cast<uint>(block), 16);
            QVERIFY2(h == std::stoull(file["digests"][block / 256].get<std::string>(), nullptr, 16), where.constData());
        }
    }

    /// Accents go, but the marks that stay are put in the order of their classes, run by run.
    void remainingMarksAreReordered()
    {
        BertNormalizerOptions options{false, false, true, false};
        const std::string late = "\U0001D16D";  // class 226, stays
        const std::string early = "\U0001D165"; // class 216, stays
        QCOMPARE(bertNormalize("a" + late + early + "b", options), "a" + early + late + "b");
        QCOMPARE(bertNormalize("a" + late + "\u0301" + early + "b", options), "a" + early + late + "b");
        QCOMPARE(bertNormalize("a" + late + "c" + early + "b", options), "a" + late + "c" + early + "b");
        // U+034F is an accent of class 0: it goes, and the run had ended at it.
        QCOMPARE(bertNormalize("a" + late + "\u034F" + early + "b", options), "a" + late + early + "b");
    }
};

QTEST_GUILESS_MAIN(TestUnicodeTables)
#include "tst_unicode_tables.moc"
