#include "core/model/tokenizer/tokenizer_json.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <functional>
#include <string>

using namespace embedscope;

namespace {

using Json = nlohmann::json;

Json small()
{
    return Json::parse(R"({
        "added_tokens": [{"id": 0, "content": "<s>", "special": true}, {"id": 6, "content": "<mask>", "lstrip": true, "special": true}],
        "normalizer": {"type": "Strip", "strip_left": false, "strip_right": true},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
        "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}}},
        "model": {"type": "Unigram", "unk_id": 1, "byte_fallback": false,
            "vocab": [["<s>", 0.0], ["<unk>", 0.0], ["▁a", -1.5], ["b", -2.0], ["ab", -3], ["▁", -4.0]]}})");
}

} // namespace

class TestUnigramTokenizerJson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads()
    {
        const auto made = readTokenizerJson(small().dump());
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QVERIFY(made->kind == TokenizerKind::Unigram);
        QVERIFY(!made->lowercases);
        QCOMPARE(made->tokenizer->vocabularySize(), std::size_t{7});
        QCOMPARE(made->tokenizer->encode("ab <mask>x", 99).ids, (std::vector<std::int32_t>{0, 2, 3, 6, 5, 1}));
    }

    void kindWithoutAName()
    {
        Json document = small();
        document["model"].erase("type");
        const auto made = readTokenizerJson(document.dump());
        QVERIFY(made && made->kind == TokenizerKind::Unigram);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("damaged");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const char *pointer, const char *value, bool damaged, const char *says) {
            QTest::newRow(name) << QByteArray(pointer) << QByteArray(value) << damaged << QByteArray(says);
        };
        row("no vocabulary", "/model/vocab", "[]", true, "model.vocab is empty");
        row("vocabulary of another shape", "/model/vocab", "{}", true, "vocab is not a list");
        row("no score", "/model/vocab/3", R"(["b"])", true, "model.vocab: entry 3 is not a piece with its score");
        row("score in words", "/model/vocab/3", R"(["b", "NaN"])", true, "entry 3 is not a piece with its score");
        row("no score at all", "/model/vocab/3", R"(["b", null])", true, "entry 3 is not a piece with its score");
        row("huge score", "/model/vocab/3", R"(["b", 1e300])", true, "model.vocab: entry 3 has a score that is none");
        row("huge negative score", "/model/vocab/3", R"(["b", -1e10])", true, "entry 3 has a score that is none");
        row("no unknown", "/model/unk_id", "null", true, "model.unk_id is no id of the vocabulary");
        row("unknown elsewhere", "/model/unk_id", "6", true, "model.unk_id is no id of the vocabulary");
        row("negative", "/model/unk_id", "-1", true, "model.unk_id is no id of the vocabulary");
        row("byte fallback", "/model/byte_fallback", "1", true, "byte_fallback is not true or false");
        row("added token with a hole", "/added_tokens/1/id", "8", true, "id of \"<mask>\" is not the next one, 6");
        row("added token of another id", "/added_tokens/0/id", "1", true, "id of \"<s>\"");
        row("special token elsewhere", "/post_processor/special_tokens/<s>/ids", "[70]", true,
            "post_processor: no entry with id 70");
        row("other processor", "/post_processor/type", R"("ByteLevel")", false, "post_processor is ByteLevel");
        row("two characters", "/pre_tokenizer/replacement", R"("ab")", true, "replacement is not one character");
        row("scheme", "/pre_tokenizer/prepend_scheme", R"("twice")", false, "prepend_scheme is \"twice\"");
        row("pre-tokenizer", "/pre_tokenizer", R"({"type": "ByteLevel"})", false, "pre_tokenizer is ByteLevel");
        row("normalizer", "/normalizer", R"({"type": "NFKC"})", false, "normalizer is NFKC");
        row("base64", "/normalizer", R"({"type": "Precompiled", "precompiled_charsmap": "abc"})", true, "not base64");
        row("lying map", "/normalizer", R"({"type": "Precompiled", "precompiled_charsmap": "AAAAfw=="})", true,
            "precompiled_charsmap: its trie is cut off");
        row("map of another type", "/normalizer", R"({"type": "Precompiled", "precompiled_charsmap": 7})", true,
            "precompiled_charsmap is not a string");
        row("kind", "/model/type", R"("BPE")", false, "model is BPE");
    }
    void refused()
    {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        QFETCH(bool, damaged);
        QFETCH(QByteArray, says);
        Json document = small();
        document[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
        const auto made = readTokenizerJson(document.dump());
        QVERIFY(!made);
        QVERIFY2(QByteArray::fromStdString(made.error().detail).contains(says), made.error().detail.c_str());
        QVERIFY(made.error().code == (damaged ? Errc::ModelDamaged : Errc::ModelUnsupported));
    }

    void longPiece()
    {
        Json document = small();
        document["model"]["vocab"][3][0] = std::string(1025, 'a');
        const auto made = readTokenizerJson(document.dump());
        QVERIFY(!made);
        QCOMPARE(made.error().detail, std::string("tokenizer.json: model.vocab: entry 3 has 1025 bytes"));
    }

    void numbersThatAreNone()
    {
        for (const char *number : {"NaN", "Infinity", "1e999", "-1e999", "0x10"}) {
            std::string text = small().dump();
            text.replace(text.find("-1.5"), 4, number);
            const auto made = readTokenizerJson(text);
            QVERIFY2(!made, number);
            QCOMPARE(made.error().code, Errc::ModelDamaged);
        }
    }

    void nestedFiles()
    {
        for (const std::string &text :
             {std::string(200'000, '['), "{\"model\": " + std::string(100'000, '['),
              "{\"a\": \"" + std::string(100, '[') + "\"}", std::string("[]"), std::string()}) {
            const auto made = readTokenizerJson(text);
            QVERIFY(!made);
            QCOMPARE(made.error().code, Errc::ModelDamaged);
        }
    }
};

QTEST_GUILESS_MAIN(TestUnigramTokenizerJson)
#include "tst_unigram_tokenizer_json.moc"
