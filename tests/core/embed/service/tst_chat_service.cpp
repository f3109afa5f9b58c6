#include "core/embed/service/chat_protocol.h"
#include "core/embed/service/chat_service.h"
#include "tests/support/chat_server.h"
#include "tests/support/service_faults.h"

#include <QTest>

#include <atomic>
#include <set>
#include <thread>

using namespace embedscope;
using namespace embedscope::test;
using Connection = HttpServer::Connection;
using Request = HttpServer::Request;

namespace {

struct Asked
{
    std::map<std::size_t, std::string> answers = {};
    std::map<std::size_t, Error> refused = {};
    std::optional<Error> error = {};
    std::vector<std::string> notes = {};
    std::vector<std::size_t> progress = {};
};

struct Opened
{
    std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
    std::shared_ptr<const ChatService> service;

    explicit Opened(const HttpServer &server, ApiOptions options = {})
    {
        if (options.base.empty())
            options.base = server.url("/v1");
        options.clock = clock;
        options.key = Secret(kCanaryKey);
        const auto opened = openChatService("tiny", options);
        if (opened)
            service = *opened;
    }
    Asked ask(const std::vector<std::string> &texts, std::stop_token stop = {}) const
    {
        Asked asked;
        RunControl control;
        control.stop = std::move(stop);
        control.note = [&](std::string_view words) { asked.notes.emplace_back(words); };
        control.progress = [&](std::size_t done, std::size_t) { asked.progress.push_back(done); };
        const Status done = service->ask(
            "Name it.", texts,
            [&](std::size_t index, const Result<std::string> &answer) {
                if (answer)
                    asked.answers[index] = *answer;
                else
                    asked.refused[index] = answer.error();
            },
            control);
        if (!done)
            asked.error = done.error();
        return asked;
    }
};

std::function<void(const Request &, Connection &)> always(int status, std::string body)
{
    return [=](const Request &, Connection &connection) { connection.json(body, status); };
}

} // namespace

class TestChatService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { clearServiceEnvironment(); }

    void asksAboutEachText()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            connection.json(chatAnswer("about " + askedIn(request)));
        });
        const Opened opened(server);
        const Asked asked = opened.ask(someTexts(9));
        QVERIFY(!asked.error);
        QCOMPARE(asked.answers.size(), std::size_t{9});
        for (std::size_t i = 0; i < 9; ++i)
            QCOMPARE(asked.answers.at(i), "about text number " + std::to_string(i));
        QCOMPARE(asked.progress, (std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
        QVERIFY(server.mostAtOnce() <= 4);
        const Request first = server.requests().at(0);
        QCOMPARE(first.method, std::string("POST"));
        QCOMPARE(first.target, std::string("/v1/chat/completions"));
        QCOMPARE(first.header("authorization"), "Bearer " + kCanaryKey);
        QVERIFY(same(Json::parse(first.body),
                     {{"model", "tiny"},
                      {"temperature", 0},
                      {"max_tokens", 1000},
                      {"messages", Json::array({{{"role", "system"}, {"content", "Name it."}},
                                                {{"role", "user"}, {"content", "text number 0"}}})}}));
        const EmbedUsage spent = opened.service->spent();
        QCOMPARE(spent.texts, std::size_t{9});
        QCOMPARE(spent.requests, std::size_t{9});
        QCOMPARE(spent.tokens, std::size_t{9 * 94});
        QVERIFY(!spent.tokensEstimated);
        QCOMPARE(spent.model, std::string("tiny-2026"));
    }

    void addresses_data()
    {
        QTest::addColumn<QByteArray>("base");
        QTest::addColumn<QByteArray>("url");
        const auto row = [](const char *base, const char *url) {
            QTest::newRow(base) << QByteArray(base) << QByteArray(url);
        };
        row("openai", "https://api.openai.com/v1/chat/completions");
        row("https://api.openai.com", "https://api.openai.com/v1/chat/completions");
        row("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions");
        row("https://api.openai.com/v1/embeddings", "https://api.openai.com/v1/chat/completions");
        row("https://x.example/a/chat/completions", "https://x.example/a/chat/completions");
        row("ollama", "http://localhost:11434/v1/chat/completions");
        row("cohere", "https://api.cohere.ai/compatibility/v1/chat/completions");
        row("https://api.cohere.com/v2", "https://api.cohere.com/compatibility/v1/chat/completions");
        row("gemini", "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions");
        row("https://generativelanguage.googleapis.com/v1beta",
            "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions");
    }
    void addresses()
    {
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, url);
        ApiOptions options;
        options.base = base.toStdString();
        options.key = Secret("k1234");
        const auto service = openChatService({}, options);
        if (base.startsWith("https://x.")) { // nobody knows its models
            QVERIFY(!service && service.error().code == Errc::InvalidArgument);
            QCOMPARE((*openChatService("m", options))->url(), url.toStdString());
            return;
        }
        QVERIFY(bool(service));
        QCOMPARE((*service)->url(), url.toStdString());
        QVERIFY(!(*service)->model().empty());
    }

    void refusedBeforeAnythingIsSent()
    {
        ApiOptions options;
        options.base = "http://192.0.2.1/v1";
        QCOMPARE(openChatService("m", options).error().code, Errc::PlainHttpRefused);
        options.base = "openai";
        QCOMPARE(openChatService({}, options).error().code, Errc::KeyMissing);
        options.base = "voyage";
        QCOMPARE(openChatService("m", options).error().detail,
                 std::string("Voyage AI has no models that write, only embeddings"));
    }

    void faults_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("detail");
        const auto row = [](const char *name, int status, const std::string &body, Errc code, const char *detail) {
            QTest::newRow(name) << status << QByteArray::fromStdString(body) << static_cast<int>(code)
                                << QByteArray(detail);
        };
        row("401 with the key", 401, Json({{"error", {{"message", "bad key " + kCanaryKey}}}}).dump(), Errc::KeyRefused,
            "status 401: bad key [key]");
        row("404", 404, R"({"error": {"message": "no model tiny"}})", Errc::ServiceNoModel,
            "status 404: no model tiny");
        row("429 without money", 429, R"({"error": {"message": "You exceeded your current quota"}})", Errc::QuotaUsed,
            "status 429: You exceeded your current quota");
        row("a web page", 200, "<!DOCTYPE html><html><head><title>Log in</title></head></html>", Errc::BadAnswer,
            "a web page came instead of an answer of a model");
        row("half an answer", 200, "{\"choices\": [{\"mess", Errc::BadAnswer,
            "its JSON is not well formed, or cut off");
        row("nothing", 200, "", Errc::BadAnswer, "nothing came");
        row("vectors", 200, R"({"data": []})", Errc::BadAnswer, "no answer of a model in it");
        row("an error as a success", 200, R"({"error": {"message": "overloaded"}})", Errc::RequestRefused,
            "overloaded");
        row("endless", 200, chatAnswer(std::string(2 << 20, 'x')), Errc::BadAnswer, "");
    }
    void faults()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, code);
        QFETCH(QByteArray, detail);
        HttpServer server(always(status, body.toStdString()));
        const Asked asked = Opened(server).ask(someTexts(5));
        QVERIFY(asked.error);
        QCOMPARE(static_cast<int>(asked.error->code), code);
        if (!detail.isEmpty())
            QCOMPARE(asked.error->detail, detail.toStdString());
        QCOMPARE(asked.error->path, server.where());
        QVERIFY(asked.answers.empty());
        QCOMPARE(server.requestCount(), std::size_t{1}); // met once, not five times
        QVERIFY(asked.error->detail.find(kCanaryKey) == std::string::npos);
    }

    void anEndlessBodyEnds()
    {
        HttpServer server([](const Request &, Connection &connection) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"choices\": \"");
            while (connection.send(std::string(1 << 16, 'x')))
                ;
        });
        const Asked asked = Opened(server).ask(someTexts(1));
        QVERIFY(asked.error && asked.error->code == Errc::BadAnswer);
    }

    void slowedDownThenGood()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            if (request.number == 1)
                return connection.answer(429, R"({"error": {"message": "slow down"}})", {{"Retry-After", "12"}});
            if (request.number == 3)
                return connection.json("{}", 503);
            connection.json(chatAnswer("a name"));
        });
        const Opened opened(server);
        const Asked asked = opened.ask(someTexts(3));
        QVERIFY(!asked.error);
        QCOMPARE(asked.answers.size(), std::size_t{3});
        QVERIFY(opened.clock->slept() >= std::chrono::seconds(12));
        QVERIFY(std::find(asked.notes.begin(), asked.notes.end(), "waiting 12 s: the service asks us to slow down") !=
                asked.notes.end());
        QCOMPARE(opened.service->spent().requests, std::size_t{5});
    }

    void givenUpAfterSixRetries()
    {
        HttpServer server(always(500, "{}"));
        const Asked asked = Opened(server).ask(someTexts(1));
        QVERIFY(asked.error && asked.error->code == Errc::ServiceFailed);
        QCOMPARE(server.requestCount(), std::size_t{1 + kMostRetries});
    }

    /// What some models refuse is left out from then on.
    void modelsThatRefuseATemperature()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            if (Json::parse(request.body).contains("temperature"))
                return connection.json(
                    R"({"error": {"message": "Unsupported value: 'temperature' does not support 0 with this model."}})",
                    400);
            connection.json(chatAnswer("a name"));
        });
        const Asked asked = Opened(server).ask(someTexts(3));
        QVERIFY(!asked.error);
        QCOMPARE(asked.answers.size(), std::size_t{3});
        QCOMPARE(server.requestCount(), std::size_t{4});
    }

    void oneThatIsRefusedForItself()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            if (askedIn(request) == "text number 2")
                return connection.json(R"({"error": {"message": "content policy"}})", 400);
            connection.json(chatAnswer("a name"));
        });
        const Asked asked = Opened(server).ask(someTexts(4));
        QVERIFY(!asked.error);
        QCOMPARE(asked.answers.size(), std::size_t{3});
        QCOMPARE(asked.refused.at(2).code, Errc::RequestRefused);
    }

    void noChoicesAreAnEmptyAnswer()
    {
        for (const char *body : {R"({"choices": []})", R"({"choices": [{"message": {"content": null}}]})",
                                 R"({"choices": [{"message": {}}]})", R"({"choices": [7]})"}) {
            const Result<ChatAnswer> answer = readChatAnswer(body);
            QVERIFY(bool(answer));
            QCOMPARE(answer->text, std::string());
        }
        QCOMPARE(
            readChatAnswer(R"({"choices": [{"message": {"content": [{"type": "text", "text": "in parts"}]}}]})")->text,
            std::string("in parts"));
    }

    void theKeyInAnAnswer()
    {
        HttpServer server(
            [](const Request &, Connection &connection) { connection.json(chatAnswer("it is " + kCanaryKey)); });
        QCOMPARE(Opened(server).ask(someTexts(1)).answers.at(0), std::string("it is [key]"));
    }

    void cancelled()
    {
        std::stop_source stop;
        HttpServer server([&](const Request &request, Connection &connection) {
            if (request.number == 0)
                return connection.json(chatAnswer("a name"));
            stop.request_stop();
            connection.stall();
        });
        const Opened opened(server);
        const Asked asked = opened.ask(someTexts(8), stop.get_token());
        QVERIFY(asked.error && asked.error->code == Errc::Cancelled);
        QCOMPARE(asked.answers.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestChatService)
#include "tst_chat_service.moc"
