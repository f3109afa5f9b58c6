#include "core/base/utf8.h"
#include "core/model/tokenizer/wordpiece_tokenizer.h"
#include "tests/core/model/tokenizer/tokenizer_test_digests.h"
#include "tests/core/model/tokenizer/wordpiece_test_files.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <string>
#include <thread>
#include <vector>

using namespace embedscope;
using namespace embedscope::test;

// The reference numbers are those of the Python package `tokenizers`: tests/reference/tokenizer_reference.py.
namespace {

constexpr std::size_t kLimit = 256;
constexpr std::size_t kNoLimit = std::size_t{1} << 40;

std::string pieces(std::string_view text)
{
    std::string out;
    for (const std::int32_t id : tokenizer().encode(text, kLimit).ids)
        out += (out.empty() ? "" : " ") + std::string(tokenizer().piece(id));
    return out;
}

} // namespace

class TestWordPieceTokenizer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY2(WordPieceTokenizer::fromVocabulary(vocabulary()), "the model's vocab.txt");
        QCOMPARE(tokenizer().vocabularySize(), std::size_t{30522});
    }

    void piecesCanBeRead()
    {
        QCOMPARE(pieces("Embeddings are fun!"), std::string("[CLS] em ##bed ##ding ##s are fun ! [SEP]"));
        QCOMPARE(pieces(""), std::string("[CLS] [SEP]"));
        QCOMPARE(pieces("a[MASK]b"), std::string("[CLS] a [MASK] b [SEP]"));
        QCOMPARE(tokenizer().piece(-1), std::string_view());
        QCOMPARE(tokenizer().piece(30522), std::string_view());
        QCOMPARE(tokenizer().piece(30521), std::string_view("##～"));
    }

    void textsEqualTheReference()
    {
        const Json file = reference("tokenizer_texts.json");
        QVERIFY(file.is_object());
        QVERIFY(file["texts"].size() > 2500);
        for (const Json &entry : file["texts"]) {
            const auto text = entry[0].get<std::string>();
            const Tokens tokens = tokenizer().encode(text, kLimit);
            QVERIFY2(tokens.ids == entry[1].get<std::vector<std::int32_t>>(), entry.dump().c_str());
            QVERIFY2(tokens.fullCount == entry[2].get<std::size_t>(), entry.dump().c_str());
            QCOMPARE(tokens.truncated(), tokens.fullCount > kLimit);
        }
    }

    void naughtyStringsEqualTheReference()
    {
        const Json texts = reference("tokenizer_naughty_strings.json");
        const Json ids = reference("tokenizer_texts.json")["naughty"];
        QCOMPARE(texts.size(), std::size_t{494});
        QCOMPARE(ids.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const Tokens tokens = tokenizer().encode(texts[i].get<std::string>(), kNoLimit);
            QVERIFY2(tokens.ids == ids[i].get<std::vector<std::int32_t>>(), texts[i].dump().c_str());
            QVERIFY(!tokens.truncated());
        }
    }

    void longTextsEqualTheReference()
    {
        const Json rules = reference("tokenizer_texts.json")["rules"];
        QVERIFY(rules.size() > 10);
        for (const Json &rule : rules) {
            const std::string text = textByRule(rule);
            const Tokens cut = tokenizer().encode(text, kLimit);
            const Tokens full = tokenizer().encode(text, kNoLimit);
            QVERIFY2(cut.fullCount == rule["fullCount"].get<std::size_t>(), rule.dump().c_str());
            QVERIFY2(full.ids.size() == cut.fullCount && full.fullCount == cut.fullCount, rule.dump().c_str());
            QVERIFY2(digest(cut.ids) == hexNumber(rule["cut"]), rule.dump().c_str());
            QVERIFY2(digest(full.ids) == hexNumber(rule["full"]), rule.dump().c_str());
        }
    }

    void everyCodePointEqualsTheReference()
    {
        const Json file = reference("tokenizer_codepoints.json");
        QVERIFY(file.is_object());
        for (const bool inside : {false, true}) {
            const Json &digests = file[inside ? "inside" : "alone"];
            QCOMPARE(digests.size(), std::size_t{0x110000 / 256});
            for (char32_t block = 0; block < 0x110000; block += 256) {
                std::uint64_t h = kDigestStart;
                if (block < 0xD800 || block > 0xDFFF) {
                    for (char32_t c = block; c < block + 256; ++c) {
                        std::string text = inside ? "a" : "";
                        appendUtf8(text, c);
                        if (inside)
                            text += 'b';
                        h = digest(tokenizer().encode(text, kLimit).ids, h);
                    }
                }
                const QByteArray where = QByteArray(inside ? "inside a word" : "alone") + ", block of U+" +
                                         QByteArray::number(static_cast<uint>(block), 16);
                QVERIFY2(h == hexNumber(digests[block / 256]), where.constData());
            }
        }
    }

    void tokenizerJsonGivesTheSame()
    {
        const auto made = WordPieceTokenizer::fromTokenizerJson(tokenizerJson().dump());
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        const Json file = reference("tokenizer_texts.json");
        for (const Json &entry : file["texts"]) {
            const Tokens tokens = (*made)->encode(entry[0].get<std::string>(), kLimit);
            QVERIFY2(tokens.ids == entry[1].get<std::vector<std::int32_t>>(), entry.dump().c_str());
        }
    }

    void otherSettingsEqualTheReference()
    {
        const Json file = reference("tokenizer_variants.json");
        QVERIFY(file.is_object());
        const Json &texts = file["texts"];
        for (const Json &variant : file["variants"]) {
            const std::string changes = variant["changes"].dump();
            const auto made = WordPieceTokenizer::fromTokenizerJson(tokenizerJson(variant["changes"]).dump());
            QVERIFY2(made, made ? "" : (changes + made.error().detail).c_str());
            QCOMPARE(variant["digests"].size(), texts.size());
            for (std::size_t i = 0; i < texts.size(); ++i) {
                const Tokens tokens = (*made)->encode(texts[i].get<std::string>(), kNoLimit);
                QVERIFY2((digest(tokens.ids) & 0xFFFFFFFF) == variant["digests"][i].get<std::uint64_t>(),
                         (changes + "\n" + texts[i].dump()).c_str());
            }
        }
    }

    void optionsOfAVocabularyWork()
    {
        WordPieceOptions options;
        options.normalizer.lowercase = false;
        const auto made = WordPieceTokenizer::fromVocabulary("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\nA\né\n", options);
        QVERIFY(made);
        const std::vector<std::int32_t> expected{2, 6, 7, 1, 4, 3};
        QCOMPARE((*made)->encode("A é Á a", kLimit).ids, expected);
    }

    void limitKeepsTheSpecialTokens()
    {
        const Tokens all = tokenizer().encode("one two three", kLimit);
        QCOMPARE(all.ids.size(), std::size_t{5});
        for (std::size_t limit = 0; limit < 8; ++limit) {
            const Tokens cut = tokenizer().encode("one two three", limit);
            QCOMPARE(cut.ids.size(), std::min(limit, all.ids.size()));
            QCOMPARE(cut.fullCount, all.ids.size());
            QCOMPARE(cut.truncated(), limit < 5);
            if (limit > 0)
                QCOMPARE(cut.ids.front(), 101);
            if (limit > 1)
                QCOMPARE(cut.ids.back(), 102);
        }
        // A word without pieces for its end is unknown as a whole, wherever the limit falls.
        QCOMPARE(tokenizer().encode("embeddingsᚠ", 4).ids, (std::vector<std::int32_t>{101, 100, 102}));
    }

    void illFormedTextIsReadAsReplacementCharacters()
    {
        for (const std::string_view bad :
             {"\xFF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC0\x80"}) {
            const std::string text = "caf" + std::string(bad) + "é " + std::string(bad) + "[SEP]" + std::string(bad);
            const Tokens tokens = tokenizer().encode(text, kLimit);
            QCOMPARE(tokens.ids, tokenizer().encode(repairUtf8(text), kLimit).ids);
            QCOMPARE(tokens.ids, tokenizer().encode("café [SEP]", kLimit).ids);
        }
        const std::string addedJson =
            R"([{"id": 30522, "content": "<x>", "lstrip": true, "rstrip": true, "single_word": true, "normalized": false}])";
        const auto made =
            WordPieceTokenizer::fromTokenizerJson(tokenizerJson(Json{{"added_tokens", Json::parse(addedJson)}}).dump());
        QVERIFY(made);
        QCOMPARE((*made)->encode("a\x80\x80<x>\xC3", kLimit).ids, (std::vector<std::int32_t>{101, 1037, 30522, 102}));
    }

    void manyThreadsShareOne()
    {
        const Json file = reference("tokenizer_texts.json");
        std::vector<std::uint64_t> digests(4, kDigestStart);
        {
            std::vector<std::jthread> threads;
            for (std::uint64_t &h : digests) {
                threads.emplace_back([&file, &h] {
                    for (const Json &entry : file["texts"])
                        h = digest(tokenizer().encode(entry[0].get_ref<const std::string &>(), kLimit).ids, h);
                });
            }
        }
        for (const std::uint64_t h : digests)
            QCOMPARE(h, digests[0]);
    }
};

QTEST_GUILESS_MAIN(TestWordPieceTokenizer)
#include "tst_wordpiece_tokenizer.moc"
