#include "core/model/tokenizer/wordpiece_tokenizer.h"
#include "tests/core/model/tokenizer/wordpiece_test_files.h"

#include "core/base/portable_random.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <string>
#include <vector>

using namespace embedscope;
using namespace embedscope::test;

// What a vocabulary and a tokenizer.json must be, and what is said of those that are not.
namespace {

constexpr std::size_t kLimit = 256;

/// A small vocabulary for tests of faults.
std::string smallVocabulary(const std::string &more = {})
{
    return "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n" + more;
}

/// A tokenizer.json with that vocabulary.
Json smallTokenizerJson()
{
    Json document = tokenizerJson();
    document["model"]["vocab"] = Json{{"[PAD]", 0}, {"[UNK]", 1}, {"[CLS]", 2}, {"[SEP]", 3}, {"a", 4}, {"##b", 5}};
    document["added_tokens"] = Json::array();
    document["post_processor"]["special_tokens"] = Json{{"[CLS]", {{"ids", {2}}}}, {"[SEP]", {{"ids", {3}}}}};
    return document;
}

/// One to four bytes changed, taken out, put in or copied.
std::string mutant(std::string text, PortableRandom &random)
{
    static const std::string marks = "[]{}\":,-0129.e\n\xFF";
    for (std::uint64_t edits = 1 + random.below(4); edits > 0 && !text.empty(); --edits) {
        const std::size_t at = random.below(text.size());
        switch (random.below(4)) {
        case 0:
            text[at] = static_cast<char>(random.below(256));
            break;
        case 1:
            text.erase(at, 1 + random.below(8));
            break;
        case 2:
            text.insert(at, 1, marks[random.below(marks.size())]);
            break;
        default:
            text.insert(at, std::string(text, random.below(text.size()), random.below(40)));
        }
    }
    return text;
}

} // namespace

class TestWordPieceTokenizerJson : public QObject
{
    Q_OBJECT

private slots:
    void vocabularyFaults_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("detail"); // empty: no fault
        QTest::addColumn<int>("line");
        QTest::newRow("whole") << QByteArray::fromStdString(smallVocabulary()) << QByteArray() << 0;
        QTest::newRow("no last newline") << QByteArray("[UNK]\n[CLS]\n[SEP]") << QByteArray() << 0;
        QTest::newRow("DOS") << QByteArray("[UNK]\r\n[CLS]\r\n[SEP]\r\n") << QByteArray() << 0;
        QTest::newRow("nothing") << QByteArray() << QByteArray("vocabulary: empty") << 0;
        QTest::newRow("newline only") << QByteArray("\n") << QByteArray("vocabulary: empty line") << 1;
        QTest::newRow("twice") << QByteArray::fromStdString(smallVocabulary("a\n"))
                               << QByteArray("vocabulary: \"a\" is there twice") << 7;
        QTest::newRow("gap") << QByteArray::fromStdString(smallVocabulary("c\n\nd\n"))
                             << QByteArray("vocabulary: empty line") << 8;
        QTest::newRow("no UNK") << QByteArray("[CLS]\n[SEP]\na\n") << QByteArray("vocabulary: no \"[UNK]\"") << 0;
        QTest::newRow("no CLS") << QByteArray("[UNK]\n[SEP]\na\n") << QByteArray("vocabulary: no \"[CLS]\"") << 0;
        QTest::newRow("no SEP") << QByteArray("[CLS]\n[UNK]\na\n") << QByteArray("vocabulary: no \"[SEP]\"") << 0;
        QTest::newRow("not UTF-8") << QByteArray("[CLS]\n[UNK]\n[SEP]\n\xFF\n\xFF\n")
                                   << QByteArray("vocabulary: \"\xEF\xBF\xBD\" is there twice") << 5;
    }

    void vocabularyFaults()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, detail);
        QFETCH(int, line);
        const auto made = WordPieceTokenizer::fromVocabulary(bytes.toStdString());
        QCOMPARE(made.hasValue(), detail.isEmpty());
        if (made)
            return;
        QCOMPARE(made.error().code, Errc::ModelDamaged);
        QCOMPARE(made.error().detail, detail.toStdString());
        QCOMPARE(made.error().line, line);
    }

    void tokenizerJsonFaults_data()
    {
        QTest::addColumn<QByteArray>("patch"); // JSON merge patch of a small, whole tokenizer.json
        QTest::addColumn<Errc>("code");
        QTest::addColumn<QByteArray>("detail"); // a part of it
        const auto row = [](const char *name, const char *patch, Errc code, const char *detail) {
            QTest::newRow(name) << QByteArray(patch) << code << QByteArray(detail);
        };
        const Errc damaged = Errc::ModelDamaged;
        const Errc other = Errc::ModelUnsupported;
        row("no model", R"({"model": null})", damaged, "no model");
        row("model is a word", R"({"model": "WordPiece"})", damaged, "what holds type is not an object");
        row("another model", R"({"model": {"type": "BPE"}})", other, "model is BPE");
        row("another normalizer", R"({"normalizer": {"type": "NFKC"}})", other, "normalizer is NFKC");
        row("flag is a number", R"({"normalizer": {"lowercase": 1}})", damaged, "lowercase is not true or false");
        row("no pre_tokenizer", R"({"pre_tokenizer": null})", other, "pre_tokenizer is none");
        row("another pre_tokenizer", R"({"pre_tokenizer": {"type": "ByteLevel"}})", other, "ByteLevel");
        row("no post_processor", R"({"post_processor": null})", other, "post_processor is none");
        row("no vocab", R"({"model": {"vocab": null}})", damaged, "vocab is empty");
        row("vocab is a list", R"({"model": {"vocab": ["a"]}})", damaged, "vocab is empty");
        row("hole", R"({"model": {"vocab": {"a": null}}})", damaged, "id of");
        row("id twice", R"({"model": {"vocab": {"a": 1}}})", damaged, "given twice");
        row("negative id", R"({"model": {"vocab": {"a": -1}}})", damaged, "id of \"a\"");
        row("huge id", R"({"model": {"vocab": {"a": 99999999999999999999}}})", damaged, "id of \"a\"");
        row("id is a fraction", R"({"model": {"vocab": {"a": 4.5}}})", damaged, "id of \"a\"");
        row("no UNK", R"({"model": {"unk_token": "[unk]"}})", damaged, "no \"[unk]\"");
        row("negative word length", R"({"model": {"max_input_chars_per_word": -3}})", damaged, "max_input_chars");
        row("added token with another id", R"({"added_tokens": [{"id": 3, "content": "[UNK]"}]})", damaged, "id of");
        row("added token's id is taken", R"({"added_tokens": [{"id": 3, "content": "x"}]})", damaged, "given twice");
        row("added token far away", R"({"added_tokens": [{"id": 77, "content": "x"}]})", damaged, "id of");
        row("added token without text", R"({"added_tokens": [{"id": 3}]})", damaged, "content is not a string");
        row("template twice the text", R"({"post_processor": {"single": [{"Sequence": {}}, {"Sequence": {}}]}})", other,
            "repeats the text");
        row("template without the text", R"({"post_processor": {"single": []}})", damaged, "without the text");
        row("template's token is unknown", R"({"post_processor": {"special_tokens": {"[SEP]": {"ids": [99]}}}})",
            damaged, "no entry with id 99");
        row("template's token is missing", R"({"post_processor": {"special_tokens": null}})", damaged,
            "ids is not a list");
    }

    void tokenizerJsonFaults()
    {
        QFETCH(QByteArray, patch);
        QFETCH(Errc, code);
        QFETCH(QByteArray, detail);
        Json document = smallTokenizerJson();
        QVERIFY(WordPieceTokenizer::fromTokenizerJson(document.dump()));
        document.merge_patch(Json::parse(patch.toStdString()));
        const auto made = WordPieceTokenizer::fromTokenizerJson(document.dump());
        QVERIFY(!made);
        QVERIFY2(made.error().detail.find(detail.toStdString()) != std::string::npos, made.error().detail.c_str());
        QCOMPARE(made.error().code, code);
    }

    void tokenizerJsonCanBeOlder()
    {
        Json document = smallTokenizerJson();
        document["model"].erase("type");
        document.erase("truncation");
        document.erase("padding");
        document.erase("added_tokens");
        document["post_processor"] =
            Json::parse(R"({"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]})");
        const auto made = WordPieceTokenizer::fromTokenizerJson(document.dump());
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QCOMPARE((*made)->encode("AB ab b", kLimit).ids, (std::vector<std::int32_t>{2, 4, 5, 4, 5, 1, 3}));
    }

    void brokenJsonIsAnError()
    {
        const std::string whole = smallTokenizerJson().dump();
        for (std::size_t size = 0; size < whole.size(); ++size)
            QVERIFY(!WordPieceTokenizer::fromTokenizerJson(whole.substr(0, size)));
        for (const std::string &text : {std::string(), std::string("null"), std::string("[]"), std::string("\xFF"),
                                        std::string(100'000, '['), std::string(5'000'000, '['),
                                        "{\"model\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"}) {
            const auto made = WordPieceTokenizer::fromTokenizerJson(text);
            QVERIFY(!made);
            QCOMPARE(made.error().code, Errc::ModelDamaged);
        }
        std::string nested;
        for (int i = 0; i < 100'000; ++i)
            nested += "{\"model\":";
        QVERIFY(!WordPieceTokenizer::fromTokenizerJson(nested));
    }

    void largeFilesAreRefused()
    {
        const std::string large(WordPieceTokenizer::kMaximumBytes + 1, '[');
        const auto vocabularyOf = WordPieceTokenizer::fromVocabulary(large);
        QVERIFY(!vocabularyOf);
        QCOMPARE(vocabularyOf.error().code, Errc::TooLarge);
        const auto json = WordPieceTokenizer::fromTokenizerJson(large);
        QVERIFY(!json);
        QCOMPARE(json.error().code, Errc::TooLarge);
    }

    /// Damage gives an error or a tokenizer that works; the sanitizers see to the rest.
    void mutantsAreHarmless_data()
    {
        QTest::addColumn<QByteArray>("whole");
        QTest::addColumn<bool>("isJson");
        QTest::newRow("vocab.txt") << QByteArray::fromStdString(smallVocabulary("é\n")) << false;
        QTest::newRow("tokenizer.json") << QByteArray::fromStdString(smallTokenizerJson().dump()) << true;
    }

    void mutantsAreHarmless()
    {
        QFETCH(QByteArray, whole);
        QFETCH(bool, isJson);
        PortableRandom random(7);
        int refused = 0;
        for (int i = 0; i < 10'000; ++i) {
            const std::string bytes = mutant(whole.toStdString(), random);
            const auto made =
                isJson ? WordPieceTokenizer::fromTokenizerJson(bytes) : WordPieceTokenizer::fromVocabulary(bytes);
            if (!made) {
                QVERIFY(!made.error().detail.empty());
                ++refused;
                continue;
            }
            for (const std::size_t limit : {std::size_t{0}, std::size_t{3}, kLimit}) {
                const Tokens tokens = (*made)->encode("ab [UNK] é\xE2\x82 [SEP]", limit);
                QVERIFY(tokens.ids.size() <= limit && tokens.ids.size() <= tokens.fullCount);
                for (const std::int32_t id : tokens.ids)
                    QVERIFY(id >= 0 && static_cast<std::size_t>(id) < (*made)->vocabularySize());
            }
        }
        QVERIFY(refused > 2'000 && refused < 10'000);
    }
};

QTEST_GUILESS_MAIN(TestWordPieceTokenizerJson)
#include "tst_wordpiece_tokenizer_json.moc"
