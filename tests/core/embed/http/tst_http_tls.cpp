#include "core/embed/http/http_client.h"
#include "tests/support/http_server.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <optional>

using namespace embedscope;
using namespace std::chrono_literals;

namespace {

const std::string kCanary = "sk-canary-0123456789";

bool openssl(const QStringList &arguments, const QString &folder)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start("openssl", arguments);
    return process.waitForFinished(20'000) && process.exitCode() == 0;
}

/// An authority of our own and certificates that it signed, in a folder.
class Authority
{
public:
    QTemporaryDir folder;
    bool ready = false;

    Authority()
    {
        ready = openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                         "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority", "-addext",
                         "basicConstraints=critical,CA:TRUE"},
                        folder.path()) &&
                signedFor("good", "IP:127.0.0.1,DNS:localhost", {}) && signedFor("other", "DNS:example.org", {}) &&
                signedFor("old", "IP:127.0.0.1", {"-startdate", "20200101000000Z", "-enddate", "20210101000000Z"}) &&
                openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                         "-keyout", "self.key", "-out", "self.pem", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                         "subjectAltName=IP:127.0.0.1"},
                        folder.path());
    }
    std::string file() const { return folder.filePath("ca.pem").toStdString(); }

private:
    bool signedFor(const QString &name, const QString &names, const QStringList &dates)
    {
        QFile extensions(folder.filePath(name + ".ext"));
        if (!extensions.open(QIODevice::WriteOnly))
            return false;
        extensions.write("subjectAltName=" + names.toUtf8() + "\n");
        extensions.close();
        // `x509 -req` of OpenSSL 3.0 knows no past dates; `ca` does, with a small database.
        for (const QString &file : {QStringLiteral("index.txt"), QStringLiteral("ca.cnf")}) {
            QFile out(folder.filePath(file));
            if (!out.open(QIODevice::WriteOnly))
                return false;
            if (file == "ca.cnf")
                out.write("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\n"
                          "default_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n");
        }
        return openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                        name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name},
                       folder.path()) &&
               openssl(QStringList{"ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile",
                                   "ca.key", "-in", name + ".csr", "-out", name + ".pem", "-extfile", name + ".ext"} +
                           (dates.isEmpty() ? QStringList{"-days", "2"} : dates),
                       folder.path());
    }
};

/// `openssl s_server`, which answers a GET of a file of its folder with the file's bytes.
class TlsServer
{
public:
    QProcess process;
    QString port;

    TlsServer(const Authority &authority, const QString &certificate, const QStringList &more = {})
    {
        process.setWorkingDirectory(authority.folder.path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start("openssl", QStringList{"s_server", "-accept", "127.0.0.1:0", "-HTTP", "-cert",
                                             certificate + ".pem", "-key", certificate + ".key"} +
                                     more);
        for (int i = 0; i < 200 && port.isEmpty() && process.state() != QProcess::NotRunning; ++i) {
            process.waitForReadyRead(50);
            m_said += process.readAll();
            const qsizetype at = m_said.indexOf("ACCEPT 127.0.0.1:");
            const qsizetype end = at < 0 ? -1 : m_said.indexOf('\n', at);
            if (end > 0)
                port = QString::fromLatin1(m_said.mid(at + 17, end - at - 17).trimmed());
        }
    }
    ~TlsServer()
    {
        process.kill();
        process.waitForFinished(5000);
    }
    /// Everything that came out until now: the requests' headers too.
    QByteArray said()
    {
        process.waitForReadyRead(100);
        m_said += process.readAll();
        return m_said;
    }
    std::string url(const std::string &host, const std::string &path) const
    {
        return "https://" + host + ":" + port.toStdString() + path;
    }

private:
    QByteArray m_said;
};

HttpRequest requestTo(const std::string &url)
{
    HttpRequest request;
    request.url = url;
    request.secretHeaders = {{"Authorization", "Bearer " + kCanary}};
    request.silenceTimeout = 10s;
    return request;
}

} // namespace

/// Encrypted connections: what is not to be trusted gets nothing.
class TestHttpTls : public QObject
{
    Q_OBJECT

    std::optional<Authority> m_authority;

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "SSL_CERT_FILE"})
            ::unsetenv(name);
        m_authority.emplace();
        QVERIFY2(m_authority->ready, "openssl made no certificates");
        QFile answer(m_authority->folder.filePath("answer"));
        QVERIFY(answer.open(QIODevice::WriteOnly));
        answer.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsafe");
    }
    void cleanupTestCase() { m_authority.reset(); }

    void trusted()
    {
        TlsServer server(*m_authority, "good");
        QVERIFY2(!server.port.isEmpty(), server.said().constData());
        for (const std::string host : {"127.0.0.1", "localhost"}) {
            // s_server has time for one connection, which a client would keep.
            const auto answer = HttpClient({m_authority->file()}).send(requestTo(server.url(host, "/answer")));
            QVERIFY2(answer, answer ? "" : answer.error().detail.c_str());
            QCOMPARE(answer->body, std::string("safe"));
        }
        // The environment's file serves as well.
        ::setenv("SSL_CERT_FILE", m_authority->file().c_str(), 1);
        const HttpClient byEnvironment;
        ::unsetenv("SSL_CERT_FILE");
        QVERIFY(byEnvironment.send(requestTo(server.url("127.0.0.1", "/answer"))));
    }

    void untrusted_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<bool>("knowsAuthority");
        QTest::addColumn<QString>("words");
        const QStringList oldVersion = {"-tls1", "-cipher", "DEFAULT@SECLEVEL=0"};
        QTest::newRow("self-signed") << "self" << QStringList() << true << "self-signed certificate";
        QTest::newRow("unknown authority")
            << "good" << QStringList() << false << "unable to get local issuer certificate";
        QTest::newRow("expired") << "old" << QStringList() << true << "certificate has expired";
        QTest::newRow("wrong host") << "other" << QStringList() << true << "127.0.0.1";
        QTest::newRow("TLS 1.0") << "good" << oldVersion << true << "";
        QTest::newRow("TLS 1.1") << "good" << QStringList{"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"} << true << "";
    }
    void untrusted()
    {
        QFETCH(QString, certificate);
        QFETCH(QStringList, more);
        QFETCH(bool, knowsAuthority);
        QFETCH(QString, words);
        TlsServer server(*m_authority, certificate, more);
        QVERIFY2(!server.port.isEmpty(), server.said().constData());
        const HttpClient client({knowsAuthority ? m_authority->file() : std::string()});
        const auto answer = client.send(requestTo(server.url("127.0.0.1", "/answer")));
        QVERIFY(!answer);
        const QByteArray shown =
            QByteArray::number(static_cast<int>(answer.error().code)) + answer.error().detail.c_str();
        QVERIFY2(answer.error().code == Errc::TlsRefused, shown.constData());
        QVERIFY2(QString::fromStdString(answer.error().detail).contains(words), shown.constData());
        QCOMPARE(answer.error().path, "127.0.0.1:" + server.port.toStdString());
        QVERIFY(!server.said().contains(kCanary.c_str()));
    }

    void notTlsAtAll()
    {
        test::HttpServer server(
            [](const test::HttpServer::Request &, test::HttpServer::Connection &connection) { connection.json("{}"); });
        HttpRequest request = requestTo("https://" + server.where() + "/");
        request.connectTimeout = 500ms; // ours waits for an end of headers that never comes
        const auto answer = HttpClient({m_authority->file()}).send(request);
        QVERIFY(!answer);
        QCOMPARE(server.requestCount(), std::size_t{0});
    }

    void neverFromHttpsToHttp()
    {
        test::HttpServer plain(
            [](const test::HttpServer::Request &, test::HttpServer::Connection &connection) { connection.json("{}"); });
        QFile redirect(m_authority->folder.filePath("redirect"));
        QVERIFY(redirect.open(QIODevice::WriteOnly));
        redirect.write(
            ("HTTP/1.1 302 Found\r\nLocation: " + plain.url("/x") + "\r\nContent-Length: 0\r\n\r\n").c_str());
        redirect.close();
        TlsServer server(*m_authority, "good");
        QVERIFY2(!server.port.isEmpty(), server.said().constData());
        HttpRequest request = requestTo(server.url("127.0.0.1", "/redirect"));
        request.redirects = HttpRedirects::AnyHost;
        request.plainHttp = PlainHttp::Allowed;
        const auto answer = HttpClient({m_authority->file()}).send(request);
        QVERIFY(!answer);
        QVERIFY2(answer.error().code == Errc::RedirectRefused, answer.error().detail.c_str());
        QCOMPARE(plain.requestCount(), std::size_t{0});
    }

    void nothingSwitchesTheChecksOff()
    {
        // The options that would: they must not even be spelt anywhere with a 0.
        QProcess grep;
        grep.start("grep",
                   {"-rnE", "ignoreSslErrors|VERIFY(PEER|HOST), *0|SSL_OPTIONS", "--include=*.cpp", "--include=*.h",
                    EMBEDSCOPE_TESTS_DIR "/../core", EMBEDSCOPE_TESTS_DIR "/../ui", EMBEDSCOPE_TESTS_DIR "/../app"});
        QVERIFY(grep.waitForFinished());
        QCOMPARE(grep.readAllStandardOutput(), QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestHttpTls)
#include "tst_http_tls.moc"
