#include "core/embed/http/http_transfer.h"

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

namespace embedscope {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostHeaderBytes = 256 * 1024;
constexpr std::size_t kMostRefusalBytes = 64 * 1024;
constexpr std::size_t kMostRedirectBytes = 1024 * 1024;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::string secondsText(milliseconds time)
{
    if (time.count() < 1000)
        return std::to_string(time.count()) + " ms";
    return std::to_string((time.count() + 500) / 1000) + " s";
}

std::string bytesText(std::uint64_t bytes)
{
    if (bytes >= 10ULL << 20)
        return std::to_string(bytes >> 20) + " MiB";
    return bytes >= 10ULL << 10 ? std::to_string(bytes >> 10) + " KiB" : std::to_string(bytes) + " bytes";
}

/// Without the brackets of an IPv6 address.
std::string_view bareHost(std::string_view host)
{
    return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

/// A header must stay one: no line breaks, no other controls, a name without blanks.
bool isSound(const HttpHeader &header)
{
    const auto isToken = [](char c) { return c > 0x20 && c < 0x7F && c != ':'; };
    const auto isPlain = [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F); };
    return !header.name.empty() && std::all_of(header.name.begin(), header.name.end(), isToken) &&
           std::all_of(header.value.begin(), header.value.end(), isPlain);
}

} // namespace

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

HttpTransfer::HttpTransfer(const HttpRequest &request, const HttpUrl &url, Want want, const RunControl &control)
    : m_request(request), m_url(url), m_want(want), m_control(control)
{
}

HttpTransfer::~HttpTransfer()
{
    curl_slist_free_all(m_headers);
}

Error HttpTransfer::at(Errc code, std::string detail) const
{
    return makeError(code, std::move(detail), m_url.where());
}

bool HttpTransfer::addLine(const std::string &line)
{
    curl_slist *longer = curl_slist_append(m_headers, line.c_str());
    if (longer != nullptr)
        m_headers = longer;
    return longer != nullptr;
}

bool HttpTransfer::addHeaders(const std::vector<HttpHeader> &headers)
{
    // "Name;" is how libcurl is asked for a header without a value.
    return std::all_of(headers.begin(), headers.end(), [this](const HttpHeader &header) {
        return addLine(header.name + (header.value.empty() ? ";" : ": " + header.value));
    });
}

Status HttpTransfer::prepare(CURL *easy, bool withSecrets, const std::string &authorities)
{
    m_easy = easy;
    for (const auto *list : {&m_request.headers, &m_request.secretHeaders})
        for (const HttpHeader &header : *list)
            if (!isSound(header))
                return at(Errc::InvalidArgument, "the header " + lowered(header.name).substr(0, 40) +
                                                     " holds a character that no header may have");
    // No "Expect: 100-continue": it costs a second where the server does not know it.
    if (!addHeaders(m_request.headers) || (withSecrets && !addHeaders(m_request.secretHeaders)) || !addLine("Expect:"))
        return makeError(Errc::OutOfMemory);

    bool sound = true;
    const auto set = [&](CURLoption option, auto value) {
        sound = curl_easy_setopt(easy, option, value) == CURLE_OK && sound;
    };
    set(CURLOPT_URL, m_url.text().c_str());
    set(CURLOPT_PROTOCOLS_STR, m_url.scheme.c_str());
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!authorities.empty())
        set(CURLOPT_CAINFO, authorities.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L); // a name server that does not answer must not hold up a cancel
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_ERRORBUFFER, m_words);
    set(CURLOPT_USERAGENT, "embedscope");
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, m_request.connectTimeout.count())));
    set(CURLOPT_HTTPHEADER, m_headers);
    set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)); // none of ours to a proxy
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (m_url.loopback())
        set(CURLOPT_PROXY, ""); // what is for this computer stays on it
    if (m_request.method == "POST") {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        set(CURLOPT_POSTFIELDS, m_request.body.c_str());
    } else if (m_request.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else if (m_request.method != "GET") {
        return at(Errc::InvalidArgument, "the method " + m_request.method);
    }
    if (m_request.from > 0)
        set(CURLOPT_RANGE, (std::to_string(m_request.from) + "-").c_str());
    // A download is held against its digest and continued by position: it must come as it is.
    if (m_want.sink == nullptr)
        set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    set(CURLOPT_HEADERFUNCTION, &HttpTransfer::takeHeader);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &HttpTransfer::takeBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &HttpTransfer::watch);
    set(CURLOPT_XFERINFODATA, this);
    return sound ? Status{} : makeError(Errc::Internal, "libcurl refused an option");
}

std::size_t HttpTransfer::takeHeader(char *data, std::size_t size, std::size_t count, void *self)
{
    return static_cast<HttpTransfer *>(self)->onHeader({data, size * count});
}

std::size_t HttpTransfer::takeBody(char *data, std::size_t size, std::size_t count, void *self)
{
    return static_cast<HttpTransfer *>(self)->onBody({data, size * count});
}

int HttpTransfer::watch(void *self, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up)
{
    auto &transfer = *static_cast<HttpTransfer *>(self);
    if (down + up != transfer.m_traffic) {
        transfer.m_traffic = down + up;
        transfer.m_lastSign = Clock::now();
    }
    return transfer.m_control.stopRequested() ? 1 : 0;
}

std::size_t HttpTransfer::onHeader(std::string_view line)
{
    try {
        m_lastSign = Clock::now();
        m_headerBytes += line.size();
        if (m_headerBytes > kMostHeaderBytes) {
            m_fault = at(Errc::BadAnswer, "headers of more than " + bytesText(kMostHeaderBytes));
            return 0;
        }
        if (line.starts_with("HTTP/")) {
            m_response.headers.clear(); // those before were of an interim answer
            m_headersWhole = false;
            return line.size();
        }
        m_headersWhole = trimmed(line).empty();
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos)
            m_response.headers.push_back(
                {lowered(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1)))});
        return line.size();
    } catch (const std::bad_alloc &) {
        m_fault = makeError(Errc::OutOfMemory);
        return 0;
    }
}

/// At the answer's first byte, or at its end. False: stop.
bool HttpTransfer::onHead()
{
    if (m_headSeen)
        return true;
    m_headSeen = true;
    long status = 0;
    curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
    m_response.status = static_cast<int>(status);
    m_response.url = m_url.text();
    m_announced = m_response.contentLength().value_or(0);
    if (m_request.method != "HEAD" && m_announced > m_request.maxBodyBytes && m_response.succeeded()) {
        m_fault = at(Errc::BadAnswer, "the answer is longer than " + bytesText(m_request.maxBodyBytes));
        return false;
    }
    if (m_want.sink != nullptr && m_want.sink->head && m_response.succeeded() && !m_want.sink->head(m_response)) {
        m_fault = makeError(Errc::Cancelled);
        return false;
    }
    return true;
}

std::size_t HttpTransfer::onBody(std::span<const char> bytes)
{
    try {
        m_lastSign = Clock::now();
        if (!onHead())
            return 0;
        m_received += bytes.size();
        if (m_want.followsRedirects && isRedirect(m_response.status)) {
            if (m_received <= kMostRedirectBytes)
                return bytes.size();
            m_fault = at(Errc::BadAnswer, "a redirect with more than " + bytesText(kMostRedirectBytes));
            return 0;
        }
        if (!m_response.succeeded()) {
            // What a refusal says is read by people.
            const std::size_t room = kMostRefusalBytes - std::min(kMostRefusalBytes, m_response.body.size());
            m_response.body.append(bytes.data(), std::min(room, bytes.size()));
            if (m_received <= std::max<std::uint64_t>(m_request.maxBodyBytes, kMostRefusalBytes))
                return bytes.size();
        }
        if (m_received > m_request.maxBodyBytes) {
            m_fault = at(Errc::BadAnswer, "the answer is longer than " + bytesText(m_request.maxBodyBytes));
            return 0;
        }
        if (m_want.sink == nullptr) {
            m_response.body.append(bytes.data(), bytes.size());
        } else if (!m_want.sink->bytes(bytes)) {
            m_fault = makeError(Errc::Cancelled);
            return 0;
        }
        if (m_want.sink != nullptr)
            m_control.report(m_received, m_announced);
        return bytes.size();
    } catch (const std::bad_alloc &) {
        m_fault = makeError(Errc::OutOfMemory);
        return 0;
    }
}

HttpTransfer::Ended HttpTransfer::loop(CURLM *multi, Clock::time_point deadline)
{
    // The stop wakes the poll below at once, from whatever thread it comes.
    const std::stop_callback wake(m_control.stop, [multi] { curl_multi_wakeup(multi); });
    m_lastSign = Clock::now();
    for (int running = 1;;) {
        curl_multi_perform(multi, &running);
        if (running == 0)
            return Ended::Done;
        if (m_control.stopRequested())
            return Ended::Stopped;
        const Clock::time_point now = Clock::now();
        const Clock::time_point silent = m_lastSign + m_request.silenceTimeout;
        if (now >= deadline)
            return Ended::OutOfTime;
        if (now >= silent)
            return Ended::Silent;
        const auto left = std::chrono::ceil<milliseconds>(std::min(deadline, silent) - now);
        curl_multi_poll(multi, nullptr, 0, static_cast<int>(std::clamp<std::int64_t>(left.count(), 1, 1000)), nullptr);
    }
}

Result<HttpResponse> HttpTransfer::run(CURLM *multi, Clock::time_point deadline)
{
    if (curl_multi_add_handle(multi, m_easy) != CURLM_OK)
        return makeError(Errc::Internal, "libcurl took no transfer");
    const Ended ended = loop(multi, deadline);
    CURLcode code = CURLE_OK;
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi, &left))
        if (message->msg == CURLMSG_DONE)
            code = message->data.result;
    if (ended == Ended::Done && code == CURLE_OK && m_headersWhole && !onHead())
        code = CURLE_WRITE_ERROR;
    const Result<HttpResponse> result = [&]() -> Result<HttpResponse> {
        if (ended == Ended::Stopped || m_control.stopRequested())
            return makeError(Errc::Cancelled);
        if (ended == Ended::Silent)
            return at(Errc::NoAnswer, "for " + secondsText(m_request.silenceTimeout));
        if (ended == Ended::OutOfTime)
            return at(Errc::NoAnswer, "the answer was not whole after " + secondsText(m_request.totalTimeout));
        if (code != CURLE_OK)
            return errorOf(code);
        if (!m_headersWhole) // libcurl takes these for an empty answer
            return at(Errc::ConnectionBroken, "in the middle of the headers");
        return std::move(m_response);
    }();
    curl_multi_remove_handle(multi, m_easy);
    return result;
}

Error HttpTransfer::errorOf(CURLcode code) const
{
    if (m_fault)
        return *m_fault;
    long systemError = 0;
    curl_easy_getinfo(m_easy, CURLINFO_OS_ERRNO, &systemError);
    long proxyStatus = 0;
    curl_easy_getinfo(m_easy, CURLINFO_HTTP_CONNECTCODE, &proxyStatus);
    if (proxyStatus >= 300)
        return at(Errc::NoConnection, proxyStatus == 407 ? std::string("the proxy wants a name and password (407)")
                                                         : "the proxy refuses: " + std::to_string(proxyStatus));
    std::string words = m_words[0] != '\0' ? m_words : curl_easy_strerror(code);
    const auto brokenAt = [&](std::string_view how) {
        return at(Errc::ConnectionBroken,
                  std::string(how) + (m_received > 0 ? ", after " + bytesText(m_received) : ""));
    };
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return at(Errc::HostNotFound);
    case CURLE_COULDNT_RESOLVE_PROXY:
        return at(Errc::HostNotFound, "the proxy's name");
    case CURLE_COULDNT_CONNECT: {
        std::string why =
            systemError != 0 ? std::generic_category().message(static_cast<int>(systemError)) : std::string();
        // libcurl names the computer that it tried.
        if (words.starts_with("Failed to connect to ") && words.find(bareHost(m_url.host)) == std::string::npos)
            why = "to the proxy" + (why.empty() ? "" : ": " + why);
        return at(Errc::NoConnection, why);
    }
    case CURLE_PROXY:
        return at(Errc::NoConnection, "the proxy refuses");
    case CURLE_OPERATION_TIMEDOUT:
        return at(Errc::NoAnswer, "no connection within " + secondsText(m_request.connectTimeout));
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CIPHER:
    case CURLE_USE_SSL_FAILED: {
        constexpr std::string_view kPrefixes[] = {"SSL certificate problem: ", "SSL: "};
        for (const std::string_view prefix : kPrefixes)
            if (words.starts_with(prefix))
                words.erase(0, prefix.size());
        return at(Errc::TlsRefused, words);
    }
    case CURLE_SSL_CACERT_BADFILE:
        return at(Errc::TlsRefused, "the list of trusted authorities cannot be read: install ca-certificates");
    case CURLE_SSL_CONNECT_ERROR:
        // A connection cut during the greeting looks like this too.
        if (systemError == ECONNRESET || systemError == EPIPE || words.find("SYSCALL") != std::string::npos ||
            words.find("Connection reset") != std::string::npos)
            return brokenAt("while it was made safe");
        return at(Errc::TlsRefused, words);
    case CURLE_GOT_NOTHING:
        return brokenAt("before an answer");
    case CURLE_PARTIAL_FILE:
        return at(Errc::ConnectionBroken, "the answer ended after " + bytesText(m_received) +
                                              (m_announced > 0 ? " of " + bytesText(m_announced) : ""));
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
        return brokenAt(systemError != 0 ? std::generic_category().message(static_cast<int>(systemError)) : words);
    case CURLE_BAD_CONTENT_ENCODING:
        return at(Errc::BadAnswer, "it is badly compressed");
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return at(Errc::BadAnswer, "it is not HTTP: " + words);
    case CURLE_OUT_OF_MEMORY:
        return makeError(Errc::OutOfMemory);
    case CURLE_ABORTED_BY_CALLBACK:
        return makeError(Errc::Cancelled);
    case CURLE_URL_MALFORMAT:
        return at(Errc::InvalidArgument, "this is not an address of the web");
    default:
        return brokenAt(words);
    }
}

} // namespace embedscope
