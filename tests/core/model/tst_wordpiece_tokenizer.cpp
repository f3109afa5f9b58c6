#include "core/base/utf8.h"
#include "core/model/wordpiece_tokenizer.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

using namespace embedscope;
using Json = nlohmann::json;

// The reference numbers are those of the Python package `tokenizers`: tests/reference/tokenizer_reference.py.
namespace {

constexpr std::size_t kLimit = 256;
constexpr std::size_t kNoLimit = std::size_t{1} << 40;

std::string readFile(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Json reference(const std::string &name)
{
    return Json::parse(readFile(EMBEDSCOPE_TESTS_DIR "/reference/" + name), nullptr, false);
}

const std::string &vocabulary()
{
    static const std::string text = readFile(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2/vocab.txt");
    return text;
}

const WordPieceTokenizer &tokenizer()
{
    static const auto made = WordPieceTokenizer::fromVocabulary(vocabulary());
    return *made.value();
}

constexpr std::uint64_t kDigestStart = 0xCBF29CE484222325;

/// FNV-1a over the ids' bytes, little end first.
std::uint64_t digest(const std::vector<std::int32_t> &ids, std::uint64_t h = kDigestStart)
{
    for (const std::int32_t id : ids) {
        for (int shift = 0; shift < 32; shift += 8)
            h = (h ^ ((static_cast<std::uint32_t>(id) >> shift) & 0xFF)) * 0x100000001B3;
    }
    return h;
}

std::uint64_t hexNumber(const Json &value)
{
    return std::stoull(value.get<std::string>(), nullptr, 16);
}

/// The text of one of the "rules" of tokenizer_texts.json.
std::string textByRule(const Json &rule)
{
    const auto units = rule["units"].get<std::vector<std::string>>();
    std::string out;
    std::uint64_t x = 1;
    for (int i = 0; i < rule["count"].get<int>(); ++i) {
        if (rule["kind"] == "repeat") {
            out += units[0];
            continue;
        }
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
        if (i > 0)
            out += ' ';
        out += units[(x >> 33) % units.size()];
    }
    return out;
}

/// The tokenizer.json of the model, as much of it as counts, with the changes of one variant.
Json tokenizerJson(const Json &changes = Json::object())
{
    Json vocab = Json::object();
    for (std::size_t id = 0; id < tokenizer().vocabularySize(); ++id)
        vocab[std::string(tokenizer().piece(static_cast<std::int32_t>(id)))] = id;
    Json added = Json::array();
    for (const char *token : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) {
        added.push_back({{"id", vocab[token]},
                         {"content", token},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
    }
    Json document = {{"version", "1.0"},
                     {"truncation", {{"max_length", 128}, {"strategy", "LongestFirst"}, {"stride", 0}}},
                     {"padding", {{"strategy", {{"Fixed", 128}}}, {"pad_id", 0}}},
                     {"added_tokens", added},
                     {"normalizer",
                      {{"type", "BertNormalizer"},
                       {"clean_text", true},
                       {"handle_chinese_chars", true},
                       {"strip_accents", nullptr},
                       {"lowercase", true}}},
                     {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
                     {"model",
                      {{"type", "WordPiece"},
                       {"unk_token", "[UNK]"},
                       {"continuing_subword_prefix", "##"},
                       {"max_input_chars_per_word", 100},
                       {"vocab", vocab}}}};
    document["post_processor"] = Json::parse(R"({"type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                   {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
        "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [101], "tokens": ["[CLS]"]},
                           "[SEP]": {"id": "[SEP]", "ids": [102], "tokens": ["[SEP]"]}}})");
    for (const char *part : {"normalizer", "model"}) {
        if (changes.contains(part))
            document[part].update(changes[part]);
    }
    for (const Json &token : changes.value("added_tokens", Json::array()))
        document["added_tokens"].push_back(token);
    return document;
}

std::string pieces(std::string_view text)
{
    std::string out;
    for (const std::int32_t id : tokenizer().encode(text, kLimit).ids)
        out += (out.empty() ? "" : " ") + std::string(tokenizer().piece(id));
    return out;
}

/// A small vocabulary for tests of faults.
std::string smallVocabulary(const std::string &more = {})
{
    return "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n" + more;
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
        const auto made = WordPieceTokenizer::fromVocabulary(smallVocabulary("A\né\n"), options);
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
        row("template's token is missing", R"({"post_processor": {"special_tokens": null}})", damaged, "ids is not a list");
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

private:
    static Json smallTokenizerJson()
    {
        Json document = tokenizerJson();
        document["model"]["vocab"] = Json{{"[PAD]", 0}, {"[UNK]", 1}, {"[CLS]", 2}, {"[SEP]", 3}, {"a", 4}, {"##b", 5}};
        document["added_tokens"] = Json::array();
        document["post_processor"]["special_tokens"] = Json{{"[CLS]", {{"ids", {2}}}}, {"[SEP]", {{"ids", {3}}}}};
        return document;
    }
};

QTEST_GUILESS_MAIN(TestWordPieceTokenizer)
#include "tst_wordpiece_tokenizer.moc"
