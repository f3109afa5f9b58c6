#include "core/embed/service/api_embedder.h"

#include "core/embed/service/api_call.h"
#include "core/embed/service/service_roles.h"

#include <new>
#include <utility>

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
    bool tellsRolesApart() const
    {
        return m_service->preset.inputType || m_service->endpoint.dialect == ApiDialect::Gemini;
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

} // namespace

bool tellsRolesApart(const Embedder &embedder)
{
    const auto *service = dynamic_cast<const ApiEmbedder *>(&embedder);
    return service == nullptr || service->tellsRolesApart();
}

Result<std::shared_ptr<const Embedder>> openApiEmbedder(const std::string &model, const ApiOptions &options)
{
    try {
        if (model.empty())
            return makeError(Errc::InvalidArgument,
                             "api: wants the model's name after it, as in api:text-embedding-3-small");
        Result<ServiceAddress> address = serviceAddress(options, ServiceUse::Embeddings);
        if (!address)
            return address.error();
        auto service = std::make_unique<ApiService>();
        service->endpoint = endpointOf(address->base, model);
        service->preset = address->preset;
        service->model = model;
        service->askedDimensions = options.dimensions;
        if (options.dimensions > 0 && address->preset.dimensions.empty())
            return makeError(Errc::InvalidArgument,
                             std::string(address->preset.name) + " gives no choice of dimensions");
        service->dimensions = options.dimensions;
        service->maxWait = options.maxWait;
        service->plainHttp = options.plainHttp;
        service->keyVariable = address->keyVariable();
        service->key = std::move(address->key);
        service->clock = options.clock ? options.clock : realClock();
        service->client = std::make_unique<HttpClient>(options.http);
        return std::shared_ptr<const Embedder>(std::make_shared<const ApiEmbedder>(std::move(service)));
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
