#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace embedscope {

/// A web address, cut up by libcurl's own parser, so that what is checked here is what is connected to there.
struct HttpUrl
{
    std::string scheme = {}; ///< "http" or "https"
    std::string host = {};   ///< in small letters; IPv4 in its usual form, IPv6 in brackets
    std::uint16_t port = 0;  ///< always set: 80 and 443 if the address has none
    std::string path = {};   ///< with its leading "/"
    std::string query = {};  ///< without "?"; empty: none

    bool secure() const { return scheme == "https"; }
    /// This computer: localhost, 127.x.x.x or [::1]. Other names are not asked of DNS.
    bool loopback() const;
    /// The host, with the port if it is not the scheme's own: what people are told.
    std::string where() const;
    /// Scheme, host and port: two addresses with the same one are the same service.
    std::string origin() const;
    /// The whole address; a fragment is gone.
    std::string text() const;

    bool operator==(const HttpUrl &) const = default;
};

/// Errors: InvalidArgument (not an address; another scheme than http and https; a user name or password in it, which
/// would end up in error messages, documents and caches).
Result<HttpUrl> parseHttpUrl(std::string_view text);
/// The address that `reference` (a Location header) means, seen from `base`. Errors as above.
Result<HttpUrl> resolveHttpUrl(const HttpUrl &base, std::string_view reference);

/// With the letters of ASCII made small, as names of headers are compared.
std::string lowered(std::string_view text);

} // namespace embedscope
