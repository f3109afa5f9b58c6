#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

struct HttpHeader
{
    std::string name = {};
    std::string value = {};
};

/// What is done when a server answers "it is elsewhere" (301, 302, 303, 307, 308). A redirect from https to http is
/// never followed, nor one that would turn a POST into a GET.
enum class HttpRedirects {
    AsAnswer, ///< the redirect is the answer
    SameHost, ///< followed within the scheme, host and port of the request; anything else is RedirectRefused
    AnyHost,  ///< followed anywhere; the secret headers stay with the first host
};

enum class PlainHttp {
    LoopbackOnly, ///< http:// to another computer is PlainHttpRefused, and nothing is sent
    Allowed,      ///< somebody said so
};

struct HttpRequest
{
    std::string method = "GET";
    std::string url = {};
    std::vector<HttpHeader> headers = {};
    /// Authorization and the like: sent to the scheme, host and port of `url` and never to another, nor to a proxy.
    std::vector<HttpHeader> secretHeaders = {};
    std::string body = {};
    /// For going on with a download: asks for the bytes from here on. The status is 206 if the server does so, 200 with
    /// everything if it does not, 416 if there are not as many. 0: everything.
    std::uint64_t from = 0;
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds silenceTimeout{60'000}; ///< so long nothing came and nothing went
    std::chrono::milliseconds totalTimeout{0};        ///< for everything, redirects included; 0: none
    std::uint64_t maxBodyBytes = 64ULL << 20;         ///< of the answer, after decompression
    HttpRedirects redirects = HttpRedirects::SameHost;
    PlainHttp plainHttp = PlainHttp::LoopbackOnly;
};

struct HttpResponse
{
    int status = 0;
    std::vector<HttpHeader> headers = {}; ///< names in small letters, in their order
    std::string body = {};                ///< with stream(): only of an answer that is no success, its first 64 KiB
    std::string url = {};                 ///< where it came from, after redirects

    bool succeeded() const { return status >= 200 && status < 300; }
    /// The first header of that name, in any case.
    std::optional<std::string> header(std::string_view name) const;
    /// Content-Length, if it is a number.
    std::optional<std::uint64_t> contentLength() const;
};

/// Takes an answer as it comes, on the calling thread.
struct HttpSink
{
    /// The headers of a success (2xx), before its first byte and also if it has none. False: stop. May be empty.
    std::function<bool(const HttpResponse &head)> head = {};
    /// The next bytes, never compressed. False: stop, and stream() returns Errc::Cancelled.
    std::function<bool(std::span<const char> bytes)> bytes = {};
};

/// HTTP/1.1 and HTTP/2 over libcurl: http and https only, certificates always verified (TLS 1.2 and later), proxies
/// from the environment (HTTPS_PROXY, http_proxy, ALL_PROXY, NO_PROXY) except to this computer, no cookies, no .netrc.
/// Thread-safe; connections are kept for the next request. Nothing is opened before the first one.
///
/// Every answer of a server is a value, 404 and 500 too. Errors are what kept an answer from coming; `path` is the host
/// (with its port if unusual), `detail` the particular, and neither ever holds a header or the body that was sent:
///  HostNotFound · NoConnection · ConnectionBroken (before or in the answer) · NoAnswer (a time-out) · TlsRefused ·
///  PlainHttpRefused · RedirectRefused (`detail` is the address) · BadAnswer (not HTTP, longer than allowed, badly
///  compressed) · InvalidArgument (the address or a header) · Cancelled (within some ms of the stop) · OutOfMemory.
class HttpClient
{
public:
    struct Options
    {
        /// PEM file of the authorities to trust; empty: SSL_CERT_FILE of the environment, else the system's.
        std::string authorities = {};
    };
    HttpClient();
    explicit HttpClient(const Options &options);
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    /// The whole answer. Takes gzip and deflate.
    Result<HttpResponse> send(const HttpRequest &request, const RunControl &control = {}) const;
    /// The answer's body, if it is a success, goes to the sink. control.progress gets the bytes so far and those
    /// announced (0: not known), `from` not counted.
    Result<HttpResponse> stream(const HttpRequest &request, const HttpSink &sink, const RunControl &control = {}) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace embedscope
