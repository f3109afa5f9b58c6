#include "core/embed/service/service_address.h"

#include <algorithm>
#include <cstdlib>

namespace embedscope {

namespace {

using std::chrono::milliseconds;

/// A server on the network is not silent for so long; one on this computer may be busy with the texts.
constexpr milliseconds kMostSilence{60'000};

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

std::string ServiceAddress::keyVariable() const
{
    return std::string(preset.keyVariable.empty() ? kKeyVariable : preset.keyVariable);
}

Result<ServiceAddress> serviceAddress(const ApiOptions &options, ServiceUse use)
{
    const auto usual = [use](const ServicePreset &preset) {
        return use == ServiceUse::Chat && !preset.chatBase.empty() ? preset.chatBase : preset.base;
    };
    const ServicePreset *preset = presetNamed(options.preset);
    if (preset == nullptr && !options.preset.empty())
        return makeError(Errc::InvalidArgument, "no service \"" + options.preset + "\" is known");
    std::string base = options.base;
    if (const ServicePreset *named = presetNamed(base); named != nullptr && !named->base.empty()) {
        preset = preset != nullptr ? preset : named;
        base = usual(*named);
    }
    if (base.empty())
        base = usual(preset != nullptr && !preset->base.empty() ? *preset : servicePresets().front());
    const Result<HttpUrl> url = parseHttpUrl(base);
    if (!url)
        return url.error();
    // The address is shown and saved; Azure's version is all that belongs into its query.
    if (!url->query.empty() && (!url->query.starts_with("api-version=") || url->query.find('&') != std::string::npos))
        return makeError(Errc::InvalidArgument, "the address has a query (?…): give the key by the environment instead",
                         url->where());
    if (preset == nullptr)
        preset = &presetOf(*url);
    if (use == ServiceUse::Chat && !preset->chat)
        return makeError(Errc::InvalidArgument,
                         std::string(preset->name) + " has no models that write, only embeddings");
    if (!url->secure() && !url->loopback() && options.plainHttp == PlainHttp::LoopbackOnly)
        return makeError(Errc::PlainHttpRefused, {}, url->where());
    ServiceAddress address{*url, *preset, options.key.empty() ? keyFromEnvironment(*preset) : options.key};
    if (!fitsAHeader(address.key.reveal()))
        return makeError(Errc::InvalidArgument, "the key holds characters that no key has: copy it again",
                         url->where());
    if (address.key.empty() && !preset->keyVariable.empty())
        return makeError(Errc::KeyMissing, std::string(preset->keyVariable), url->where());
    return address;
}

HttpRequest servicePost(const ApiEndpoint &endpoint, const Secret &key, PlainHttp plainHttp, std::string body,
                        milliseconds left)
{
    HttpRequest request;
    request.method = "POST";
    request.url = endpoint.url.text();
    request.body = std::move(body);
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    if (!key.empty()) {
        // Azure's own way, also behind a gateway.
        if (endpoint.url.path.find("/openai/deployments/") != std::string::npos)
            request.secretHeaders = {{"api-key", key.reveal()}};
        else if (endpoint.dialect == ApiDialect::Gemini)
            request.secretHeaders = {{"x-goog-api-key", key.reveal()}};
        else
            request.secretHeaders = {{"Authorization", "Bearer " + key.reveal()}};
    }
    request.plainHttp = plainHttp;
    request.totalTimeout = std::max(milliseconds(1), left);
    request.silenceTimeout =
        endpoint.url.loopback() ? request.totalTimeout : std::min(kMostSilence, request.totalTimeout);
    return request;
}

} // namespace embedscope
