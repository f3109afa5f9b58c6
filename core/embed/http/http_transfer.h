#pragma once

#include "core/embed/http/http_client.h"
#include "core/embed/http/http_url.h"

#include <curl/curl.h>

namespace embedscope {

/// Whether an answer sends on to another address.
bool isRedirect(int status);

/// One hop of a request: what libcurl calls while it runs. Internal to the HTTP client.
class HttpTransfer
{
public:
    /// What of the answer goes where.
    struct Want
    {
        const HttpSink *sink = nullptr; ///< none: into HttpResponse::body
        bool followsRedirects = false;  ///< the body of a redirect is thrown away
    };

    HttpTransfer(const HttpRequest &request, const HttpUrl &url, Want want, const RunControl &control);
    ~HttpTransfer();
    HttpTransfer(const HttpTransfer &) = delete;
    HttpTransfer &operator=(const HttpTransfer &) = delete;

    /// Sets everything on a fresh handle. `withSecrets`: the secret headers go along.
    Status prepare(CURL *easy, bool withSecrets, const std::string &authorities);
    /// Runs it; nothing: `deadline` is of the whole request. The answer, or why there is none.
    Result<HttpResponse> run(CURLM *multi, std::chrono::steady_clock::time_point deadline);

private:
    using Clock = std::chrono::steady_clock;
    enum class Ended { Done, Stopped, Silent, OutOfTime };

    static std::size_t takeHeader(char *data, std::size_t size, std::size_t count, void *self);
    static std::size_t takeBody(char *data, std::size_t size, std::size_t count, void *self);
    static int watch(void *self, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up);
    std::size_t onHeader(std::string_view line);
    std::size_t onBody(std::span<const char> bytes);
    bool onHead();
    bool addLine(const std::string &line);
    bool addHeaders(const std::vector<HttpHeader> &headers);
    Ended loop(CURLM *multi, Clock::time_point deadline);
    Error errorOf(CURLcode code) const;
    Error at(Errc code, std::string detail = {}) const;

    const HttpRequest &m_request;
    const HttpUrl &m_url;
    const Want m_want;
    const RunControl &m_control;
    CURL *m_easy = nullptr;
    curl_slist *m_headers = nullptr;
    HttpResponse m_response;
    std::size_t m_headerBytes = 0;
    std::uint64_t m_received = 0;
    std::uint64_t m_announced = 0;
    bool m_headersWhole = false; ///< their blank line has come
    bool m_headSeen = false;
    std::optional<Error> m_fault; ///< why we stopped it ourselves
    Clock::time_point m_lastSign;
    curl_off_t m_traffic = 0;
    char m_words[CURL_ERROR_SIZE] = {};
};

} // namespace embedscope
