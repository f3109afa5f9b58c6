#include "core/embed/http/http_url.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace embedscope {

namespace {

struct UrlCloser
{
    void operator()(CURLU *url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, UrlCloser>;

std::string part(CURLU *url, CURLUPart which, unsigned flags = 0)
{
    char *text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK || text == nullptr)
        return {};
    std::string copy = text;
    curl_free(text);
    return copy;
}

Error refused(const std::string &why)
{
    return makeError(Errc::InvalidArgument, why);
}

Result<HttpUrl> takeApart(CURLU *url)
{
    if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty())
        return refused("the address holds a user name or password: give the key by the environment instead");
    HttpUrl out;
    out.scheme = part(url, CURLUPART_SCHEME);
    if (out.scheme != "http" && out.scheme != "https")
        return refused("the address must begin with https:// or http://, not " + out.scheme.substr(0, 20) + "://");
    out.host = part(url, CURLUPART_HOST, CURLU_PUNYCODE);
    std::transform(out.host.begin(), out.host.end(), out.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    if (out.host.empty())
        return refused("the address has no host that can be used");
    const std::string port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    std::from_chars(port.data(), port.data() + port.size(), out.port);
    out.path = part(url, CURLUPART_PATH);
    out.query = part(url, CURLUPART_QUERY);
    return out;
}

} // namespace

bool HttpUrl::loopback() const
{
    if (host == "localhost" || host == "[::1]")
        return true;
    // libcurl has written every form of IPv4 (127.1, 0x7f000001) as four numbers; a name may begin with "127." too.
    int dots = 0;
    for (const char c : host) {
        if (c != '.' && (c < '0' || c > '9'))
            return false;
        dots += c == '.' ? 1 : 0;
    }
    return dots == 3 && host.starts_with("127.");
}

std::string HttpUrl::where() const
{
    return port == (secure() ? 443 : 80) ? host : host + ":" + std::to_string(port);
}

std::string HttpUrl::origin() const
{
    return scheme + "://" + host + ":" + std::to_string(port);
}

std::string HttpUrl::text() const
{
    return scheme + "://" + where() + path + (query.empty() ? "" : "?" + query);
}

Result<HttpUrl> parseHttpUrl(std::string_view text)
{
    constexpr std::size_t kLongest = 8192;
    if (text.size() > kLongest)
        return refused("the address is too long");
    if (text.find("://") == std::string_view::npos)
        return refused("the address must begin with https:// or http://");
    const UrlHandle url(curl_url());
    if (!url)
        return makeError(Errc::OutOfMemory);
    const std::string copy(text); // with a NUL in it, the parser would see less than we do
    if (copy.find('\0') != std::string::npos ||
        curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return refused("this is not an address of the web");
    return takeApart(url.get());
}

Result<HttpUrl> resolveHttpUrl(const HttpUrl &base, std::string_view reference)
{
    const UrlHandle url(curl_url());
    if (!url)
        return makeError(Errc::OutOfMemory);
    const std::string copy(reference);
    if (copy.find('\0') != std::string::npos || copy.size() > 8192 ||
        curl_url_set(url.get(), CURLUPART_URL, base.text().c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE) != CURLUE_OK)
        return refused("this is not an address of the web");
    return takeApart(url.get());
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return out;
}

} // namespace embedscope
