#include "core/embed/cache/cached_embedder.h"
#include "core/embed/open_embedder.h"
#include "core/embed/service/api_embedder.h"
#include "tests/support/api_service.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace embedscope;
using namespace embedscope::test;
using namespace std::chrono_literals;
using Connection = HttpServer::Connection;
using Request = HttpServer::Request;

namespace {

const std::string kKey = "sk-canary-2b7e151628aed2a6";

struct Opened
{
    std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
    std::shared_ptr<const Embedder> embedder = {};

    explicit Opened(const HttpServer &server, ApiOptions options = {}, const std::string &model = "m")
    {
        if (options.base.empty())
            options.base = server.url("/v1");
        if (!options.clock)
            options.clock = clock;
        if (options.key.empty())
            options.key = Secret(kKey);
        const auto opened = openApiEmbedder(model, options);
        embedder = opened ? *opened : nullptr;
    }
    const Embedder &operator*() const { return *embedder; }
};

void decent(const Request &request, Connection &connection)
{
    connection.json(answerTo(request).dump());
}

std::size_t textsOf(const Request &request)
{
    return Json::parse(request.body)["input"].size();
}

#define VERIFY_ALL(brought, texts)                                                                                     \
    do {                                                                                                               \
        const Brought outcome = (brought);                                                                             \
        const std::vector<std::string> expected = (texts);                                                             \
        QVERIFY2(!outcome.error, outcome.error ? outcome.error->detail.c_str() : "");                                  \
        QCOMPARE(outcome.vectors.size(), expected.size());                                                             \
        for (std::size_t i = 0; i < expected.size(); ++i)                                                              \
            QCOMPARE(outcome.vectors.at(i), vectorOf(expected[i]));                                                    \
    } while (false)

} // namespace

class TestApiEmbedder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { clearServiceEnvironment(); }

    void whatItSays()
    {
        HttpServer server(decent);
        const Opened opened(server);
        QCOMPARE((*opened).name(), std::string("api:m"));
        QCOMPARE((*opened).host(), server.where());
        QCOMPARE((*opened).identity(), "api/" + server.url("/v1/embeddings") + "/m/own");
        QCOMPARE((*opened).dimensions(), std::size_t{0});
        QCOMPARE(server.requestCount(), std::size_t{0}); // opening sends nothing

        const Brought brought = embedWith(*opened, {"one", "three"});
        VERIFY_ALL(brought, (std::vector<std::string>{"one", "three"}));
        QCOMPARE((*opened).dimensions(), std::size_t{4});
        QCOMPARE(brought.usage.texts, std::size_t{2});
        QCOMPARE(brought.usage.tokens, std::size_t{6});
        QCOMPARE(brought.usage.requests, std::size_t{1});
        QVERIFY(!brought.usage.tokensEstimated);
        QCOMPARE(brought.usage.model, std::string("m"));
        QCOMPARE(brought.progress, (std::vector<std::size_t>{2}));
        const Request seen = server.requests().at(0);
        QCOMPARE(seen.method, std::string("POST"));
        QCOMPARE(seen.target, std::string("/v1/embeddings"));
        QCOMPARE(seen.header("authorization"), "Bearer " + kKey);
        QCOMPARE(seen.header("content-type"), std::string("application/json"));
        QVERIFY(same(Json::parse(seen.body), Json({{"model", "m"}, {"input", {"one", "three"}}})));
        QVERIFY((*opened).identity().find(kKey) == std::string::npos);
    }

    void theRecordedAnswer()
    {
        QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/data/api/ada002_one_embedding.body.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string body = file.readAll().toStdString();
        QFile meta(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/data/api/ada002_one_embedding.meta.json"));
        QVERIFY(meta.open(QIODevice::ReadOnly));
        const Json recorded = Json::parse(meta.readAll().toStdString());
        HttpServer server([&](const Request &request, Connection &connection) {
            const Json question = Json::parse(request.body);
            if (question["input"] != Json::array({recorded["request"]["input"]}))
                return connection.answer(400, "another text");
            // As it came: chunked, with its own headers.
            std::string head = "HTTP/1.1 200 OK\r\n";
            for (const auto &[name, values] : recorded["headers"].items())
                head += name + ": " + values[0].get<std::string>() + "\r\n";
            connection.send(head + "\r\n");
            char size[32];
            for (std::size_t at = 0; at < body.size(); at += 10'000) {
                const std::string chunk = body.substr(at, 10'000);
                std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
                connection.send(size + chunk + "\r\n");
            }
            connection.send("0\r\n\r\n");
        });
        const Opened opened(server, {}, "text-embedding-ada-002");
        const Brought brought = embedWith(*opened, {recorded["request"]["input"].get<std::string>()});
        QVERIFY2(!brought.anyError(), brought.anyError() ? brought.anyError()->detail.c_str() : "");
        QCOMPARE(brought.vectors.at(0).size(), std::size_t{1536});
        QCOMPARE(brought.vectors.at(0)[0], 0.0022786001F);
        QCOMPARE(brought.usage.tokens, std::size_t{8});
        QCOMPARE(brought.usage.model, std::string("text-embedding-ada-002"));
        QCOMPARE((*opened).dimensions(), std::size_t{1536});
        QVERIFY(brought.notes.empty());
    }

    void theRecordedError()
    {
        QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/data/api/error_400.body.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string body = file.readAll().toStdString();
        HttpServer server([&](const Request &, Connection &connection) { connection.json(body, 400); });
        const Opened opened(server);
        const Brought brought = embedWith(*opened, {"x"});
        QVERIFY(brought.error);
        QCOMPARE(brought.error->code, Errc::RequestRefused);
        QCOMPARE(brought.error->detail, std::string("status 400: Test error"));
    }

    void blankTextsAreNeverSent()
    {
        HttpServer server(decent);
        const Opened opened(server);
        const Brought brought = embedWith(*opened, {"", "a", " \n\u200B", "b"});
        QCOMPARE(brought.errors.size(), std::size_t{2});
        QCOMPARE(brought.errors.at(0).code, Errc::EmptyText);
        QCOMPARE(brought.errors.at(2).code, Errc::EmptyText);
        QCOMPARE(brought.vectors.size(), std::size_t{2});
        QCOMPARE(textsOf(server.requests().at(0)), std::size_t{2});
        const Brought none = embedWith(*opened, {"", " "});
        QVERIFY(!none.error);
        QCOMPARE(server.requestCount(), std::size_t{1});
        QVERIFY(!embedWith(*opened, {}).error);
    }

    void manyBatchesFourAtOnce()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            connection.stall(20ms);
            decent(request, connection);
        });
        ApiOptions options;
        options.preset = "openai";
        const Opened opened(server, options);
        const std::vector<std::string> texts = someTexts(5000);
        const Brought brought = embedWith(*opened, texts);
        VERIFY_ALL(brought, texts);
        QCOMPARE(brought.progress.size(), server.requestCount());
        QVERIFY(std::is_sorted(brought.progress.begin(), brought.progress.end()));
        QCOMPARE(brought.progress.back(), texts.size());
        QVERIFY(server.mostAtOnce() <= 4);
        QVERIFY(server.mostAtOnce() >= 2);
        for (const Request &request : server.requests())
            QVERIFY(textsOf(request) <= 2048);
        QCOMPARE(brought.usage.requests, server.requestCount());
        // The same, whatever comes first.
        const Brought again = embedWith(*opened, texts);
        QCOMPARE(again.vectors, brought.vectors);
    }

    void base64IsAskedForWhereItIsKnown()
    {
        HttpServer server(decent);
        ApiOptions options;
        options.preset = "openai";
        const Opened opened(server, options);
        VERIFY_ALL(embedWith(*opened, someTexts(3)), someTexts(3));
        QVERIFY(same(Json::parse(server.requests().at(0).body)["encoding_format"], Json("base64")));
        const Opened other(server);
        VERIFY_ALL(embedWith(*other, someTexts(3)), someTexts(3));
        QVERIFY(!Json::parse(server.requests().at(1).body).contains("encoding_format"));
    }

    void base64ThatIsRefused()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            if (Json::parse(request.body).contains("encoding_format"))
                return connection.json(R"({"error": {"message": "unknown field encoding_format"}})", 400);
            decent(request, connection);
        });
        ApiOptions options;
        options.preset = "openai";
        const Opened opened(server, options);
        VERIFY_ALL(embedWith(*opened, someTexts(3)), someTexts(3));
        VERIFY_ALL(embedWith(*opened, someTexts(3)), someTexts(3));
        QCOMPARE(server.requestCount(), std::size_t{3}); // learnt once
    }

    void base64ThatIsIgnored()
    {
        // LM Studio answers with numbers whatever was asked for.
        HttpServer server([](const Request &request, Connection &connection) {
            Request plain = request;
            Json question = Json::parse(request.body);
            question.erase("encoding_format");
            plain.body = question.dump();
            decent(plain, connection);
        });
        ApiOptions options;
        options.preset = "openai";
        const Opened opened(server, options);
        VERIFY_ALL(embedWith(*opened, someTexts(3)), someTexts(3));
        QCOMPARE(server.requestCount(), std::size_t{1});
    }

    void dimensionsAreAskedFor()
    {
        HttpServer server(decent);
        ApiOptions options;
        options.dimensions = 7;
        const Opened opened(server, options);
        QCOMPARE((*opened).dimensions(), std::size_t{7});
        QVERIFY((*opened).identity().ends_with("/m/7"));
        const Brought brought = embedWith(*opened, {"x"});
        QCOMPARE(brought.vectors.at(0).size(), std::size_t{7});
        QVERIFY(same(Json::parse(server.requests().at(0).body)["dimensions"], Json(7)));
        options.base = "tei"; // has none to choose from
        QVERIFY(!openApiEmbedder("m", options));
    }

    void roles()
    {
        HttpServer server(decent);
        ApiOptions options;
        options.preset = "voyage";
        const Opened opened(server, options);
        embedWith(*opened, {"x"}, Role::Query);
        embedWith(*opened, {"x"}, Role::Passage);
        embedWith(*opened, {"x"});
        QVERIFY(same(Json::parse(server.requests().at(0).body)["input_type"], Json("query")));
        QVERIFY(same(Json::parse(server.requests().at(1).body)["input_type"], Json("document")));
        QVERIFY(!Json::parse(server.requests().at(2).body).contains("input_type"));
    }

    void everyDialectOnTheWire_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QString>("keyHeader");
        QTest::addColumn<QString>("question"); // of the texts "one" and "three"
        QTest::addColumn<QString>("answer");
        const QString key = QString::fromStdString(kKey);
        QTest::newRow("Ollama")
            << "/api/embed" << "ollama" << "authorization"
            << R"({"model": "m", "input": ["one", "three"], "truncate": false})"
            << R"({"model": "m", "embeddings": [[1, 2], [3, 4]], "total_duration": 5, "prompt_eval_count": 6})";
        QTest::newRow("text-embeddings-inference")
            << "/embed" << "tei" << "authorization" << R"({"inputs": ["one", "three"]})"
            << "[[1, 2], [3, 4]]";
        QTest::newRow("llama.cpp") << "/v1/embeddings" << "llama.cpp" << "authorization"
                                   << R"({"model": "m", "input": ["one", "three"]})"
                                   << R"([{"index": 0, "embedding": [[1, 2]]}, {"index": 1, "embedding": [[3, 4]]}])";
        QTest::newRow("Cohere") << "/v2/embed" << "cohere" << "authorization"
                                << R"({"model": "m", "texts": ["one", "three"], "embedding_types": ["float"],
                                       "truncate": "NONE", "input_type": "search_query"})"
                                << R"({"id": "x", "embeddings": {"float": [[1, 2], [3, 4]]}, "texts": ["one", "three"],
                                       "meta": {"billed_units": {"input_tokens": 6}}})";
        QTest::newRow("Gemini") << "/v1beta/models/m:batchEmbedContents" << "gemini" << "x-goog-api-key"
                                << R"({"requests": [
            {"model": "models/m", "content": {"parts": [{"text": "one"}]}, "taskType": "RETRIEVAL_QUERY"},
            {"model": "models/m", "content": {"parts": [{"text": "three"}]}, "taskType": "RETRIEVAL_QUERY"}]})"
                                << R"({"embeddings": [{"values": [1, 2]}, {"values": [3, 4]}]})";
        QTest::newRow("Azure") << "/openai/deployments/d/embeddings?api-version=2024-02-01" << "openai" << "api-key"
                               << R"({"model": "m", "input": ["one", "three"], "encoding_format": "base64"})"
                               << R"({"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [3, 4]}],
                                      "usage": {"prompt_tokens": 6, "total_tokens": 6}})";
        QTest::newRow("Voyage")
            << "/v1/embeddings" << "voyage" << "authorization"
            << R"({"model": "m", "input": ["one", "three"], "encoding_format": "base64", "input_type": "query"})"
            << R"({"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [3, 4]}],
                                       "usage": {"total_tokens": 6}})";
        QTest::newRow("Together, without usage")
            << "/v1/embeddings" << "together" << "authorization"
            << R"({"model": "m", "input": ["one", "three"]})"
            << R"({"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [3, 4]}]})";
    }
    void everyDialectOnTheWire()
    {
        QFETCH(QString, path);
        QFETCH(QString, preset);
        QFETCH(QString, keyHeader);
        QFETCH(QString, question);
        QFETCH(QString, answer);
        HttpServer server([&](const Request &, Connection &connection) {
            connection.answer(200, answer.toStdString(), {{"X-API-Warning", "deprecated"}});
        });
        ApiOptions options;
        options.base = server.url(path.toStdString());
        options.preset = preset.toStdString();
        const Opened opened(server, options);
        QVERIFY(opened.embedder);
        const Brought brought = embedWith(*opened, {"one", "three"}, Role::Query);
        QVERIFY2(!brought.anyError(), brought.anyError() ? brought.anyError()->detail.c_str() : "");
        QCOMPARE(brought.vectors.at(0), (std::vector<float>{1, 2}));
        QCOMPARE(brought.vectors.at(1), (std::vector<float>{3, 4}));
        const bool counted = answer.contains("tokens") || answer.contains("prompt_eval_count");
        QCOMPARE(brought.usage.tokensEstimated, !counted);
        QCOMPARE(brought.usage.tokens, std::size_t(counted ? 6 : 3));
        const Request seen = server.requests().at(0);
        QCOMPARE(QString::fromStdString(seen.target), path);
        QVERIFY(same(Json::parse(seen.body), Json::parse(question.toStdString())));
        QCOMPARE(seen.header(keyHeader.toStdString()), (keyHeader == "authorization" ? "Bearer " : "") + kKey);
        QVERIFY(keyHeader == "authorization" || !seen.has("authorization"));
    }

    void smallerBatchesWhereTheServiceWants()
    {
        // text-embeddings-inference takes 32 texts unless told otherwise; we were not told that it is one.
        HttpServer server([](const Request &request, Connection &connection) {
            if (textsOf(request) > 32)
                return connection.json(R"({"message": "batch size 64 > maximum allowed batch size 32", "code": 413,
                                          "error_type": "Validation"})",
                                       413);
            decent(request, connection);
        });
        const Opened opened(server);
        const std::vector<std::string> texts = someTexts(640);
        VERIFY_ALL(embedWith(*opened, texts), texts);
        QCOMPARE(server.requestCount(), std::size_t{21}); // one refusal, and what was learnt from it
        VERIFY_ALL(embedWith(*opened, texts), texts);
        QCOMPARE(server.requestCount(), std::size_t{41});
    }

    void oneTextTooLongFailsAlone()
    {
        const std::string message =
            R"({"error": {"code": 500, "message": "input is too large to process", "type": "server_error"}})";
        HttpServer server([&](const Request &request, Connection &connection) {
            const Json question = Json::parse(request.body);
            for (const Json &text : question["input"])
                if (text.get<std::string>().size() > 1000)
                    return connection.json(message, 500);
            decent(request, connection);
        });
        const Opened opened(server);
        std::vector<std::string> texts = someTexts(300);
        texts[130] = std::string(2000, 'x');
        const Brought brought = embedWith(*opened, texts);
        QVERIFY(!brought.error);
        QCOMPARE(brought.vectors.size(), std::size_t{299});
        QCOMPARE(brought.errors.size(), std::size_t{1});
        QCOMPARE(brought.errors.at(130).code, Errc::InputTooLong);
        QVERIFY2(server.requestCount() < 30, qPrintable(QString::number(server.requestCount())));
    }

    void whenEveryTextIsRefused()
    {
        HttpServer server(
            [](const Request &, Connection &connection) { connection.json(R"({"error": "too large"})", 413); });
        const Opened opened(server);
        const Brought brought = embedWith(*opened, someTexts(300));
        QVERIFY(brought.error);
        QCOMPARE(brought.error->code, Errc::InputTooLong);
        QVERIFY2(server.requestCount() < 40, qPrintable(QString::number(server.requestCount())));
    }

    void waitsAsItIsAsked_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("seconds");
        QTest::newRow("seconds") << "Retry-After" << "12" << 12;
        QTest::newRow("a date") << "Retry-After" << "Tue, 14 Nov 2023 22:13:50 GMT" << 30;
        QTest::newRow("milliseconds") << "retry-after-ms" << "2500" << 3;
        QTest::newRow("nothing") << "X-Other" << "1" << 1;
    }
    void waitsAsItIsAsked()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(int, seconds);
        HttpServer server([&](const Request &request, Connection &connection) {
            if (request.number == 0)
                return connection.answer(429, R"({"error": {"message": "slow down"}})",
                                         {{name.toStdString(), value.toStdString()}});
            decent(request, connection);
        });
        const Opened opened(server);
        const Brought brought = embedWith(*opened, {"x"});
        VERIFY_ALL(brought, std::vector<std::string>{"x"});
        QCOMPARE(server.requestCount(), std::size_t{2});
        QCOMPARE(brought.usage.requests, std::size_t{2});
        QCOMPARE(qint64((opened.clock->slept().count() + 999) / 1000), qint64(seconds));
        // Told at once, then each second, and that it is over.
        QCOMPARE(brought.notes.front(), "waiting " + std::to_string(seconds) + " s: the service asks us to slow down");
        QCOMPARE(brought.notes.size(), std::size_t(seconds + 1));
        QCOMPARE(brought.notes.back(), std::string());
    }

    void noLongerThanAllowed()
    {
        HttpServer server(
            [](const Request &, Connection &connection) { connection.answer(503, "", {{"Retry-After", "9"}}); });
        ApiOptions options;
        options.maxWait = 20s;
        const Opened opened(server, options);
        const Brought brought = embedWith(*opened, {"x"});
        QVERIFY(brought.error);
        QCOMPARE(brought.error->code, Errc::ServiceFailed);
        QCOMPARE(server.requestCount(), std::size_t{3}); // at 0, 9 and 18 s
        QVERIFY(opened.clock->slept() <= 20s);
    }

    void rolesAreOneTextToAServiceThatIsToldOfNone()
    {
        HttpServer server(decent);
        const auto requests = [&](const std::string &preset) {
            const QTemporaryDir folder;
            ApiOptions options;
            options.preset = preset;
            const Opened opened(server, options);
            const auto cached =
                withCache(opened.embedder, std::make_shared<EmbeddingCache>(folder.filePath("c").toStdString()));
            const std::size_t before = server.requestCount();
            for (const Role role : {Role::Plain, Role::Passage, Role::Query}) {
                const std::string_view text = "a text";
                (void)cached->embed({&text, 1}, role, [](const EmbeddedRow &) {});
            }
            const std::string_view text = "a text";
            return std::pair(server.requestCount() - before, textsToSend(*cached, {&text, 1}, Role::Passage).size());
        };
        QVERIFY(requests("tei") == std::pair(std::size_t{1}, std::size_t{0}));
        QVERIFY(requests("voyage") == std::pair(std::size_t{3}, std::size_t{0}));
    }

    void theAllowanceIsRespected()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            connection.answer(200, answerTo(request).dump(),
                              {{"x-ratelimit-limit-requests", "60"},
                               {"x-ratelimit-remaining-requests", request.number == 0 ? "0" : "59"},
                               {"x-ratelimit-reset-requests", "7s"}});
        });
        ApiOptions options;
        options.preset = "tei";
        const Opened opened(server, options);
        const std::vector<std::string> texts = someTexts(64);
        const Brought brought = embedWith(*opened, texts);
        VERIFY_ALL(brought, texts);
        QVERIFY(opened.clock->slept() == 7s);
        QCOMPARE(brought.notes.front(), std::string("waiting 7 s: the service's allowance for this minute is used up"));
    }

    void anAllowanceOfTomorrowIsNotWaitedFor()
    {
        // What is left may be told wrongly: the next request is tried, and the service's own answer counts.
        HttpServer server([](const Request &request, Connection &connection) {
            const std::vector<HttpServer::Header> spent = {{"x-ratelimit-limit-requests", "60"},
                                                           {"x-ratelimit-remaining-requests", "0"},
                                                           {"x-ratelimit-reset-requests", "24h"}};
            if (request.number < 2)
                connection.answer(200, answerTo(request).dump(), spent);
            else
                connection.answer(429, R"({"error": {"message": "come back tomorrow"}})", spent);
        });
        ApiOptions options;
        options.preset = "tei";
        const Opened opened(server, options);
        const Brought brought = embedWith(*opened, someTexts(96));
        QVERIFY(opened.clock->slept() == 0s);
        QCOMPARE(server.requestCount(), std::size_t{3});
        // The second and third request are out at once: the refusal of one may be read before the vectors of the other.
        QVERIFY(brought.vectors.size() == 32 || brought.vectors.size() == 64);
        QVERIFY(brought.error);
        QCOMPARE(brought.error->code, Errc::RateLimited);
        QCOMPARE(brought.error->detail, std::string("status 429: come back tomorrow; it asks us to wait 86400 s"));
    }

    void comesBackAfterABreak_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"reset", "closed", "half a body", "502", "503", "529"})
            QTest::newRow(how) << how;
    }
    void comesBackAfterABreak()
    {
        QFETCH(QString, how);
        HttpServer server([&](const Request &request, Connection &connection) {
            if (request.number >= 2)
                return decent(request, connection);
            if (how == "reset")
                return connection.reset();
            if (how == "closed")
                return connection.close();
            if (how == "half a body") {
                const std::string body = answerTo(request).dump();
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                                body.substr(0, body.size() / 2));
                return connection.close();
            }
            connection.answer(how.toInt(), "<html><title>Bad gateway</title></html>");
        });
        const Opened opened(server);
        const Brought brought = embedWith(*opened, {"x"});
        VERIFY_ALL(brought, std::vector<std::string>{"x"});
        QCOMPARE(server.requestCount(), std::size_t{3});
        QCOMPARE(brought.vectors.size(), std::size_t{1}); // delivered once
    }

    void whatHadArrivedStays()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            if (request.number >= 3)
                return connection.json(R"({"error": {"message": "gone"}})", 401);
            decent(request, connection);
        });
        ApiOptions options;
        options.preset = "tei";
        const Opened opened(server, options);
        const std::vector<std::string> texts = someTexts(320);
        const Brought brought = embedWith(*opened, texts);
        QVERIFY(brought.error);
        QCOMPARE(brought.error->code, Errc::KeyRefused);
        QVERIFY(brought.vectors.size() >= 32 && brought.vectors.size() <= 96);
        QCOMPARE(brought.vectors.size() % 32, std::size_t{0});
        for (const auto &[row, vector] : brought.vectors)
            QCOMPARE(vector, vectorOf(texts[row]));
        QCOMPARE((*opened).spent().texts, brought.vectors.size());
        QVERIFY((*opened).spent().requests >= 4);
    }

    void stopped_data()
    {
        QTest::addColumn<QString>("when");
        for (const char *when : {"during the answer", "during the wait", "between batches"})
            QTest::newRow(when) << when;
    }
    void stopped()
    {
        QFETCH(QString, when);
        HttpServer server([&](const Request &request, Connection &connection) {
            if (when == "during the answer")
                connection.stall();
            else if (when == "during the wait")
                connection.answer(429, "", {{"Retry-After", "60"}});
            else
                decent(request, connection);
        });
        ApiOptions options;
        options.clock = realClock();
        options.preset = "tei";
        const Opened opened(server, options);
        std::stop_source stop;
        RunControl control{stop.get_token(), {}, {}};
        std::atomic<qint64> stoppedAt = -1;
        QElapsedTimer timer;
        timer.start();
        const auto stopNow = [&] {
            stoppedAt = timer.elapsed();
            stop.request_stop();
        };
        std::jthread other;
        if (when == "between batches")
            control.progress = [&](std::size_t done, std::size_t) {
                if (done >= 64)
                    stopNow();
            };
        else
            other = std::jthread([&] {
                std::this_thread::sleep_for(200ms);
                stopNow();
            });
        const Brought brought = embedWith(*opened, someTexts(200), Role::Plain, control);
        const qint64 took = timer.elapsed() - stoppedAt;
        QVERIFY(brought.error);
        QCOMPARE(brought.error->code, Errc::Cancelled);
        QVERIFY2(took < 150, qPrintable(QString::number(took)));
        QCOMPARE(brought.vectors.size(), std::size_t(when == "between batches" ? 64 : 0));
    }

    void twoCallsAtOnce()
    {
        HttpServer server(decent);
        const Opened opened(server);
        const std::vector<std::string> texts = someTexts(500);
        Brought other;
        {
            std::jthread thread([&] { other = embedWith(*opened, texts); });
            VERIFY_ALL(embedWith(*opened, texts), texts);
        }
        VERIFY_ALL(other, texts);
        QCOMPARE((*opened).spent().texts, std::size_t{1000});
    }

    void keysOfTheEnvironment()
    {
        const ServicePreset &openai = *presetNamed("openai");
        const ServicePreset &voyage = *presetNamed("voyage");
        const ServicePreset &other = *presetNamed("other");
        QVERIFY(keyFromEnvironment(openai).empty());
        ::setenv("OPENAI_API_KEY", " sk-open\n", 1);
        QCOMPARE(keyFromEnvironment(openai).reveal(), std::string("sk-open"));
        QCOMPARE(keyFromEnvironment(other).reveal(), std::string("sk-open"));
        QVERIFY(keyFromEnvironment(voyage).empty()); // another company's
        ::setenv("VOYAGE_API_KEY", "sk-voyage", 1);
        QCOMPARE(keyFromEnvironment(voyage).reveal(), std::string("sk-voyage"));
        ::setenv("EMBEDSCOPE_API_KEY", "sk-ours", 1);
        for (const ServicePreset *preset : {&openai, &voyage, &other})
            QCOMPARE(keyFromEnvironment(*preset).reveal(), std::string("sk-ours"));
    }

    void withoutAKey()
    {
        const auto missing = openApiEmbedder("m");
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, Errc::KeyMissing);
        QCOMPARE(missing.error().path, std::string("api.openai.com"));
        QCOMPARE(missing.error().detail, std::string("OPENAI_API_KEY"));
        // A service of one's own may want none.
        HttpServer server(decent);
        ApiOptions options;
        options.base = server.url("/v1");
        const auto open = openApiEmbedder("m", options);
        QVERIFY(open);
        VERIFY_ALL(embedWith(**open, {"x"}), std::vector<std::string>{"x"});
        QVERIFY(!server.requests().at(0).has("authorization"));
    }

    void refusedAtOnce_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const char *model, const char *base, const char *key, Errc code) {
            QTest::newRow(name) << model << base << key << static_cast<int>(code);
        };
        row("no name", "", "", "sk-1234", Errc::InvalidArgument);
        row("no address", "m", "not an address", "sk-1234", Errc::InvalidArgument);
        row("another scheme", "m", "ftp://example.org", "sk-1234", Errc::InvalidArgument);
        row("a key in the address", "m", "https://sk-1234@example.org", "sk-1234", Errc::InvalidArgument);
        row("a key in the query", "m", "https://example.org/v1?key=sk-1234", "sk-1234", Errc::InvalidArgument);
        row("plain http", "m", "http://example.org/v1", "sk-1234", Errc::PlainHttpRefused);
        row("a key of two lines", "m", "https://example.org/v1", "sk-12\nX: y", Errc::InvalidArgument);
        row("a key with dots of another alphabet", "m", "https://example.org/v1", "sk-12…34", Errc::InvalidArgument);
    }
    void refusedAtOnce()
    {
        QFETCH(QString, model);
        QFETCH(QString, base);
        QFETCH(QString, key);
        QFETCH(int, code);
        ApiOptions options;
        options.base = base.toStdString();
        options.key = Secret(key.toStdString());
        const auto opened = openApiEmbedder(model.toStdString(), options);
        QVERIFY(!opened);
        QCOMPARE(static_cast<int>(opened.error().code), code);
        QVERIFY((opened.error().detail + opened.error().path).find("sk-12") == std::string::npos);
    }

    void byNameLikeEveryOther()
    {
        HttpServer server(decent);
        EmbedderOptions options;
        options.api.base = server.url("");
        const auto unasked = openEmbedder("api:some/model", {}, options);
        QVERIFY(!unasked);
        QCOMPARE(unasked.error().code, Errc::ModelUnsupported);
        options.services = Services::Allowed;
        const auto opened = openEmbedder("api:some/model", {}, options);
        QVERIFY(opened);
        QCOMPARE((*opened)->name(), std::string("api:some/model"));
        const std::vector<std::string_view> texts = {"a", "bcd"};
        const Result<Matrix> vectors = embedAll(**opened, texts); // knows no dimensions before
        QVERIFY(vectors);
        QCOMPARE(vectors->rows(), Eigen::Index{2});
        QCOMPARE(vectors->cols(), Eigen::Index{4});
        QCOMPARE((*vectors)(1, 0), 3.0F);
        QCOMPARE(server.requests().at(0).target, std::string("/v1/embeddings"));
        ApiOptions preset;
        preset.base = "ollama";
        const auto ollama = openApiEmbedder("m", preset);
        QVERIFY(ollama);
        QCOMPARE((*ollama)->host(), std::string("localhost:11434"));
    }
};

QTEST_GUILESS_MAIN(TestApiEmbedder)
#include "tst_api_embedder.moc"
