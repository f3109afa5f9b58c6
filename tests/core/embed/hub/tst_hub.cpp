#include "core/embed/hub/hub.h"

#include "core/embed/open_embedder.h"
#include "tests/support/fake_hub.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>

using namespace embedscope;
using namespace std::chrono_literals;
using namespace embedscope::test;
using Connection = HttpServer::Connection;
using Request = HttpServer::Request;

namespace {

struct Fixture
{
    FakeHub hub;
    QTemporaryDir folder;
    std::string models = folder.filePath(QStringLiteral("models")).toStdString();
    ModelStore store{models};

    QStringList entries() const
    {
        return QDir(QString::fromStdString(models)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    Result<StoredModel> get(const RunControl &control = {})
    {
        const auto model = askHub("org/tiny", hub.options());
        if (!model)
            return model.error();
        return downloadModel(*model, store, {}, hub.options(), control);
    }
    bool isWhole() const
    {
        for (const auto &[path, bytes] : hub.files)
            if (bytesOf(QString::fromStdString(models + "/tiny/" + path)) != bytes)
                return false;
        return openEmbedder("tiny", {models}).hasValue();
    }
};

QByteArray shown(const Result<StoredModel> &result)
{
    return result ? QByteArray("done")
                  : QByteArray::number(static_cast<int>(result.error().code)) + " " + result.error().detail.c_str() +
                        " " + result.error().path.c_str();
}

} // namespace

class TestHub : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY",
                                 "no_proxy", "HF_TOKEN", "HF_ENDPOINT"})
            ::unsetenv(name);
    }

    void addresses()
    {
        for (const char *good : {"org/name", "BAAI/bge-small-en-v1.5", "a/b"})
            QVERIFY2(isHubId(good), good);
        for (const char *bad : {"", "name", "/name", "org/", "a/b/c", "../etc", "org/..", ".x/y", "org/na me",
                                "org/n?x=1", "https://x/y", "org/-x", "org/a..b", "o%2e/x"}) {
            QVERIFY2(!isHubId(bad), bad);
            QCOMPARE(askHub(bad).error().code, Errc::InvalidArgument);
        }
    }

    void asksFirst()
    {
        Fixture f;
        f.hub.files["README.md"] = "---\nlicense: x\n---\n";
        f.hub.files["pytorch_model.bin"] = "not wanted";
        f.hub.files["onnx/model.onnx"] = "not wanted";
        f.hub.extraEntries = R"(, {"type": "file", "path": "../../evil.json", "oid": "x", "size": 3})";
        const auto model = askHub("org/tiny", f.hub.options());
        QVERIFY(model);
        QCOMPARE(model->name, std::string("tiny"));
        QCOMPARE(model->licence, std::string("apache-2.0"));
        QCOMPARE(model->host, f.hub.server.where());
        QCOMPARE(model->files.size(), tinyModel().size() + 1);
        std::uint64_t bytes = 0;
        for (std::size_t i = 0; i < model->files.size(); ++i) {
            bytes += f.hub.files[model->files[i].path].size();
            QVERIFY(i == 0 || model->files[i - 1].bytes <= model->files[i].bytes);
        }
        QCOMPARE(model->bytes, bytes);
        QCOMPARE(f.hub.requestsFor("resolve"), std::size_t{0});
        for (const Request &request : f.hub.server.requests())
            QCOMPARE(request.header("authorization"), "Bearer " + kToken);
    }

    void endpointOfTheEnvironment()
    {
        Fixture f;
        ::setenv("HF_ENDPOINT", f.hub.server.url("/").c_str(), 1);
        ::setenv("HF_TOKEN", "hf_other", 1);
        QVERIFY(askHub("org/tiny"));
        QCOMPARE(f.hub.server.requests().front().header("authorization"), std::string("Bearer hf_other"));
        ::setenv("HF_ENDPOINT", "ftp://x/", 1);
        QCOMPARE(askHub("org/tiny").error().code, Errc::InvalidArgument);
        ::setenv("HF_ENDPOINT", "http://hub.invalid/", 1); // a token in the clear to another computer: never
        QCOMPARE(askHub("org/tiny").error().code, Errc::PlainHttpRefused);
        ::unsetenv("HF_ENDPOINT");
        ::unsetenv("HF_TOKEN");
    }

    void licences_data()
    {
        QTest::addColumn<QString>("about");
        QTest::addColumn<QString>("licence");
        QTest::newRow("card") << R"({"cardData": {"license": "mit"}})" << "mit";
        QTest::newRow("list") << R"({"cardData": {"license": ["mit", "x"]}})" << "mit";
        QTest::newRow("tag") << R"({"tags": ["a", "license:cc-by-4.0"]})" << "cc-by-4.0";
        QTest::newRow("named") << R"({"cardData": {"license": "other", "license_name": "gemma"}})" << "gemma";
        QTest::newRow("none") << R"({"tags": [1, null], "cardData": 3})" << "";
    }
    void licences()
    {
        QFETCH(QString, about);
        QFETCH(QString, licence);
        Fixture f;
        f.hub.about = about.toStdString();
        QCOMPARE(QString::fromStdString(askHub("org/tiny", f.hub.options())->licence), licence);
    }

    void badAnswers_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, int status, const QByteArray &body, Errc code) {
            QTest::newRow(name) << status << QString::fromUtf8(body) << static_cast<int>(code);
        };
        row("gone", 404, "{}", Errc::ServiceNoModel);
        row("unknown to us", 401, "{}", Errc::ServiceNoModel);
        row("gated", 403, "{}", Errc::AccessRefused);
        row("too fast", 429, "{}", Errc::RateLimited);
        row("broken", 503, "{}", Errc::ServiceFailed);
        row("page", 200, "<html>", Errc::BadAnswer);
        row("list of nothing", 200, "[]", Errc::BadAnswer); // no description
        row("number", 200, "17", Errc::BadAnswer);
        row("deep", 200, QByteArray("{\"sha\": ") + QByteArray(500'000, '[') + QByteArray(500'000, ']') + "}",
            Errc::BadAnswer);
        row("nothing", 200, "", Errc::BadAnswer);
    }
    void badAnswers()
    {
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(int, code);
        Fixture f;
        f.hub.instead = [&](const Request &, Connection &connection) {
            connection.answer(status, body.toStdString());
            return true;
        };
        QCOMPARE(static_cast<int>(askHub("org/tiny", f.hub.options()).error().code), code);
        QVERIFY(f.entries().isEmpty());
    }

    void badLists_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const char *list, Errc code) {
            QTest::newRow(name) << list << static_cast<int>(code);
        };
        row("no files", "[]", Errc::ModelUnsupported);
        row("no digest", R"([{"type":"file","path":"config.json","size":3}])", Errc::BadAnswer);
        row("short digest", R"([{"type":"file","path":"config.json","size":3,"oid":"ab"}])", Errc::BadAnswer);
        row("no size", R"([{"type":"file","path":"config.json","oid":"0123456789012345678901234567890123456789"}])",
            Errc::BadAnswer);
        row("negative size",
            R"([{"type":"file","path":"config.json","size":-3,"oid":"0123456789012345678901234567890123456789"}])",
            Errc::BadAnswer);
        row("huge size",
            R"([{"type":"file","path":"config.json","size":18446744073709551615,"oid":"0123456789012345678901234567890123456789"}])",
            Errc::BadAnswer);
        row("no weights",
            R"([{"type":"file","path":"config.json","size":3,"oid":"0123456789012345678901234567890123456789"}])",
            Errc::ModelUnsupported);
        row("twice",
            R"([{"type":"file","path":"config.json","size":3,"oid":"0123456789012345678901234567890123456789"},
                {"type":"file","path":"config.json","size":3,"oid":"0123456789012345678901234567890123456789"}])",
            Errc::BadAnswer);
        row("object", "{}", Errc::BadAnswer);
    }
    void badLists()
    {
        QFETCH(QString, list);
        QFETCH(int, code);
        Fixture f;
        f.hub.instead = [&](const Request &request, Connection &connection) {
            if (request.target.find("tree") == std::string::npos)
                return false;
            connection.json(list.toStdString());
            return true;
        };
        QCOMPARE(static_cast<int>(askHub("org/tiny", f.hub.options()).error().code), code);
    }

    void pages()
    {
        Fixture f;
        f.hub.instead = [&](const Request &request, Connection &connection) {
            if (!request.target.ends_with("cursor=2"))
                return false;
            connection.json(
                R"([{"type":"file","path":"LICENSE","size":3,"oid":"0123456789012345678901234567890123456789"}])");
            return true;
        };
        f.hub.link = "<" + f.hub.server.url("/api/models/org/tiny/tree/main?cursor=2") + ">; rel=\"next\"";
        QCOMPARE(askHub("org/tiny", f.hub.options())->files.size(), tinyModel().size() + 1);
        // To another host with the token: no. Round and round: no.
        f.hub.link = "<http://hub.invalid/x>; rel=\"next\"";
        QCOMPARE(askHub("org/tiny", f.hub.options()).error().code, Errc::RedirectRefused);
        f.hub.instead = [&](const Request &request, Connection &connection) {
            if (request.target.find("tree") == std::string::npos)
                return false;
            connection.answer(200, "[]",
                              {{"Link", "<" + f.hub.server.url("/api/models/org/tiny/tree/main") + ">; rel=\"next\""}});
            return true;
        };
        QCOMPARE(askHub("org/tiny", f.hub.options()).error().code, Errc::BadAnswer);
    }

    void gets()
    {
        Fixture f;
        std::size_t last = 0;
        std::size_t all = 0;
        RunControl control;
        control.progress = [&](std::size_t done, std::size_t total) {
            QVERIFY(done >= last && done <= total);
            last = done;
            all = total;
        };
        const auto got = f.get(control);
        QVERIFY2(got.hasValue(), shown(got));
        QVERIFY(f.isWhole());
        QCOMPARE(last, all);
        QVERIFY(all > 1000);
        QCOMPARE(f.entries(), QStringList({QStringLiteral("tiny")}));
        QCOMPARE(got->origin->id, std::string("org/tiny"));
        QCOMPARE(got->origin->licence, std::string("apache-2.0"));
        QCOMPARE(got->origin->host, f.hub.server.where());
        // Again: it is there.
        const std::size_t before = f.hub.requestsFor("resolve");
        QCOMPARE(f.get().error().code, Errc::InvalidArgument);
        QCOMPARE(f.hub.requestsFor("resolve"), before);
    }

    // Promise D2: large files come from another host, and the token stays with the first.
    void theTokenStaysHome()
    {
        Fixture f;
        HttpServer other(
            [&](const Request &request, Connection &connection) { f.hub.sendFile(kWeights, request, connection); });
        f.hub.elsewhere = other.url("/blob");
        const auto got = f.get();
        QVERIFY2(got.hasValue(), shown(got));
        QVERIFY(f.isWhole());
        QVERIFY(other.requestCount() > 0);
        for (const Request &request : other.requests())
            for (const auto &[name, value] : request.headers)
                QVERIFY(value.find(kToken) == std::string::npos);
        for (const Request &request : f.hub.server.requests())
            QCOMPARE(request.header("authorization"), "Bearer " + kToken);
        // Nor is it in anything that is written.
        QDirIterator it(QString::fromStdString(f.models), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            QVERIFY(bytesOf(it.next()).find(kToken) == std::string::npos);
    }

    void connectionsBreak()
    {
        Fixture f;
        const std::size_t size = f.hub.files[kWeights].size();
        f.hub.cutAfter = size / 12;
        f.hub.cuts = 10;
        const auto got = f.get();
        QVERIFY2(got.hasValue(), shown(got));
        QVERIFY(f.isWhole());
        QCOMPARE(f.hub.requestsFor(kWeights), std::size_t{11});
        std::size_t resumed = 0;
        for (const Request &request : f.hub.server.requests())
            resumed += request.has("range");
        QCOMPARE(resumed, std::size_t{10});
    }

    void connectionsBreakForEver()
    {
        Fixture f;
        f.hub.instead = [&](const Request &request, Connection &connection) {
            if (request.target.find(kWeights) == std::string::npos)
                return false;
            connection.reset();
            return true;
        };
        const auto got = f.get();
        QVERIFY(!got);
        QCOMPARE(got.error().code, Errc::ConnectionBroken);
        // Five times; libcurl itself asks again where a kept connection breaks at once.
        QVERIFY(f.hub.requestsFor(kWeights) >= 5 && f.hub.requestsFor(kWeights) <= 10);
        QVERIFY(!f.store.has("tiny"));
        // What had come is used the next time.
        f.hub.instead = {};
        QVERIFY(f.get());
        QVERIFY(f.isWhole());
        QCOMPARE(f.hub.requestsFor("vocab.txt"), std::size_t{1});
    }

    void cancelAndGoOn()
    {
        Fixture f;
        const std::size_t size = f.hub.files[kWeights].size();
        f.hub.instead = [&](const Request &request, Connection &connection) {
            if (request.target.find(kWeights) == std::string::npos || request.has("range"))
                return false;
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
            connection.send(f.hub.files[kWeights].substr(0, size / 2));
            connection.stall();
            return true;
        };
        std::stop_source stop;
        RunControl control{stop.get_token()};
        control.progress = [&](std::size_t done, std::size_t total) {
            if (done + size / 2 + 100 > total)
                stop.request_stop();
        };
        QCOMPARE(f.get(control).error().code, Errc::Cancelled);
        QVERIFY(!f.store.has("tiny"));
        QCOMPARE(f.entries(), QStringList({QStringLiteral(".get-tiny")}));
        const auto got = f.get();
        QVERIFY2(got.hasValue(), shown(got));
        QVERIFY(f.isWhole());
        QCOMPARE(f.hub.server.requests().back().header("range"), "bytes=" + std::to_string(size / 2) + "-");
    }

    void aServerWithoutRanges()
    {
        Fixture f;
        f.hub.ranges = false;
        f.hub.cutAfter = f.hub.files[kWeights].size() / 2;
        f.hub.cuts = 2;
        const auto got = f.get();
        QVERIFY2(got.hasValue(), shown(got));
        QVERIFY(f.isWhole());
    }

    void lies_data()
    {
        QTest::addColumn<QString>("lie");
        for (const char *lie : {"longer", "shorter", "other bytes", "told longer", "told shorter", "other small file"})
            QTest::newRow(lie) << QString::fromLatin1(lie);
    }
    void lies()
    {
        QFETCH(QString, lie);
        Fixture f;
        std::string weights = f.hub.files[kWeights];
        if (lie == QLatin1String("longer"))
            f.hub.contents[kWeights] = weights + std::string(100000, 'x');
        else if (lie == QLatin1String("shorter"))
            f.hub.contents[kWeights] = weights.substr(0, weights.size() - 5);
        else if (lie == QLatin1String("other bytes"))
            f.hub.contents[kWeights] = (weights[weights.size() / 2] ^= 1, weights);
        else if (lie == QLatin1String("told longer"))
            f.hub.sizes[kWeights] = weights.size() + 7;
        else if (lie == QLatin1String("told shorter"))
            f.hub.sizes[kWeights] = weights.size() - 7;
        else
            f.hub.contents["vocab.txt"] = std::string(f.hub.files["vocab.txt"].size(), 'x');
        const auto got = f.get();
        QVERIFY(!got);
        QVERIFY2(got.error().code == Errc::ModelDamaged || got.error().code == Errc::ConnectionBroken ||
                     got.error().code == Errc::BadAnswer,
                 shown(got));
        QVERIFY(!f.store.has("tiny"));
        QVERIFY(f.store.list({f.models}).empty());
        // An honest server later: as if nothing had been.
        f.hub.contents.clear();
        f.hub.sizes.clear();
        const auto again = f.get();
        QVERIFY2(again.hasValue(), shown(again));
        QVERIFY(f.isWhole());
    }

    // What an earlier download left is of an older version: noticed by the digest, fetched anew.
    void leftOverOfAnotherVersion()
    {
        Fixture f;
        const auto work = f.store.workFolder("tiny");
        QFile part(QString::fromStdString(*work + "/" + kWeights + ".part"));
        QVERIFY(part.open(QIODevice::WriteOnly));
        part.write(QByteArray(1000, 'z'));
        part.close();
        QFile done(QString::fromStdString(*work + "/vocab.txt"));
        QVERIFY(done.open(QIODevice::WriteOnly));
        done.write(QByteArray(static_cast<int>(f.hub.files["vocab.txt"].size()), 'z'));
        done.close();
        const auto got = f.get();
        QVERIFY2(got.hasValue(), shown(got));
        QVERIFY(f.isWhole());
    }

    void anotherKindIsRefusedBeforeItsWeights()
    {
        Fixture f;
        f.hub.files["config.json"] = R"({"model_type": "gpt2", "hidden_size": 768})";
        const auto got = f.get();
        QVERIFY(!got);
        QCOMPARE(got.error().code, Errc::ModelUnsupported);
        QCOMPARE(f.hub.requestsFor(kWeights), std::size_t{0});
        QVERIFY(f.entries().isEmpty());
    }

    void nothingIsWrittenElsewhere()
    {
        Fixture f;
        auto model = askHub("org/tiny", f.hub.options());
        QVERIFY(model);
        model->files.front().path = "../../evil.json";
        QCOMPARE(downloadModel(*model, f.store, {}, f.hub.options()).error().code, Errc::InvalidArgument);
        model = askHub("org/tiny", f.hub.options());
        QCOMPARE(downloadModel(*model, f.store, "../evil", f.hub.options()).error().code, Errc::InvalidArgument);
        QVERIFY(f.entries().isEmpty());
    }

    void noRoom()
    {
        Fixture f;
        auto model = askHub("org/tiny", f.hub.options());
        QVERIFY(model);
        model->bytes = 1ULL << 62;
        QCOMPARE(downloadModel(*model, f.store, {}, f.hub.options()).error().code, Errc::DiskFull);
        QCOMPARE(f.hub.requestsFor("resolve"), std::size_t{0});
    }

    void catalogue()
    {
        ::setenv("EMBEDSCOPE_RESOURCES", EMBEDSCOPE_RESOURCES_DIR, 1);
        const auto models = modelCatalogue();
        QVERIFY(models.size() >= 6);
        for (const CatalogueModel &model : models) {
            QVERIFY(isHubId(model.id));
            QVERIFY(model.dimensions >= 384 && model.megabytes > 10);
            QVERIFY(!model.licence.empty() && !model.languages.empty());
        }
        ::unsetenv("EMBEDSCOPE_RESOURCES");
    }
};

QTEST_GUILESS_MAIN(TestHub)
#include "tst_hub.moc"
