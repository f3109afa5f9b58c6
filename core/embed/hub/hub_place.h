#pragma once

#include "core/base/result.h"
#include "core/embed/http/http_url.h"
#include "core/embed/hub/hub.h"

#include <string>

namespace embedscope {

/// Where the hub is, and the token for it: options, then the environment. Internal to the hub.
struct HubPlace
{
    HttpUrl endpoint = {};
    std::string token = {};
};

Result<HubPlace> placeOf(const HubOptions &options);

/// The address of `path` ("/api/models/…") at an endpoint that may have a path of its own.
std::string hubAddress(const HttpUrl &endpoint, const std::string &path);

} // namespace embedscope
