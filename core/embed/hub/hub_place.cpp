#include "core/embed/hub/hub_place.h"

#include <cstdlib>

namespace embedscope {

Result<HubPlace> placeOf(const HubOptions &options)
{
    const auto fromEnvironment = [](const std::string &given, const char *variable, const char *otherwise) {
        if (!given.empty())
            return given;
        const char *value = std::getenv(variable);
        return std::string(value && *value ? value : otherwise);
    };
    Result<HttpUrl> endpoint = parseHttpUrl(fromEnvironment(options.endpoint, "HF_ENDPOINT", "https://huggingface.co"));
    if (!endpoint)
        return endpoint.error();
    return HubPlace{std::move(*endpoint), fromEnvironment(options.token, "HF_TOKEN", "")};
}

std::string hubAddress(const HttpUrl &endpoint, const std::string &path)
{
    HttpUrl url = endpoint;
    while (url.path.ends_with('/'))
        url.path.pop_back();
    url.path += path;
    url.query.clear();
    return url.text();
}

} // namespace embedscope
