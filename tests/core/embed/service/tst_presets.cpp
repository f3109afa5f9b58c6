#include "core/embed/service/api_batches.h"
#include "core/embed/service/presets.h"
#include "core/embed/service/token_estimate.h"

#include <QTest>

#include <numeric>
#include <set>

using namespace embedscope;

namespace {

std::vector<std::size_t> upTo(std::size_t count)
{
    std::vector<std::size_t> positions(count);
    std::iota(positions.begin(), positions.end(), std::size_t{0});
    return positions;
}

} // namespace

class TestPresets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTable()
    {
        std::set<std::string_view> ids;
        for (const ServicePreset &preset : servicePresets()) {
            QVERIFY(ids.insert(preset.id).second);
            QVERIFY(!preset.name.empty());
            QVERIFY(preset.maxTexts >= 1 && preset.maxTexts <= 2048);
            QVERIFY(preset.maxTokens <= 300'000);
            QVERIFY(preset.atOnce >= 1 && preset.atOnce <= 4);
            if (preset.base.empty())
                continue;
            const Result<HttpUrl> url = parseHttpUrl(preset.base);
            QVERIFY(url);
            QVERIFY(url->secure() || url->loopback());
            QVERIFY(url->loopback() == preset.keyVariable.empty() || preset.id == "other");
        }
        for (const char *id : {"openai", "ollama", "llama.cpp", "lmstudio", "tei", "other"})
            QVERIFY2(ids.count(id) == 1, id);
        QCOMPARE(servicePresets().back().id, std::string_view("other"));
        QVERIFY(presetNamed("nobody") == nullptr);
    }

    void byAddress_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QString>("endpoint");
        const auto row = [](const char *base, const char *preset, const char *endpoint) {
            QTest::newRow(base) << base << preset << endpoint;
        };
        row("https://api.openai.com", "openai", "https://api.openai.com/v1/embeddings");
        row("https://api.openai.com/v1/", "openai", "https://api.openai.com/v1/embeddings");
        row("https://api.openai.com/v1/embeddings", "openai", "https://api.openai.com/v1/embeddings");
        row("https://me.openai.azure.com/openai/deployments/d?api-version=2024-02-01", "openai",
            "https://me.openai.azure.com/openai/deployments/d/embeddings?api-version=2024-02-01");
        row("http://localhost:11434/v1", "ollama", "http://localhost:11434/v1/embeddings");
        row("http://localhost:11434/api/embed", "ollama", "http://localhost:11434/api/embed");
        row("http://localhost:1234", "lmstudio", "http://localhost:1234/v1/embeddings");
        row("http://localhost:8080/embed", "other", "http://localhost:8080/embed");
        row("https://gateway.example.org/llm/v1", "other", "https://gateway.example.org/llm/v1/embeddings");
        row("https://api.voyageai.com/v1", "voyage", "https://api.voyageai.com/v1/embeddings");
        row("https://api.cohere.com/v2", "cohere", "https://api.cohere.com/v2/embed");
        row("https://api.cohere.ai/compatibility/v1", "cohere", "https://api.cohere.ai/compatibility/v1/embeddings");
        row("https://generativelanguage.googleapis.com/v1beta", "gemini",
            "https://generativelanguage.googleapis.com/v1beta/models/m:batchEmbedContents");
        row("https://generativelanguage.googleapis.com/v1beta/openai/", "gemini",
            "https://generativelanguage.googleapis.com/v1beta/openai/embeddings");
        row("https://api.openai.com.evil.example/v1", "other", "https://api.openai.com.evil.example/v1/embeddings");
    }
    void byAddress()
    {
        QFETCH(QString, base);
        QFETCH(QString, preset);
        QFETCH(QString, endpoint);
        const Result<HttpUrl> url = parseHttpUrl(base.toStdString());
        QVERIFY(url);
        QCOMPARE(QString::fromUtf8(presetOf(*url).id.data()), preset);
        QCOMPARE(QString::fromStdString(endpointOf(*url, "m").url.text()), endpoint);
    }

    void dialects()
    {
        const auto dialect = [](const char *base) { return endpointOf(*parseHttpUrl(base), "m").dialect; };
        QVERIFY(dialect("http://localhost:11434/api/embed") == ApiDialect::Ollama);
        QVERIFY(dialect("http://localhost:8080/embed") == ApiDialect::Tei);
        QVERIFY(dialect("https://api.cohere.com/v2") == ApiDialect::Cohere);
        QVERIFY(dialect("https://generativelanguage.googleapis.com/v1beta") == ApiDialect::Gemini);
        QVERIFY(dialect("https://generativelanguage.googleapis.com/v1beta/openai") == ApiDialect::OpenAi);
        QVERIFY(dialect("http://localhost:11434") == ApiDialect::OpenAi);
    }

    void batchesStayWithinTheLimits()
    {
        std::vector<std::string> storage;
        for (std::size_t i = 0; i < 3000; ++i)
            storage.push_back(std::string(1 + i * 7919 % 400, i % 5 == 0 ? '"' : 'x'));
        const std::vector<std::string_view> texts(storage.begin(), storage.end());
        for (const BatchLimits limits : {BatchLimits{2048, 240'000, 8 << 20}, BatchLimits{64, 1000, 1 << 20},
                                         BatchLimits{32, 100'000, 5000}, BatchLimits{1, 1, 1}}) {
            const auto batches = planBatches(texts, upTo(texts.size()), limits, 4);
            std::size_t next = 0;
            for (const auto &batch : batches) {
                std::size_t tokens = 0;
                std::size_t bytes = 0;
                for (const std::size_t position : batch) {
                    QCOMPARE(position, next++);
                    tokens += estimateTokens(texts[position]);
                    bytes += texts[position].size();
                }
                QVERIFY(!batch.empty() && batch.size() <= limits.texts);
                QVERIFY(batch.size() == 1 || (tokens <= limits.tokens && bytes <= limits.bytes));
            }
            QCOMPARE(next, texts.size());
        }
    }

    void batchesAreFull()
    {
        const std::vector<std::string> storage(10'000, "a short text");
        const std::vector<std::string_view> texts(storage.begin(), storage.end());
        const BatchLimits openAi = limitsOf(*presetNamed("openai"));
        QCOMPARE(planBatches(texts, upTo(10'000), openAi, 4).size(), std::size_t{5});
        QCOMPARE(planBatches(texts, upTo(2000), openAi, 4).size(), std::size_t{4}); // for four at once
        QCOMPARE(planBatches(texts, upTo(200), openAi, 4).size(), std::size_t{1});
        QCOMPARE(planBatches(texts, upTo(200), limitsOf(*presetNamed("tei")), 4).size(), std::size_t{7});
        QVERIFY(planBatches(texts, {}, openAi, 4).empty());
    }
};

QTEST_GUILESS_MAIN(TestPresets)
#include "tst_presets.moc"
