#include "ui/state/model_library.h"

#include "core/embed/open_embedder.h"

#include <algorithm>
#include <set>
#include <utility>

namespace embedscope {

namespace {

ModelChoice choiceOf(const ServiceSetup &setup)
{
    ModelChoice choice;
    choice.kind = ModelChoice::Kind::Service;
    choice.name = setup.model.toStdString();
    choice.base = setup.base.toStdString();
    return choice;
}

} // namespace

ModelLibrary::Places ModelLibrary::standardPlaces()
{
    Places places;
    places.modelFolders = standardModelFolders();
    places.ownFolder = ModelStore::standardFolder();
    places.cache = EmbeddingCache::standard();
    places.keys = KeyStore::desktop();
    return places;
}

ModelLibrary::ModelLibrary(Settings &settings, Places places)
    : m_settings(settings),
      m_places(std::move(places)),
      m_store(m_places.ownFolder),
      m_services(settings.services()),
      m_names(settings.namesService())
{
}

std::string ModelLibrary::originOf(const std::string &base)
{
    const Result<HttpUrl> url = parseHttpUrl(base.empty() ? presetNamed("openai")->base : std::string_view(base));
    return url ? url->origin() : std::string();
}

std::string ModelLibrary::modelOf(const ServiceSetup &setup)
{
    return choiceOf(setup).key();
}

Result<std::shared_ptr<const Embedder>> ModelLibrary::openService(const ServiceSetup &setup, const Secret &key) const
{
    EmbedderOptions options;
    options.cache = m_places.cache;
    options.services = Services::Allowed;
    options.api = m_places.api;
    options.api.base = setup.base.toStdString();
    options.api.preset = setup.preset.toStdString();
    options.api.plainHttp = setup.plainHttp ? PlainHttp::Allowed : PlainHttp::LoopbackOnly;
    options.api.key = key;
    return openEmbedder("api:" + setup.model.toStdString(), m_places.modelFolders, options);
}

Result<std::shared_ptr<const Embedder>> ModelLibrary::open(const std::string &model) const
{
    const ModelChoice choice = ModelChoice::of(model);
    if (choice.kind == ModelChoice::Kind::Local) {
        EmbedderOptions options;
        options.cache = m_places.cache;
        options.precision = choice.precision;
        return openEmbedder(choice.name, m_places.modelFolders, options);
    }
    ServiceSetup setup;
    Secret key;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(m_services.begin(), m_services.end(),
                                        [&](const ServiceSetup &one) { return modelOf(one) == model; });
        if (found == m_services.end())
            return makeError(Errc::ModelMissing, "the service for \"" + choice.name + "\" is not set up here");
        setup = *found;
        if (const auto known = m_keys.find(originOf(choice.base)); known != m_keys.end())
            key = known->second;
    }
    return openService(setup, key);
}

std::vector<StoredModel> ModelLibrary::localModels() const
{
    return m_store.list(m_places.modelFolders);
}

std::vector<std::string> ModelLibrary::localNames() const
{
    return listEmbedders(m_places.modelFolders);
}

QVector<ServiceSetup> ModelLibrary::services() const
{
    const std::lock_guard lock(m_mutex);
    return m_services;
}

Secret ModelLibrary::keyFor(const std::string &origin, const QString &typed) const
{
    Secret secret(typed.toStdString());
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_keys.find(origin); secret.empty() && known != m_keys.end())
        secret = known->second;
    return secret;
}

std::vector<ServiceSetup> ModelLibrary::everySetup() const
{
    std::vector<ServiceSetup> all(m_services.begin(), m_services.end());
    if (!m_names.model.isEmpty())
        all.push_back(m_names);
    return all;
}

void ModelLibrary::saveServices()
{
    QVector<ServiceSetup> all;
    ServiceSetup names;
    {
        const std::lock_guard lock(m_mutex);
        all = m_services;
        names = m_names;
    }
    m_settings.setServices(all);
    if (!names.model.isEmpty())
        m_settings.setNamesService(names);
}

void ModelLibrary::takeKey(const ServiceSetup &setup, const Secret &key)
{
    const std::string origin = originOf(setup.base.toStdString());
    {
        const std::lock_guard lock(m_mutex);
        if (!key.empty())
            m_keys.insert_or_assign(origin, key);
        // A key is for an address: all of its services keep it, or none does.
        const auto agree = [&](ServiceSetup &one) {
            if (originOf(one.base.toStdString()) == origin)
                one.keepsKey = setup.keepsKey && m_places.keys;
        };
        for (ServiceSetup &one : m_services)
            agree(one);
        agree(m_names);
    }
    saveServices();
    if (m_places.keys && setup.keepsKey && !key.empty())
        keepKey(origin, key);
    else if (m_places.keys && !setup.keepsKey)
        m_places.keys->remove(QString::fromStdString(origin));
}

Result<std::string> ModelLibrary::setUpService(const ServiceSetup &setup, const QString &key)
{
    const std::string model = modelOf(setup);
    const Secret secret = keyFor(originOf(setup.base.toStdString()), key);
    if (const auto opened = openService(setup, secret); !opened)
        return opened.error();
    {
        const std::lock_guard lock(m_mutex);
        m_services.removeIf([&](const ServiceSetup &one) { return modelOf(one) == model; });
        m_services.prepend(setup);
    }
    takeKey(setup, secret);
    return model;
}

ServiceSetup ModelLibrary::namesService() const
{
    const std::lock_guard lock(m_mutex);
    return m_names;
}

Result<std::shared_ptr<const ChatService>> ModelLibrary::setUpNames(const ServiceSetup &setup, const QString &key)
{
    ApiOptions options = m_places.api;
    options.base = setup.base.toStdString();
    options.preset = setup.preset.toStdString();
    options.plainHttp = setup.plainHttp ? PlainHttp::Allowed : PlainHttp::LoopbackOnly;
    options.key = keyFor(originOf(options.base), key);
    Result<std::shared_ptr<const ChatService>> opened = openChatService(setup.model.toStdString(), options);
    if (!opened)
        return opened;
    {
        const std::lock_guard lock(m_mutex);
        m_names = setup;
    }
    takeKey(setup, options.key);
    return opened;
}

void ModelLibrary::forgetService(const std::string &model)
{
    {
        const std::lock_guard lock(m_mutex);
        m_services.removeIf([&](const ServiceSetup &one) { return modelOf(one) == model; });
        const std::string origin = originOf(ModelChoice::of(model).base);
        const std::vector<ServiceSetup> left = everySetup();
        const bool used = std::any_of(left.begin(), left.end(), [&](const ServiceSetup &one) {
            return originOf(one.base.toStdString()) == origin;
        });
        if (!used) {
            m_keys.erase(origin);
            if (m_places.keys)
                m_places.keys->remove(QString::fromStdString(origin));
        }
    }
    saveServices();
}

bool ModelLibrary::hasKey(const QString &base) const
{
    const std::lock_guard lock(m_mutex);
    return m_keys.count(originOf(base.toStdString())) != 0;
}

void ModelLibrary::keepKey(const std::string &origin, const Secret &key)
{
    m_places.keys->write(QString::fromStdString(origin), key, [this, origin](const QString &problem) {
        if (problem.isEmpty())
            return;
        {
            const std::lock_guard lock(m_mutex); // the tick says what is true
            for (ServiceSetup &one : m_services)
                if (originOf(one.base.toStdString()) == origin)
                    one.keepsKey = false;
            if (originOf(m_names.base.toStdString()) == origin)
                m_names.keepsKey = false;
        }
        saveServices();
        if (m_keyListener)
            m_keyListener(problem);
    });
}

bool ModelLibrary::keepsKey(const QString &base) const
{
    const std::string origin = originOf(base.toStdString());
    const std::lock_guard lock(m_mutex);
    const std::vector<ServiceSetup> all = everySetup();
    return std::any_of(all.begin(), all.end(), [&](const ServiceSetup &one) {
        return one.keepsKey && originOf(one.base.toStdString()) == origin;
    });
}

void ModelLibrary::fetchKeys(std::function<void()> told)
{
    std::set<std::string> origins;
    {
        const std::lock_guard lock(m_mutex);
        for (const ServiceSetup &one : everySetup())
            if (one.keepsKey)
                origins.insert(originOf(one.base.toStdString()));
    }
    if (origins.empty() || !m_places.keys)
        return;
    const auto left = std::make_shared<std::size_t>(origins.size());
    for (const std::string &origin : origins)
        m_places.keys->read(QString::fromStdString(origin), [this, origin, left, told](Secret key, const QString &) {
            if (!key.empty()) {
                const std::lock_guard lock(m_mutex);
                m_keys.try_emplace(origin, std::move(key)); // one that was typed meanwhile is newer
            }
            if (--*left == 0)
                told();
        });
}

} // namespace embedscope
