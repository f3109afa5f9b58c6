#pragma once

#include "core/base/sha256.h"
#include "core/embed/hub/git_digest.h"
#include "core/embed/hub/hub.h"
#include "tests/support/http_server.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QString>

#include <atomic>
#include <functional>
#include <map>
#include <string>

namespace embedscope::test {

inline const std::string kTiny = EMBEDSCOPE_TESTS_DIR "/reference/model_tiny";
inline const std::string kToken = "hf_canary0123456789";
inline const std::string kWeights = "model.safetensors";

inline std::string bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

inline std::map<std::string, std::string> tinyModel()
{
    std::map<std::string, std::string> files;
    const QString root = QString::fromStdString(kTiny);
    QDirIterator it(root, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        files[QDir(root).relativeFilePath(path).toStdString()] = bytesOf(path);
    }
    return files;
}

/// Plays the hub's interface, and where a test says so, badly.
class FakeHub
{
public:
    std::map<std::string, std::string> files = tinyModel();
    std::string about = R"({"id": "org/tiny", "sha": "0123456789abcdef", "cardData": {"license": "apache-2.0"}})";
    std::map<std::string, std::uint64_t> sizes = {};  ///< told instead of the true ones
    std::map<std::string, std::string> contents = {}; ///< sent instead of the true ones
    std::string elsewhere = {};                       ///< weights are redirected there
    std::size_t cutAfter = 0;                         ///< weights: so many bytes, then a reset
    std::atomic<int> cuts = 0;                        ///< so many times
    bool ranges = true;
    std::string extraEntries = {};
    std::string link = {};
    std::function<bool(const HttpServer::Request &, HttpServer::Connection &)> instead = {};

    HttpServer server{[this](const HttpServer::Request &request, HttpServer::Connection &connection) {
        answer(request, connection);
    }};

    HubOptions options() const
    {
        HubOptions options;
        options.endpoint = server.url("");
        options.token = kToken;
        options.pause = std::chrono::milliseconds(5);
        return options;
    }

    std::size_t requestsFor(const std::string &part) const
    {
        std::size_t count = 0;
        for (const HttpServer::Request &request : server.requests())
            count += request.target.find(part) != std::string::npos;
        return count;
    }

private:
    std::string tree() const
    {
        std::string json = "[{\"type\": \"directory\", \"path\": \"1_Pooling\", \"oid\": \"x\", \"size\": 0}";
        for (const auto &[path, bytes] : files) {
            Sha1 git;
            git.add(gitBlobHeader(bytes.size()));
            git.add(bytes);
            const auto told = sizes.find(path);
            const std::string size = std::to_string(told == sizes.end() ? bytes.size() : told->second);
            json += ", {\"type\": \"file\", \"path\": \"" + path + "\", \"oid\": \"" + Sha1::hex(git.finish()) +
                    "\", \"size\": " + size;
            if (path.ends_with(".safetensors"))
                json += ", \"lfs\": {\"oid\": \"" + Sha256::hex(Sha256::of(bytes)) + "\", \"size\": " + size + "}";
            json += "}";
        }
        return json + extraEntries + "]";
    }

    void answer(const HttpServer::Request &request, HttpServer::Connection &connection)
    {
        if (instead && instead(request, connection))
            return;
        if (request.target == "/api/models/org/tiny")
            return connection.json(about);
        if (request.target.starts_with("/api/models/org/tiny/tree/main")) {
            std::vector<HttpServer::Header> headers{{"Content-Type", "application/json"}};
            if (!link.empty())
                headers.push_back({"Link", link});
            return connection.answer(200, tree(), headers);
        }
        constexpr std::string_view kFiles = "/org/tiny/resolve/main/";
        if (!request.target.starts_with(kFiles))
            return connection.json(R"({"error": "Repository not found"})", 404);
        const std::string path = request.target.substr(kFiles.size());
        if (path == kWeights && !elsewhere.empty())
            return connection.answer(302, "", {{"Location", elsewhere}});
        sendFile(path, request, connection);
    }

public:
    void sendFile(const std::string &path, const HttpServer::Request &request, HttpServer::Connection &connection)
    {
        const std::string &whole = contents.count(path) ? contents[path] : files[path];
        std::size_t from = 0;
        if (ranges && request.header("range").starts_with("bytes="))
            from = std::stoul(request.header("range").substr(6));
        if (from > whole.size())
            return connection.answer(416, "");
        const std::string_view body = std::string_view(whole).substr(from);
        if (path == kWeights && cutAfter > 0 && cuts-- > 0) {
            connection.send(std::string(from > 0 ? "HTTP/1.1 206 P\r\nContent-Range: bytes " + std::to_string(from) +
                                                       "-" + std::to_string(whole.size() - 1) + "/" +
                                                       std::to_string(whole.size()) + "\r\n"
                                                 : "HTTP/1.1 200 OK\r\n") +
                            "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n");
            connection.send(body.substr(0, cutAfter));
            return connection.close();
        }
        if (from == 0)
            return connection.answer(200, body);
        connection.answer(206, body,
                          {{"Content-Range", "bytes " + std::to_string(from) + "-" + std::to_string(whole.size() - 1) +
                                                 "/" + std::to_string(whole.size())}});
    }
};

} // namespace embedscope::test
