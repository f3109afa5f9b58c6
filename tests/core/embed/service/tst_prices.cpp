#include "core/embed/noise_embedder.h"
#include "core/embed/service/prices.h"
#include "core/embed/service/token_estimate.h"
#include "tests/support/api_service.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <cmath>

using namespace embedscope;

class TestPrices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::clearServiceEnvironment(); }

    void fourCents()
    {
        const Result<PriceList> prices = loadPrices();
        QVERIFY2(prices, prices ? "" : prices.error().detail.c_str());
        QCOMPARE(prices->asOf.size(), std::size_t{10});
        const auto ada = prices->dollarsPerMillion("api.openai.com", "text-embedding-ada-002");
        QVERIFY(ada);
        QCOMPARE(*ada, 0.10); // $0.0001 a thousand
        QVERIFY(std::fabs(dollarsFor(402'500, *ada) - 0.04025) < 1e-12);
        QCOMPARE(priceText(dollarsFor(402'500, *ada)), std::string("4 cents"));
        QVERIFY(!prices->dollarsPerMillion("api.openai.com", "no-such-model"));
        QVERIFY(!prices->dollarsPerMillion("localhost:11434", "text-embedding-ada-002"));
    }

    void words_data()
    {
        QTest::addColumn<double>("dollars");
        QTest::addColumn<QString>("words");
        const auto row = [](double dollars, const char *words) { QTest::newRow(words) << dollars << words; };
        row(0, "nothing");
        row(0.0000006, "less than a cent");
        row(0.01, "1 cent");
        row(0.994, "99 cents");
        row(0.996, "$1.00");
        row(12.345, "$12.35");
        row(1234.5, "$1234.50");
    }
    void words()
    {
        QFETCH(double, dollars);
        QFETCH(QString, words);
        QCOMPARE(QString::fromStdString(priceText(dollars)), words);
    }

    void tokensAreEstimated()
    {
        QCOMPARE(estimateTokens(""), std::size_t{0});
        QCOMPARE(estimateTokens("a"), std::size_t{1});
        // The recorded answer says 8; within a factor of two is what an estimate is for.
        const std::size_t food = estimateTokens("The food was delicious and the waiter...");
        QVERIFY2(food >= 5 && food <= 14, qPrintable(QString::number(food)));
        QCOMPARE(estimateTokens("猫很可爱"), std::size_t{4});
        QCOMPARE(estimateTokens("кошка"), std::size_t{3});
        QCOMPARE(estimateTokens("🐈"), std::size_t{3});
        QVERIFY(estimateTokens("\xff\xfe") > 0);
        QCOMPARE(estimateTokens(std::string(4000, 'x')), std::size_t{1000});
    }

    void whatWouldBeSent()
    {
        ApiOptions options;
        options.key = Secret("sk-1234");
        const auto embedder = openApiEmbedder("text-embedding-3-small", options);
        QVERIFY(embedder);
        const PriceList prices{"2026-01-02", {{"api.openai.com", "text-embedding-3-small", 1e6}}};
        const std::vector<std::string_view> texts = {"four", "", " \n", "eight!!!", "four"};
        const SendEstimate estimate = estimateSend(**embedder, texts, prices);
        QCOMPARE(estimate.host, std::string("api.openai.com"));
        QCOMPARE(estimate.model, std::string("text-embedding-3-small"));
        QCOMPARE(estimate.texts, std::size_t{2});
        QCOMPARE(estimate.tokens, std::size_t{3});
        QCOMPARE(estimate.dollars.value_or(-1), 3.0);
        QCOMPARE(estimate.pricesAsOf, std::string("2026-01-02"));
        QVERIFY(!estimateSend(**embedder, texts, {}).dollars);
        const SendEstimate local = estimateSend(*makeNoiseEmbedder(), texts, prices);
        QVERIFY(local.host.empty());
        QCOMPARE(local.texts, std::size_t{0});
    }

    void modelsThatWrite()
    {
        const Result<PriceList> prices = parsePrices(
            R"({"as_of": "2026-01-02", "prices": [
                {"host": "h", "model": "writer", "dollars_per_million_tokens": 2,
                 "dollars_per_million_written_tokens": 8},
                {"host": "h", "model": "reader", "dollars_per_million_tokens": 2}]})");
        QVERIFY(prices);
        QCOMPARE(prices->dollarsForAnswers("h", "writer", 500'000, 250'000).value_or(-1), 3.0);
        QVERIFY(!prices->dollarsForAnswers("h", "reader", 1, 1)); // half a price is none
        QVERIFY(!prices->dollarsForAnswers("h", "other", 1, 1));
        // The model that is offered first has one.
        QVERIFY(loadPrices()->dollarsForAnswers("api.openai.com", "gpt-4o-mini", 900, 96));
    }

    void aListOfOnesOwn()
    {
        const QString folder = qEnvironmentVariable("XDG_CONFIG_HOME") + "/embedscope";
        QVERIFY2(!qEnvironmentVariable("XDG_CONFIG_HOME").isEmpty(),
                 "run by ctest, which gives tests a home of their own");
        QVERIFY(QDir().mkpath(folder));
        const QString path = folder + "/prices.json";
        const auto write = [&](const char *text) {
            QFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write(text) >= 0;
        };
        QVERIFY(write(
            R"({"as_of": "2027-01-01", "prices": [{"host": "h", "model": "m", "dollars_per_million_tokens": 2}]})"));
        const Result<PriceList> own = loadPrices();
        QVERIFY(write(R"({"as_of": 1})"));
        const Result<PriceList> bad = loadPrices();
        QVERIFY(QFile::remove(path));
        QVERIFY(own);
        QCOMPARE(own->asOf, std::string("2027-01-01"));
        QCOMPARE(own->dollarsPerMillion("h", "m").value_or(0), 2.0);
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, Errc::BadRecord);
        QCOMPARE(QString::fromStdString(bad.error().path), path);
    }

    void badLists_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("no JSON") << "x";
        QTest::newRow("a list") << "[]";
        QTest::newRow("no date") << R"({"prices": []})";
        QTest::newRow("prices of another kind") << R"({"as_of": "x", "prices": {}})";
        QTest::newRow("a price in words")
            << R"({"as_of": "x", "prices": [{"host": "h", "model": "m", "dollars_per_million_tokens": "2"}]})";
        QTest::newRow("negative")
            << R"({"as_of": "x", "prices": [{"host": "h", "model": "m", "dollars_per_million_tokens": -2}]})";
        QTest::newRow("a price of writing in words")
            << R"({"as_of": "x", "prices": [{"host": "h", "model": "m", "dollars_per_million_tokens": 2,
                   "dollars_per_million_written_tokens": "8"}]})";
        QTest::newRow("a number in the list") << R"({"as_of": "x", "prices": [3]})";
        // What takes such a tree down again must not run out of stack.
        QTest::newRow("500,000 deep") << R"({"as_of": "x", "prices": [], "more": )" + QString(500'000, u'[') +
                                             QString(500'000, u']') + u'}';
    }
    void badLists()
    {
        QFETCH(QString, text);
        QVERIFY(!parsePrices(text.toStdString()));
    }
};

QTEST_GUILESS_MAIN(TestPrices)
#include "tst_prices.moc"
