#include "core/embed/http/http_client.h"
#include "core/embed/http/http_url.h"
#include "tests/support/gzip.h"
#include "tests/support/http_server.h"

#include <QElapsedTimer>
#include <QTest>

#include <chrono>
#include <cstdlib>
#include <future>
#include <thread>

using namespace embedscope;
using namespace std::chrono_literals;
using embedscope::test::HttpServer;
using Connection = HttpServer::Connection;
using Request = HttpServer::Request;

namespace {

const std::string kCanary = "sk-canary-0123456789";

HttpRequest requestTo(const std::string &url, const std::string &method = "GET")
{
    HttpRequest request;
    request.method = method;
    request.url = url;
    request.secretHeaders = {{"Authorization", "Bearer " + kCanary}};
    if (method == "POST")
        request.body = R"({"a": 1})";
    return request;
}

/// QVERIFY2 makes its words in any case.
QByteArray shown(const Result<HttpResponse> &answer)
{
    if (answer)
        return "an answer, status " + QByteArray::number(answer->status);
    const Error &error = answer.error();
    return QByteArray::number(static_cast<int>(error.code)) + " " + error.path.c_str() + ": " + error.detail.c_str();
}

#define COMPARE_ERROR(answer, expected)                                                                                \
    do {                                                                                                               \
        const Result<HttpResponse> outcome = (answer);                                                                 \
        QVERIFY2(!outcome && outcome.error().code == (expected), shown(outcome).constData());                          \
        QVERIFY((outcome.error().detail + outcome.error().path).find(kCanary) == std::string::npos);                   \
    } while (false)

} // namespace

class TestHttpClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name :
             {"http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"})
            ::unsetenv(name);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("where"); // empty: refused
        QTest::addColumn<bool>("loopback");
        const auto row = [](const char *text, const char *where, bool loopback = false) {
            QTest::newRow(text) << text << where << loopback;
        };
        row("https://api.example.org/v1", "api.example.org");
        row("HTTPS://API.Example.org:443/v1", "api.example.org");
        row("http://localhost:11434/v1", "localhost:11434", true);
        row("http://127.0.0.1/", "127.0.0.1", true);
        row("http://127.1:80/", "127.0.0.1", true);
        row("http://2130706433/", "127.0.0.1", true);
        row("http://0x7f.0.0.1/", "127.0.0.1", true);
        row("http://[::1]:8080/", "[::1]:8080", true);
        row("http://127.0.0.1.example.org/", "127.0.0.1.example.org");
        row("http://localhost.example.org/", "localhost.example.org");
        row("http://localhost.:80/", "localhost.");
        row("http://192.168.1.5:11434", "192.168.1.5:11434");
        row("https://user:hunter2@example.org/", "");
        row("https://user@example.org/", "");
        row("ftp://example.org/", "");
        row("file:///etc/passwd", "");
        row("example.org/v1", "");
        row("", "");
        row("https://", "");
        row("https://exa mple.org/", "");
        row("https://example.org:99999/", "");
        QTest::newRow("line break") << "https://example.org/\r\nX: y" << "" << false;
    }
    void addresses()
    {
        QFETCH(QString, text);
        QFETCH(QString, where);
        QFETCH(bool, loopback);
        const Result<HttpUrl> url = parseHttpUrl(text.toStdString());
        QCOMPARE(bool(url), !where.isEmpty());
        if (!url) {
            QCOMPARE(url.error().code, Errc::InvalidArgument);
            QVERIFY(url.error().detail.find("hunter2") == std::string::npos);
            return;
        }
        QCOMPARE(QString::fromStdString(url->where()), where);
        QCOMPARE(url->loopback(), loopback);
    }

    void whatGoesAndWhatComes()
    {
        HttpServer server([](const Request &, Connection &connection) {
            connection.answer(200, "hello", {{"X-RateLimit-Limit", " 7 "}, {"Content-Type", "text/plain"}});
        });
        HttpRequest request = requestTo(server.url("/v1/embeddings?a=b"), "POST");
        request.headers = {{"Content-Type", "application/json"}};
        const Result<HttpResponse> answer = HttpClient().send(request);
        QVERIFY2(answer, shown(answer).constData());
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->body, std::string("hello"));
        QCOMPARE(answer->header("x-ratelimit-LIMIT").value_or("none"), std::string("7"));
        QCOMPARE(answer->contentLength().value_or(0), std::uint64_t{5});
        QVERIFY(!answer->header("x-other"));
        QCOMPARE(answer->url, server.url("/v1/embeddings?a=b"));
        const Request seen = server.requests().at(0);
        QCOMPARE(seen.method, std::string("POST"));
        QCOMPARE(seen.target, std::string("/v1/embeddings?a=b"));
        QCOMPARE(seen.body, request.body);
        QCOMPARE(seen.header("authorization"), "Bearer " + kCanary);
        QCOMPARE(seen.header("content-type"), std::string("application/json"));
        QVERIFY(!seen.has("expect"));
    }

    void everyStatusIsAnAnswer_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {204, 304, 400, 401, 404, 429, 500, 503})
            QTest::addRow("%d", status) << status;
    }
    void everyStatusIsAnAnswer()
    {
        QFETCH(int, status);
        const std::string body = status == 204 || status == 304 ? "" : "why";
        HttpServer server([&](const Request &, Connection &connection) { connection.answer(status, body); });
        const Result<HttpResponse> answer = HttpClient().send(requestTo(server.url("/")));
        QVERIFY2(answer, shown(answer).constData());
        QCOMPARE(answer->status, status);
        QCOMPARE(answer->body, body);
    }

    void connectionsAreKept()
    {
        HttpServer server([](const Request &, Connection &connection) { connection.json("{}"); });
        const HttpClient client;
        for (int i = 0; i < 5; ++i)
            QVERIFY(client.send(requestTo(server.url("/"), "POST")));
        QCOMPARE(server.requestCount(), std::size_t{5});
        QCOMPARE(server.connectionCount(), std::size_t{1});
    }

    void aConnectionThatEndedBetweenRequestsIsMadeAnew()
    {
        HttpServer server([](const Request &, Connection &connection) {
            connection.json("{}");
            connection.close(); // without having said so
        });
        const HttpClient client;
        for (int i = 0; i < 3; ++i)
            QVERIFY(client.send(requestTo(server.url("/"), "POST")));
    }

    void manyThreads()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            connection.stall(5ms);
            connection.answer(200, request.body);
        });
        const HttpClient client;
        std::vector<std::future<bool>> all;
        for (int thread = 0; thread < 8; ++thread)
            all.push_back(std::async(std::launch::async, [&, thread] {
                bool right = true;
                for (int i = 0; i < 8; ++i) {
                    HttpRequest request = requestTo(server.url("/"), "POST");
                    request.body = std::to_string(thread * 100 + i);
                    const auto answer = client.send(request);
                    right = right && answer && answer->body == request.body;
                }
                return right;
            }));
        for (std::future<bool> &one : all)
            QVERIFY(one.get());
        QVERIFY(server.connectionCount() <= 8);
    }

    void redirectsOnTheSameHost()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            if (request.target == "/a")
                connection.answer(307, "moved", {{"Location", "/b?x=1"}});
            else
                connection.answer(200, request.method + request.body);
        });
        const Result<HttpResponse> answer = HttpClient().send(requestTo(server.url("/a"), "POST"));
        QVERIFY2(answer, shown(answer).constData());
        QCOMPARE(answer->body, std::string(R"(POST{"a": 1})"));
        QCOMPARE(answer->url, server.url("/b?x=1"));
        QCOMPARE(server.requests().at(1).header("authorization"), "Bearer " + kCanary);

        HttpRequest asItIs = requestTo(server.url("/a"));
        asItIs.redirects = HttpRedirects::AsAnswer;
        const Result<HttpResponse> redirect = HttpClient().send(asItIs);
        QVERIFY(redirect);
        QCOMPARE(redirect->status, 307);
        QCOMPARE(redirect->body, std::string("moved"));
    }

    void aRedirectMustNotTurnAPostIntoAGet()
    {
        HttpServer server(
            [](const Request &, Connection &connection) { connection.answer(302, "", {{"Location", "/login"}}); });
        const auto answer = HttpClient().send(requestTo(server.url("/a"), "POST"));
        COMPARE_ERROR(answer, Errc::RedirectRefused);
        QCOMPARE(answer.error().detail, server.url("/login"));
        QCOMPARE(server.requestCount(), std::size_t{1});
    }

    void redirectsToAnotherHost()
    {
        HttpServer other([](const Request &, Connection &connection) { connection.answer(200, "theirs"); });
        HttpServer server([&](const Request &, Connection &connection) {
            connection.answer(302, "", {{"Location", other.url("/x")}});
        });
        const auto refused = HttpClient().send(requestTo(server.url("/")));
        COMPARE_ERROR(refused, Errc::RedirectRefused);
        QCOMPARE(refused.error().path, server.where());
        QCOMPARE(refused.error().detail, other.url("/x"));
        QCOMPARE(other.requestCount(), std::size_t{0});

        HttpRequest anywhere = requestTo(server.url("/"));
        anywhere.redirects = HttpRedirects::AnyHost;
        anywhere.headers = {{"X-Plain", "yes"}};
        const auto followed = HttpClient().send(anywhere);
        QVERIFY2(followed, shown(followed).constData());
        QCOMPARE(followed->body, std::string("theirs"));
        QVERIFY(!other.requests().at(0).has("authorization"));
        QCOMPARE(other.requests().at(0).header("x-plain"), std::string("yes"));
    }

    void aRedirectInCircles()
    {
        HttpServer server(
            [](const Request &, Connection &connection) { connection.answer(302, "", {{"Location", "/"}}); });
        COMPARE_ERROR(HttpClient().send(requestTo(server.url("/"))), Errc::RedirectRefused);
        QCOMPARE(server.requestCount(), std::size_t{10});
    }

    void badRedirects_data()
    {
        QTest::addColumn<QString>("location");
        QTest::newRow("file") << "file:///etc/passwd";
        QTest::newRow("scheme") << "gopher://127.0.0.1/";
        QTest::newRow("user") << "http://me:secret@127.0.0.1/";
        QTest::newRow("other computer") << "http://192.0.2.7/";
    }
    void badRedirects()
    {
        QFETCH(QString, location);
        HttpServer server([&](const Request &, Connection &connection) {
            connection.answer(302, "", {{"Location", location.toStdString()}});
        });
        HttpRequest request = requestTo(server.url("/"));
        request.redirects = HttpRedirects::AnyHost;
        const auto answer = HttpClient().send(request);
        QVERIFY(!answer);
        const Errc code = answer.error().code;
        QVERIFY2(code == Errc::RedirectRefused || code == Errc::PlainHttpRefused, shown(answer).constData());
    }

    void plainHttpOnlyToThisComputer()
    {
        QElapsedTimer timer;
        timer.start();
        const auto answer = HttpClient().send(requestTo("http://192.0.2.1/v1/embeddings", "POST"));
        COMPARE_ERROR(answer, Errc::PlainHttpRefused);
        QCOMPARE(answer.error().path, std::string("192.0.2.1"));
        QVERIFY(timer.elapsed() < 1000);
    }

    void nobodyThere()
    {
        std::string url;
        {
            HttpServer server([](const Request &, Connection &) {});
            url = server.url("/");
        }
        const auto refused = HttpClient().send(requestTo(url));
        COMPARE_ERROR(refused, Errc::NoConnection);
        QCOMPARE(refused.error().detail, std::string("Connection refused"));
        const auto nameless = HttpClient().send(requestTo("https://no-such-host.invalid/"));
        COMPARE_ERROR(nameless, Errc::HostNotFound);
        QCOMPARE(nameless.error().path, std::string("no-such-host.invalid"));
    }

    void brokenConnections_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<int>("code");
        const auto row = [](const char *how, Errc code) { QTest::newRow(how) << how << static_cast<int>(code); };
        row("reset", Errc::ConnectionBroken);
        row("closed", Errc::ConnectionBroken);
        row("half headers", Errc::ConnectionBroken);
        row("half body", Errc::ConnectionBroken);
        row("half body, reset", Errc::ConnectionBroken);
        row("half chunked", Errc::ConnectionBroken);
        row("not HTTP", Errc::BadAnswer);
        row("endless headers", Errc::BadAnswer);
        row("endless body", Errc::BadAnswer);
        row("announces too much", Errc::BadAnswer);
        row("not gzip", Errc::BadAnswer);
        row("gzip bomb", Errc::BadAnswer);
    }
    void brokenConnections()
    {
        QFETCH(QString, how);
        QFETCH(int, code);
        HttpServer server([&](const Request &, Connection &connection) {
            if (how == "reset")
                return connection.reset();
            if (how == "half headers")
                connection.send("HTTP/1.1 200 OK\r\nContent-Le");
            if (how.startsWith("half body"))
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(50, 'x'));
            if (how == "half body, reset") {
                connection.stall(50ms); // else the reset overtakes the bytes
                return connection.reset();
            }
            if (how == "half chunked")
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nabc");
            if (how == "not HTTP")
                connection.send("SSH-2.0-OpenSSH_9.2p1 Debian\r\n");
            if (how == "endless headers") {
                connection.send("HTTP/1.1 200 OK\r\n");
                while (connection.send("X-Filler: " + std::string(1000, 'x') + "\r\n")) {
                }
            }
            if (how == "endless body") {
                connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
                while (connection.send(std::string(65536, ' '))) {
                }
            }
            if (how == "announces too much")
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx");
            if (how == "not gzip")
                connection.answer(200, "plain after all", {{"Content-Encoding", "gzip"}});
            if (how == "gzip bomb")
                connection.answer(200, test::gzipBomb(400'000), {{"Content-Encoding", "gzip"}});
            connection.close();
        });
        HttpRequest request = requestTo(server.url("/"), "POST");
        request.maxBodyBytes = 1 << 20;
        const auto answer = HttpClient().send(request);
        COMPARE_ERROR(answer, static_cast<Errc>(code));
        QCOMPARE(answer.error().path, server.where());
        QVERIFY(!answer.error().detail.empty());
    }

    void compressedAnswers()
    {
        const std::string body(100'000, 'z');
        HttpServer server([&](const Request &, Connection &connection) {
            connection.answer(200, test::gzipOf(body), {{"Content-Encoding", "gzip"}});
        });
        const auto answer = HttpClient().send(requestTo(server.url("/")));
        QVERIFY2(answer, shown(answer).constData());
        QCOMPARE(answer->body, body);
        QVERIFY(server.requests().at(0).header("accept-encoding").find("gzip") != std::string::npos);
    }

    void silenceAndSlowness_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("no answer") << "no answer";
        QTest::newRow("half a body, then nothing") << "half";
        QTest::newRow("a byte now and then") << "drip";
    }
    void silenceAndSlowness()
    {
        QFETCH(QString, how);
        HttpServer server([&](const Request &, Connection &connection) {
            if (how != "no answer")
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345");
            if (how == "drip")
                connection.drip(std::string(95, 'x'), 50ms);
            connection.stall();
        });
        HttpRequest request = requestTo(server.url("/"), "POST");
        request.silenceTimeout = 300ms;
        request.totalTimeout = 600ms;
        QElapsedTimer timer;
        timer.start();
        const auto answer = HttpClient().send(request);
        COMPARE_ERROR(answer, Errc::NoAnswer);
        const qint64 least = how == "drip" ? 600 : 300;
        QVERIFY2(timer.elapsed() >= least && timer.elapsed() < least + 280,
                 qPrintable(QString::number(timer.elapsed())));
    }

    void slowIsNotSilent()
    {
        HttpServer server([](const Request &, Connection &connection) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            connection.drip("0123456789", 60ms);
        });
        HttpRequest request = requestTo(server.url("/"));
        request.silenceTimeout = 400ms;
        const auto answer = HttpClient().send(request);
        QVERIFY2(answer, shown(answer).constData());
        QCOMPARE(answer->body, std::string("0123456789"));
    }

    void stopped_data()
    {
        QTest::addColumn<QString>("when");
        for (const char *when : {"before", "no answer", "half a body", "drip"})
            QTest::newRow(when) << when;
    }
    void stopped()
    {
        QFETCH(QString, when);
        HttpServer server([&](const Request &, Connection &connection) {
            if (when != "no answer")
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345");
            if (when == "drip")
                connection.drip(std::string(95, 'x'), 10ms);
            connection.stall();
        });
        std::stop_source stop;
        std::atomic<qint64> stoppedAt = 0;
        QElapsedTimer timer;
        timer.start();
        std::jthread other([&] {
            if (when != "before")
                std::this_thread::sleep_for(150ms);
            stoppedAt = timer.elapsed();
            stop.request_stop();
        });
        if (when == "before")
            other.join();
        const auto answer = HttpClient().send(requestTo(server.url("/"), "POST"), {stop.get_token(), {}, {}});
        const qint64 took = timer.elapsed() - stoppedAt;
        COMPARE_ERROR(answer, Errc::Cancelled);
        QVERIFY2(took < 100, qPrintable(QString::number(took)));
        QCOMPARE(server.requestCount(), std::size_t(when == "before" ? 0 : 1));
    }

    void headersStayHeaders()
    {
        HttpServer server([](const Request &, Connection &connection) { connection.json("{}"); });
        HttpRequest request = requestTo(server.url("/"));
        request.secretHeaders = {{"Authorization", kCanary + "\r\nX-Smuggled: yes"}};
        COMPARE_ERROR(HttpClient().send(request), Errc::InvalidArgument);
        request.secretHeaders = {{"Bad name", "x"}};
        COMPARE_ERROR(HttpClient().send(request), Errc::InvalidArgument);
        QCOMPARE(server.requestCount(), std::size_t{0});
    }

    void streamsAndResumes()
    {
        std::string file;
        for (int i = 0; i < 100'000; ++i)
            file += static_cast<char>('a' + i % 26);
        HttpServer server([&](const Request &request, Connection &connection) {
            const std::string range = request.header("range");
            if (range.empty())
                return connection.answer(200, file);
            const std::size_t from = std::stoul(range.substr(range.find('=') + 1));
            if (from >= file.size())
                return connection.answer(416, "beyond", {{"Content-Range", "bytes */" + std::to_string(file.size())}});
            connection.answer(206, file.substr(from));
        });
        std::string got;
        int heads = 0;
        HttpSink sink;
        sink.head = [&](const HttpResponse &head) { return ++heads, head.contentLength() == file.size() - got.size(); };
        sink.bytes = [&](std::span<const char> bytes) {
            got.append(bytes.data(), bytes.size());
            return got.size() < 50'000 || got.size() > 90'000;
        };
        std::size_t announced = 0;
        const RunControl control{{}, [&](std::size_t, std::size_t total) { announced = total; }, {}};
        HttpRequest request = requestTo(server.url("/model"));
        const HttpClient client;
        COMPARE_ERROR(client.stream(request, sink, control), Errc::Cancelled);
        QVERIFY(got.size() >= 50'000 && got.size() < file.size());

        sink.bytes = [&](std::span<const char> bytes) { return got.append(bytes.data(), bytes.size()), true; };
        request.from = got.size();
        const auto rest = client.stream(request, sink, control);
        QVERIFY2(rest, shown(rest).constData());
        QCOMPARE(rest->status, 206);
        QVERIFY(rest->body.empty());
        QCOMPARE(got, file);
        QCOMPARE(heads, 2);
        QCOMPARE(announced, file.size() - request.from);
        QVERIFY(!server.requests().back().has("accept-encoding"));

        request.from = file.size();
        const auto beyond = client.stream(request, sink, control);
        QVERIFY(beyond);
        QCOMPARE(beyond->status, 416);
        QCOMPARE(beyond->body, std::string("beyond"));
        QCOMPARE(heads, 2);
        QCOMPARE(got, file);
    }

    void refusalsAreReadInPart()
    {
        HttpServer server(
            [](const Request &, Connection &connection) { connection.answer(500, std::string(200'000, 'e')); });
        const auto answer = HttpClient().send(requestTo(server.url("/")));
        QVERIFY(answer);
        QCOMPARE(answer->body.size(), std::size_t{65536});
    }

    void theSixthVersionOfTheProtocol()
    {
        HttpServer server([](const Request &, Connection &connection) { connection.answer(200, "six"); },
                          HttpServer::Family::IPv6);
        if (!server.listening())
            QSKIP("this computer has no IPv6");
        const auto answer = HttpClient().send(requestTo(server.url("/")));
        QVERIFY2(answer, shown(answer).constData());
        QCOMPARE(answer->body, std::string("six"));
    }

    void proxies()
    {
        HttpServer proxy([](const Request &, Connection &connection) { connection.answer(403, "not through here"); });
        HttpServer server([](const Request &, Connection &connection) { connection.answer(200, "direct"); });
        ::setenv("HTTPS_PROXY", proxy.url("").c_str(), 1);
        ::setenv("http_proxy", proxy.url("").c_str(), 1);
        const auto answer = HttpClient().send(requestTo("https://api.example.org/v1/embeddings", "POST"));
        const auto local = HttpClient().send(requestTo(server.url("/")));
        ::unsetenv("HTTPS_PROXY");
        ::unsetenv("http_proxy");
        COMPARE_ERROR(answer, Errc::NoConnection);
        QCOMPARE(answer.error().detail, std::string("the proxy refuses: 403"));
        QCOMPARE(proxy.requestCount(), std::size_t{1});
        QCOMPARE(proxy.requests().at(0).method, std::string("CONNECT"));
        QCOMPARE(proxy.requests().at(0).target, std::string("api.example.org:443"));
        QVERIFY(!proxy.requests().at(0).has("authorization"));
        QVERIFY2(local, "what is for this computer went to the proxy");
        QCOMPARE(local->body, std::string("direct"));
    }

    void proxiesThatDoNotServe()
    {
        HttpServer proxy([](const Request &, Connection &connection) {
            connection.answer(407, "", {{"Proxy-Authenticate", "Basic realm=\"x\""}});
        });
        const auto through = [](const std::string &address) {
            ::setenv("HTTPS_PROXY", address.c_str(), 1);
            const auto answer = HttpClient().send(requestTo("https://api.example.org/v1/embeddings", "POST"));
            ::unsetenv("HTTPS_PROXY");
            return answer;
        };
        const auto unknown = through(proxy.url(""));
        COMPARE_ERROR(unknown, Errc::NoConnection);
        QCOMPARE(unknown.error().detail, std::string("the proxy wants a name and password (407)"));
        // Nobody there: it must not look like the service's fault.
        const auto absent = through("http://user:hidden@127.0.0.1:1");
        COMPARE_ERROR(absent, Errc::NoConnection);
        QCOMPARE(absent.error().path, std::string("api.example.org"));
        QCOMPARE(absent.error().detail, std::string("to the proxy: Connection refused"));
        const auto direct = HttpClient().send(requestTo("http://[::1]:1/"));
        QVERIFY(!direct && direct.error().detail.find("proxy") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_http_client.moc"
