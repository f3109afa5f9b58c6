#pragma once

#include "tests/support/api_service.h"
#include "ui/state/document/document.h"
#include "ui/state/model_library.h"
#include "ui/state/service/key_store.h"
#include "ui/state/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace embedscope::test {

/// A desktop's key store of a test's own, that may be locked.
struct FakeKeyStore : KeyStore
{
    std::map<QString, std::string> kept;
    QString problem;
    void read(const QString &origin, std::function<void(Secret, const QString &)> told) override
    {
        told(Secret(problem.isEmpty() ? kept[origin] : std::string()), problem);
    }
    void write(const QString &origin, const Secret &key, std::function<void(const QString &)> told) override
    {
        if (problem.isEmpty())
            kept[origin] = key.reveal();
        told(problem);
    }
    void remove(const QString &origin) override { kept.erase(origin); }
};

/// A document that can use a service on loopback, with settings, cache and models of its own.
struct ServiceFixture
{
    using Handler = std::function<void(const HttpServer::Request &, HttpServer::Connection &)>;

    explicit ServiceFixture(Handler answer = {}) : handler(std::move(answer)) { clearServiceEnvironment(); }

    QTemporaryDir folder;
    std::mutex mutex;
    Handler handler; ///< under the mutex; none: a decent answer
    HttpServer server{[this](const HttpServer::Request &request, HttpServer::Connection &connection) {
        Handler now;
        {
            const std::lock_guard lock(mutex);
            now = handler;
        }
        if (now)
            now(request, connection);
        else
            connection.json(answerTo(request).dump());
    }};
    Settings settings{folder.filePath(QStringLiteral("embedscope.conf"))};
    std::shared_ptr<EmbeddingCache> cache = std::make_shared<EmbeddingCache>(path("vectors.sqlite"));
    std::shared_ptr<FakeKeyStore> keys = std::make_shared<FakeKeyStore>();
    ModelLibrary library{settings, places()};
    Document document{[this](const std::string &model) { return library.open(model); }};

    std::string path(const char *name) const { return folder.filePath(QString::fromUtf8(name)).toStdString(); }
    ModelLibrary::Places places() const
    {
        ModelLibrary::Places places;
        places.modelFolders = {EMBEDSCOPE_RESOURCES_DIR "/models", path("models")};
        places.ownFolder = path("models");
        places.cache = cache;
        places.keys = keys;
        places.hub.endpoint = server.url("");
        places.hub.attempts = 1;
        return places;
    }
    void answerWith(Handler next)
    {
        const std::lock_guard lock(mutex);
        handler = std::move(next);
    }
    ServiceSetup setup() const
    {
        ServiceSetup setup;
        setup.model = QStringLiteral("test-embed");
        setup.base = QString::fromStdString(server.url("/v1"));
        return setup;
    }
    /// Sets the service up and makes it the document's model.
    std::string useService(const QString &key = {})
    {
        const Result<std::string> model = library.setUpService(setup(), key);
        if (!model)
            return {};
        Recipe recipe = document.recipe();
        recipe.model = *model;
        document.setRecipe(recipe, QStringLiteral("Model"));
        return *model;
    }
    bool settle(int milliseconds = 20'000)
    {
        return QTest::qWaitFor([this] { return !document.isBusy(); }, milliseconds);
    }
    std::size_t ready() const
    {
        std::size_t count = 0;
        for (const Text &text : document.corpus().texts)
            count += document.entryOf(text).state == VectorState::Ready ? 1 : 0;
        return count;
    }
    /// Texts that came to the server, in order.
    std::vector<std::string> received() const
    {
        std::vector<std::string> texts;
        for (const HttpServer::Request &request : server.requests()) {
            const Json body = Json::parse(request.body);
            for (const Json &text : body["input"])
                texts.push_back(text.get<std::string>());
        }
        return texts;
    }
};

inline QStringList lines(int count, const QString &what = QStringLiteral("line"))
{
    QStringList texts;
    for (int i = 0; i < count; ++i)
        texts += QStringLiteral("%1 number %2").arg(what).arg(i);
    return texts;
}

} // namespace embedscope::test
