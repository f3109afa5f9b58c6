#include "core/base/utf8.h"
#include "core/model/tokenizer/json_fields.h"
#include "core/model/tokenizer/unigram_tokenizer.h"
#include "tests/core/model/tokenizer/tokenizer_test_digests.h"

#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace embedscope;
using namespace embedscope::test;

// The reference numbers are those of the Python package `tokenizers` with a small model that SentencePiece trained:
// tests/reference/tokenizer_unigram.py.
namespace {

using Json = nlohmann::json;

constexpr std::size_t kNoLimit = std::size_t{1} << 40;

const Json &definition()
{
    static const Json document = reference("tokenizer_unigram/tokenizer.json");
    return document;
}

Json precompiled()
{
    for (const Json &step : definition()["normalizer"]["normalizers"])
        if (step["type"] == "Precompiled")
            return step;
    return {};
}

// The document with the changes of one variant, as the script makes them.
Json changed(const Json &changes)
{
    Json document = definition();
    for (const char *part : {"normalizer", "pre_tokenizer"})
        if (changes.contains(part))
            document[part] = changes[part];
    if (document["normalizer"] == "precompiled")
        document["normalizer"] = precompiled();
    else if (document["normalizer"].is_object())
        for (Json &step : document["normalizer"]["normalizers"])
            if (step == "precompiled")
                step = precompiled();
    if (changes.contains("model"))
        document["model"].update(changes["model"]);
    Json &vocab = document["model"]["vocab"];
    if (changes.contains("bytes"))
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::string hex =
                QByteArray::number(static_cast<uint>(byte), 16).rightJustified(2, '0').toUpper().toStdString();
            vocab[100 + byte] = {"<0x" + hex + ">", -15.0};
        }
    for (Json token : changes.value("added_tokens", Json::array())) {
        for (std::size_t i = 0; i < vocab.size(); ++i)
            if (vocab[i][0] == token["content"])
                token["id"] = i;
        document["added_tokens"].push_back(token);
    }
    return document;
}

const UnigramTokenizer &tokenizer()
{
    static const auto made = UnigramTokenizer::fromDocument(definition());
    return *made.value();
}

std::string pieces(std::string_view text)
{
    std::string out;
    for (const std::int32_t id : tokenizer().encode(text, kNoLimit).ids)
        out += (out.empty() ? "" : " ") + std::string(tokenizer().piece(id));
    return out;
}

} // namespace

class TestUnigramTokenizer : public QObject
{
    Q_OBJECT
    Json m_reference;
    std::vector<std::string> m_texts;
    std::size_t m_limit = 0;

private slots:
    void initTestCase()
    {
        m_reference = reference("tokenizer_unigram.json");
        QVERIFY(m_reference.is_object());
        m_limit = m_reference["limit"].get<std::size_t>();
        const Json known = reference("tokenizer_texts.json");
        for (const Json &entry : known["texts"])
            m_texts.push_back(entry[0].get<std::string>());
        const Json naughty = reference("tokenizer_naughty_strings.json");
        for (const Json &text : naughty)
            m_texts.push_back(text.get<std::string>());
        for (const Json &text : m_reference["more"])
            m_texts.push_back(text.get<std::string>());
        const auto made = UnigramTokenizer::fromDocument(definition());
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
        QCOMPARE((*made)->vocabularySize(), definition()["model"]["vocab"].size());
    }

    void piecesCanBeRead()
    {
        QCOMPARE(pieces(""), std::string("<s> </s>"));
        QCOMPARE(pieces("The cat"), std::string("<s> ▁The ▁cat </s>"));
        QCOMPARE(tokenizer().piece(-1), std::string_view());
        QCOMPARE(tokenizer().piece(1 << 20), std::string_view());
    }

    void textsEqualTheReference()
    {
        const Json &digests = m_reference["digests"];
        QVERIFY2(m_texts.size() > 3000, std::to_string(m_texts.size()).c_str());
        QCOMPARE(digests.size(), m_texts.size());
        for (std::size_t i = 0; i < m_texts.size(); ++i) {
            const Tokens tokens = tokenizer().encode(m_texts[i], kNoLimit);
            QVERIFY2((digest(tokens.ids) & 0xFFFFFFFF) == digests[i].get<std::uint64_t>(),
                     (Json(m_texts[i]).dump(-1, ' ', true) + " " + Json(tokens.ids).dump()).c_str());
            QVERIFY(!tokens.truncated());
        }
    }

    void longTextsEqualTheReference()
    {
        QVERIFY(m_reference["rules"].size() > 15);
        for (const Json &rule : m_reference["rules"]) {
            const std::string text = textByRule(rule);
            QElapsedTimer clock;
            clock.start();
            const Tokens cut = tokenizer().encode(text, m_limit);
            // Linear: a megabyte a second at the very least, also under a sanitizer.
            QVERIFY2(clock.elapsed() < 2000 + static_cast<qint64>(text.size()) / 300, rule.dump().c_str());
            const Tokens full = tokenizer().encode(text, kNoLimit);
            QVERIFY2(cut.fullCount == rule["fullCount"].get<std::size_t>(), rule.dump().c_str());
            QVERIFY2(full.ids.size() == cut.fullCount && full.fullCount == cut.fullCount, rule.dump().c_str());
            QVERIFY2(digest(cut.ids) == hexNumber(rule["cut"]), rule.dump().c_str());
            QVERIFY2(digest(full.ids) == hexNumber(rule["full"]), rule.dump().c_str());
        }
    }

    void everyCodePointEqualsTheReference_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("alone") << QByteArray() << QByteArray();
        QTest::newRow("inside") << QByteArray("a") << QByteArray("b");
        QTest::newRow("accented") << QByteArray() << QByteArray("\u0301 x");
    }
    void everyCodePointEqualsTheReference()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const Json &digests = m_reference["codepoints"][QTest::currentDataTag()];
        QCOMPARE(digests.size(), std::size_t{0x110000 / 256});
        for (char32_t block = 0; block < 0x110000; block += 256) {
            std::uint64_t h = kDigestStart;
            if (block < 0xD800 || block > 0xDFFF)
                for (char32_t c = block; c < block + 256; ++c) {
                    std::string text = before.toStdString();
                    appendUtf8(text, c);
                    h = digest(tokenizer().encode(text + after.toStdString(), kNoLimit).ids, h);
                }
            QVERIFY2(h == hexNumber(digests[block / 256]),
                     ("block of U+" + QByteArray::number(static_cast<uint>(block), 16)).constData());
        }
    }

    void otherSettingsEqualTheReference()
    {
        std::vector<std::string> texts;
        for (const Json &i : m_reference["some"])
            texts.push_back(m_texts[i.get<std::size_t>()]);
        for (const Json &text : m_reference["extra"])
            texts.push_back(text.get<std::string>());
        QVERIFY(m_reference["variants"].size() > 20);
        for (const Json &variant : m_reference["variants"]) {
            const std::string changes = variant["changes"].dump();
            const auto made = UnigramTokenizer::fromDocument(changed(variant["changes"]));
            QVERIFY2(made, made ? "" : (changes + made.error().detail).c_str());
            QCOMPARE(variant["digests"].size(), texts.size());
            for (std::size_t i = 0; i < texts.size(); ++i) {
                const Tokens tokens = (*made)->encode(texts[i], kNoLimit);
                QVERIFY2((digest(tokens.ids) & 0xFFFFFFFF) == variant["digests"][i].get<std::uint64_t>(),
                         (changes + "\n" + Json(texts[i]).dump(-1, ' ', true) + Json(tokens.ids).dump()).c_str());
            }
        }
    }

    void limitKeepsTheSpecialTokens()
    {
        const Tokens all = tokenizer().encode("The cat is sleeping", kNoLimit);
        QVERIFY(all.ids.size() > 4);
        for (std::size_t limit = 0; limit < all.ids.size() + 2; ++limit) {
            const Tokens cut = tokenizer().encode("The cat is sleeping", limit);
            QCOMPARE(cut.ids.size(), std::min(limit, all.ids.size()));
            QCOMPARE(cut.fullCount, all.ids.size());
            if (limit > 1)
                QCOMPARE(cut.ids.back(), all.ids.back());
        }
    }

    void illFormedTextIsReadAsReplacementCharacters()
    {
        for (const std::string_view bad : {"\xFF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xC0\x80"}) {
            const std::string text = "caf" + std::string(bad) + "é " + std::string(bad) + "<mask>" + std::string(bad);
            QCOMPARE(tokenizer().encode(text, kNoLimit).ids, tokenizer().encode(repairUtf8(text), kNoLimit).ids);
        }
    }

    void manyThreadsShareOne()
    {
        std::vector<std::uint64_t> digests(4, kDigestStart);
        {
            std::vector<std::jthread> threads;
            for (std::uint64_t &h : digests)
                threads.emplace_back([this, &h] {
                    for (std::size_t i = 0; i < m_texts.size(); i += 7)
                        h = digest(tokenizer().encode(m_texts[i], m_limit).ids, h);
                });
        }
        for (const std::uint64_t h : digests)
            QCOMPARE(h, digests[0]);
    }
};

QTEST_GUILESS_MAIN(TestUnigramTokenizer)
#include "tst_unigram_tokenizer.moc"
