#include "core/embed/http/http_client.h"

#include "core/embed/http/http_transfer.h"
#include "core/embed/http/http_url.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <new>

namespace embedscope {

namespace {

constexpr int kMostRedirects = 10;
constexpr std::size_t kMostIdle = 8;

/// Writing to a connection that the other side closed must be an error, not the end of the process. Only this thread is
/// touched: a closed standard output is to end the program as ever.
class PipeSignalHeld
{
public:
    PipeSignalHeld()
    {
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        m_wasPending = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe, &m_before);
    }
    ~PipeSignalHeld()
    {
        if (!m_wasPending && sigismember(&m_before, SIGPIPE) == 0) {
            sigset_t pipe;
            sigemptyset(&pipe);
            sigaddset(&pipe, SIGPIPE);
            const timespec now = {};
            sigtimedwait(&pipe, nullptr, &now);
        }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    PipeSignalHeld(const PipeSignalHeld &) = delete;
    PipeSignalHeld &operator=(const PipeSignalHeld &) = delete;

private:
    sigset_t m_before = {};
    bool m_wasPending = false;
};

} // namespace

std::optional<std::string> HttpResponse::header(std::string_view name) const
{
    const auto same = [&](const HttpHeader &header) {
        return std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(), [](char a, char b) {
            return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + ('a' - 'A')) : b);
        });
    };
    const auto found = std::find_if(headers.begin(), headers.end(), same);
    return found == headers.end() ? std::nullopt : std::optional(found->value);
}

std::optional<std::uint64_t> HttpResponse::contentLength() const
{
    const std::optional<std::string> text = header("content-length");
    std::uint64_t length = 0;
    if (!text || text->empty())
        return std::nullopt;
    const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), length);
    if (fault != std::errc() || end != text->data() + text->size())
        return std::nullopt;
    return length;
}

struct HttpClient::State
{
    /// A multi handle owns the connections that its transfers leave open.
    struct Line
    {
        CURL *easy = nullptr;
        CURLM *multi = nullptr;

        Line() : easy(curl_easy_init()), multi(curl_multi_init()) {}
        ~Line()
        {
            curl_easy_cleanup(easy);
            curl_multi_cleanup(multi);
        }
        Line(const Line &) = delete;
        Line &operator=(const Line &) = delete;
    };

    std::string authorities;
    std::mutex mutex;
    std::vector<std::unique_ptr<Line>> idle;

    std::unique_ptr<Line> take()
    {
        {
            const std::lock_guard lock(mutex);
            if (!idle.empty()) {
                std::unique_ptr<Line> line = std::move(idle.back());
                idle.pop_back();
                return line;
            }
        }
        static std::once_flag once;
        static bool ready = false;
        std::call_once(once, [] { ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; });
        if (!ready)
            return nullptr;
        auto line = std::make_unique<Line>();
        return line->easy != nullptr && line->multi != nullptr ? std::move(line) : nullptr;
    }

    void giveBack(std::unique_ptr<Line> line)
    {
        curl_easy_reset(line->easy); // forgets headers with keys
        const std::lock_guard lock(mutex);
        if (idle.size() < kMostIdle)
            idle.push_back(std::move(line));
    }

    Result<HttpResponse> request(const HttpRequest &request, const HttpSink *sink, const RunControl &control);
};

Result<HttpResponse> HttpClient::State::request(const HttpRequest &request, const HttpSink *sink,
                                                const RunControl &control)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point deadline =
        request.totalTimeout.count() > 0 ? Clock::now() + request.totalTimeout : Clock::time_point::max();
    const Result<HttpUrl> first = parseHttpUrl(request.url);
    if (!first)
        return first.error();
    const PipeSignalHeld held;
    std::unique_ptr<Line> line = take();
    if (!line)
        return makeError(Errc::OutOfMemory);

    HttpUrl url = *first;
    for (int hop = 0;; ++hop) {
        if (control.stopRequested())
            return makeError(Errc::Cancelled);
        if (!url.secure() && !url.loopback() && request.plainHttp == PlainHttp::LoopbackOnly)
            return makeError(Errc::PlainHttpRefused, {}, url.where());
        curl_easy_reset(line->easy);
        const bool follows = request.redirects != HttpRedirects::AsAnswer;
        HttpTransfer transfer(request, url, {sink, follows}, control);
        if (const Status prepared = transfer.prepare(line->easy, url.origin() == first->origin(), authorities);
            !prepared)
            return prepared.error();
        Result<HttpResponse> answer = transfer.run(line->multi, deadline);
        const std::optional<std::string> location =
            answer && follows && isRedirect(answer->status) ? answer->header("location") : std::nullopt;
        if (!location) {
            giveBack(std::move(line));
            return answer;
        }
        const auto refused = [&](const std::string &why) { return makeError(Errc::RedirectRefused, why, url.where()); };
        Result<HttpUrl> next = resolveHttpUrl(url, *location);
        if (!next)
            return refused("to no address that can be used");
        const bool keepsMethod = answer->status == 307 || answer->status == 308;
        if ((request.method == "POST" && !keepsMethod) || (url.secure() && !next->secure()) ||
            (request.redirects == HttpRedirects::SameHost && next->origin() != first->origin())) {
            next->query.clear(); // it may hold anything
            return refused(next->text());
        }
        if (hop + 1 >= kMostRedirects)
            return refused("it goes round in circles");
        url = std::move(*next);
    }
}

HttpClient::HttpClient() : HttpClient(Options{}) {}

HttpClient::HttpClient(const Options &options) : m_state(std::make_unique<State>())
{
    m_state->authorities = options.authorities;
    if (const char *file = std::getenv("SSL_CERT_FILE"); options.authorities.empty() && file != nullptr)
        m_state->authorities = file;
}

HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest &request, const RunControl &control) const
{
    try {
        return m_state->request(request, nullptr, control);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

Result<HttpResponse> HttpClient::stream(const HttpRequest &request, const HttpSink &sink,
                                        const RunControl &control) const
{
    try {
        return m_state->request(request, &sink, control);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
