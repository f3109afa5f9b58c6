#include "core/embed/service/api_embedder.h"

#include "core/embed/service/api_call.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace embedscope {

namespace {

class ApiEmbedder final : public Embedder
{
public:
    explicit ApiEmbedder(std::unique_ptr<ApiService> service) : m_service(std::move(service)) {}

    std::string identity() const override
    {
        const std::size_t asked = m_service->askedDimensions;
        return "api/" + m_service->endpoint.url.text() + "/" + m_service->model + "/" +
               (asked > 0 ? std::to_string(asked) : std::string("own"));
    }
    std::string name() const override { return "api:" + m_service->model; }
    std::size_t dimensions() const override { return m_service->dimensions; }
    std::string host() const override { return m_service->endpoint.url.where(); }
    EmbedUsage spent() const override
    {
        const std::lock_guard lock(m_service->mutex);
        return m_service->spent;
    }

    Result<EmbedUsage> embed(std::span<const std::string_view> texts, Role role, const EmbedSink &sink,
                             const RunControl &control, Priority) const override
    {
        try {
            return ApiCall(*m_service, texts, role, sink, control).run();
        } catch (const std::bad_alloc &) {
            return makeError(Errc::OutOfMemory);
        }
    }

private:
    std::unique_ptr<const ApiService> m_service;
};

Secret fromVariable(std::string_view name)
{
    const char *text = name.empty() ? nullptr : std::getenv(std::string(name).c_str());
    return text != nullptr ? Secret(text) : Secret();
}

bool fitsAHeader(const std::string &key)
{
    return std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

} // namespace

Secret keyFromEnvironment(const ServicePreset &preset)
{
    Secret key = fromVariable(kKeyVariable);
    if (key.empty())
        key = fromVariable(preset.keyVariable);
    // Another company's key is not sent to a company that has its own.
    if (key.empty() && preset.keyVariable.empty())
        key = fromVariable("OPENAI_API_KEY");
    return key;
}

Result<std::shared_ptr<const Embedder>> openApiEmbedder(const std::string &model, const ApiOptions &options)
{
    try {
        if (model.empty())
            return makeError(Errc::InvalidArgument,
                             "api: wants the model's name after it, as in api:text-embedding-3-small");
        const ServicePreset *preset = presetNamed(options.preset);
        if (preset == nullptr && !options.preset.empty())
            return makeError(Errc::InvalidArgument, "no service \"" + options.preset + "\" is known");
        std::string base = options.base;
        if (const ServicePreset *named = presetNamed(base); named != nullptr && !named->base.empty()) {
            preset = preset != nullptr ? preset : named;
            base = named->base;
        }
        if (base.empty())
            base = preset != nullptr && !preset->base.empty() ? preset->base : servicePresets().front().base;
        const Result<HttpUrl> url = parseHttpUrl(base);
        if (!url)
            return url.error();
        // The address is shown and saved; Azure's version is all that belongs into its query.
        if (!url->query.empty() &&
            (!url->query.starts_with("api-version=") || url->query.find('&') != std::string::npos))
            return makeError(Errc::InvalidArgument,
                             "the address has a query (?…): give the key by the environment instead", url->where());
        if (preset == nullptr)
            preset = &presetOf(*url);
        if (!url->secure() && !url->loopback() && options.plainHttp == PlainHttp::LoopbackOnly)
            return makeError(Errc::PlainHttpRefused, {}, url->where());
        auto service = std::make_unique<ApiService>();
        service->endpoint = endpointOf(*url, model);
        service->preset = *preset;
        service->model = model;
        service->askedDimensions = options.dimensions;
        if (options.dimensions > 0 && preset->dimensions.empty())
            return makeError(Errc::InvalidArgument, std::string(preset->name) + " gives no choice of dimensions");
        service->dimensions = options.dimensions;
        service->maxWait = options.maxWait;
        service->plainHttp = options.plainHttp;
        service->key = options.key.empty() ? keyFromEnvironment(*preset) : options.key;
        if (!fitsAHeader(service->key.reveal()))
            return makeError(Errc::InvalidArgument, "the key holds characters that no key has: copy it again",
                             url->where());
        if (service->key.empty() && !preset->keyVariable.empty())
            return makeError(Errc::KeyMissing, std::string(preset->keyVariable), url->where());
        service->clock = options.clock ? options.clock : realClock();
        service->client = std::make_unique<HttpClient>(options.http);
        return std::shared_ptr<const Embedder>(std::make_shared<const ApiEmbedder>(std::move(service)));
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
