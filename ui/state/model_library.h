#pragma once

#include "core/embed/cache/embedding_cache.h"
#include "core/embed/embedder.h"
#include "core/embed/hub/hub.h"
#include "core/embed/hub/model_store.h"
#include "core/embed/service/api_embedder.h"
#include "core/embed/service/chat_service.h"
#include "ui/state/model_choice.h"
#include "ui/state/service/key_store.h"
#include "ui/state/settings.h"

#include <QString>
#include <QVector>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace embedscope {

/// The models and services that a person can choose among, and the only place where Recipe::model becomes an embedder.
/// A service opens only if the person set it up here, whatever a document says; keys live in memory until the program
/// ends, and go to the desktop's key store where the person wishes so. They are never in a file of ours.
class ModelLibrary
{
public:
    /// Where things are; tests have places of their own.
    struct Places
    {
        std::vector<std::string> modelFolders = {};
        std::string ownFolder = {};                 ///< of the person's own models
        std::shared_ptr<EmbeddingCache> cache = {}; ///< none: nothing is remembered
        ApiOptions api = {};                        ///< how services are reached, beside what the person chose
        HubOptions hub = {};
        std::shared_ptr<KeyStore> keys = {}; ///< none: keys stay in memory only
    };
    static Places standardPlaces();

    explicit ModelLibrary(Settings &settings, Places places = standardPlaces());

    /// On any thread. Errors: those of openEmbedder(); ModelMissing for a service that was not set up here.
    Result<std::shared_ptr<const Embedder>> open(const std::string &model) const;

    const ModelStore &store() const { return m_store; }
    const HubOptions &hub() const { return m_places.hub; }
    const std::shared_ptr<EmbeddingCache> &cache() const { return m_places.cache; }
    /// Models on this computer, without noise. Opens each: takes its time, on any thread.
    std::vector<StoredModel> localModels() const;
    /// Their names alone, and noise: cheap.
    std::vector<std::string> localNames() const;

    QVector<ServiceSetup> services() const;
    /// Checks and remembers it, and the key until the program ends (empty: the one that was given before for that
    /// address, else the environment's). Sends nothing. What Recipe::model becomes. Errors: of openApiEmbedder().
    /// With setup.keepsKey the key goes to the key store too; without, what that has of the address is taken away.
    Result<std::string> setUpService(const ServiceSetup &setup, const QString &key);
    /// Hears later why a key could not be kept, in words for people. Called on the thread of setUpService().
    void setKeyListener(std::function<void(const QString &problem)> listener) { m_keyListener = std::move(listener); }
    /// Whether keys can be kept between two starts at all.
    bool canKeepKeys() const { return m_places.keys != nullptr; }
    bool keepsKey(const QString &base) const;
    /// Fetches the keys that are kept; `told` hears once when all are there. Not at all if none is kept.
    void fetchKeys(std::function<void()> told);
    void forgetService(const std::string &model);
    /// The service that was last asked for names of clusters, if any was.
    ServiceSetup namesService() const;
    /// Opens that one, remembers it and its key as setUpService() does, and sends nothing. Errors: of
    /// openChatService().
    Result<std::shared_ptr<const ChatService>> setUpNames(const ServiceSetup &setup, const QString &key);
    static std::string modelOf(const ServiceSetup &setup);
    /// Whether a key was given for that address since the program started.
    bool hasKey(const QString &base) const;

private:
    Result<std::shared_ptr<const Embedder>> openService(const ServiceSetup &setup, const Secret &key) const;
    static std::string originOf(const std::string &base);

    /// The key as it was typed, else the one that was given before for that address.
    Secret keyFor(const std::string &origin, const QString &typed) const;
    /// Remembers the key of a service that was just set up, and whether all of that address keep it.
    void takeKey(const ServiceSetup &setup, const Secret &key);
    void saveServices();
    std::vector<ServiceSetup> everySetup() const; ///< under the mutex
    void keepKey(const std::string &origin, const Secret &key);

    Settings &m_settings;
    Places m_places;
    std::function<void(const QString &)> m_keyListener;
    ModelStore m_store;
    mutable std::mutex m_mutex; ///< of the three below
    QVector<ServiceSetup> m_services;
    ServiceSetup m_names;                 ///< without a model: none
    std::map<std::string, Secret> m_keys; ///< by origin: a key is for an address, whatever model is asked for
};

} // namespace embedscope
