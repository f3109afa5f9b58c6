#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace embedscope::test {

/// A web server on this computer that does what a test tells it, also what no decent server does: stall, reset, send
/// half, drip. Plain sockets and a thread for each connection, so that every byte and every moment is the test's own.
class HttpServer
{
public:
    using Header = std::pair<std::string, std::string>;

    /// A request as it came; names of headers in small letters.
    struct Request
    {
        std::string method = {};
        std::string target = {};
        std::vector<Header> headers = {};
        std::string body = {};
        std::size_t number = 0; ///< from 0, over all connections

        std::string header(std::string_view name) const; ///< empty: none
        bool has(std::string_view name) const;
    };

    /// One connection, to be answered on. After the handler the next request is awaited, unless it was closed.
    class Connection
    {
    public:
        /// A whole, decent answer.
        void answer(int status, std::string_view body, const std::vector<Header> &headers = {});
        void json(std::string_view body, int status = 200)
        {
            answer(status, body, {{"Content-Type", "application/json"}});
        }
        /// Bytes as they are. False: the other side has gone.
        bool send(std::string_view bytes);
        /// A byte, a pause, a byte … until all are sent or the other side has gone.
        bool drip(std::string_view bytes, std::chrono::milliseconds pause);
        /// Says nothing until the other side has gone (true), the time is over, or the server ends.
        bool stall(std::chrono::milliseconds atMost = std::chrono::milliseconds(30'000));
        /// An orderly end of the connection.
        void close();
        /// A reset: what is on its way is lost.
        void reset();

    private:
        friend class HttpServer;
        Connection(int socket, const std::atomic<bool> &ending) : m_socket(socket), m_ending(ending) {}
        int m_socket = -1;
        bool m_open = true;
        const std::atomic<bool> &m_ending;
    };

    using Handler = std::function<void(const Request &, Connection &)>;
    enum class Family { IPv4, IPv6 };

    explicit HttpServer(Handler handler, Family family = Family::IPv4);
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    bool listening() const { return m_port != 0; }
    std::uint16_t port() const { return m_port; }
    std::string where() const;                    ///< 127.0.0.1:PORT
    std::string url(std::string_view path) const; ///< http://127.0.0.1:PORT/path
    std::vector<Request> requests() const;
    std::size_t requestCount() const;
    std::size_t connectionCount() const { return m_connections; }
    /// The most requests that were being answered at the same time.
    std::size_t mostAtOnce() const { return m_mostAtOnce; }

private:
    struct Client;
    void accept();
    void serve(int socket);
    bool read(int socket, std::string &buffer, Request &request) const;

    Handler m_handler;
    Family m_family;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_ending = false;
    std::atomic<std::size_t> m_connections = 0;
    std::atomic<std::size_t> m_atOnce = 0;
    std::atomic<std::size_t> m_mostAtOnce = 0;
    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
    std::vector<std::thread> m_clients;
    std::thread m_acceptor;
};

} // namespace embedscope::test
