#include "tests/support/http_server.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace embedscope::test {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

/// Whether something can be read within the time.
bool readable(int socket, int ms)
{
    pollfd entry{socket, POLLIN, 0};
    return ::poll(&entry, 1, ms) > 0;
}

const char *reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 206:
        return "Partial Content";
    case 429:
        return "Too Many Requests";
    default:
        return status < 400 ? "Something" : "Refused";
    }
}

} // namespace

std::string HttpServer::Request::header(std::string_view name) const
{
    for (const Header &one : headers)
        if (one.first == name)
            return one.second;
    return {};
}

bool HttpServer::Request::has(std::string_view name) const
{
    return std::any_of(headers.begin(), headers.end(), [&](const Header &one) { return one.first == name; });
}

void HttpServer::Connection::answer(int status, std::string_view body, const std::vector<Header> &headers)
{
    std::string head = "HTTP/1.1 " + std::to_string(status) + " " + reasonOf(status) + "\r\n";
    for (const Header &header : headers)
        head += header.first + ": " + header.second + "\r\n";
    head += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    send(head + std::string(body));
}

bool HttpServer::Connection::send(std::string_view bytes)
{
    while (m_open && !bytes.empty()) {
        pollfd entry{m_socket, POLLOUT, 0};
        if (m_ending)
            return m_open = false;
        if (::poll(&entry, 1, 50) <= 0)
            continue;
        const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return m_open = false;
        bytes.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }
    return m_open;
}

bool HttpServer::Connection::drip(std::string_view bytes, milliseconds pause)
{
    for (const char byte : bytes) {
        if (!send({&byte, 1}) || stall(pause))
            return false;
    }
    return true;
}

bool HttpServer::Connection::stall(milliseconds atMost)
{
    const Clock::time_point end = Clock::now() + atMost;
    while (m_open && !m_ending && Clock::now() < end) {
        char byte = 0;
        errno = 0;
        if (readable(m_socket, static_cast<int>(std::min<std::int64_t>(20, atMost.count() + 1))) &&
            ::recv(m_socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0 && errno != EAGAIN) {
            m_open = false;
            return true;
        }
    }
    return !m_open;
}

void HttpServer::Connection::close()
{
    m_open = false;
}

void HttpServer::Connection::reset()
{
    const linger now{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_open = false;
}

HttpServer::HttpServer(Handler handler, Family family) : m_handler(std::move(handler)), m_family(family)
{
    const bool six = family == Family::IPv6;
    m_listener = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in four = {};
    four.sin_family = AF_INET;
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 sixth = {};
    sixth.sin6_family = AF_INET6;
    sixth.sin6_addr = in6addr_loopback;
    auto *address = six ? reinterpret_cast<sockaddr *>(&sixth) : reinterpret_cast<sockaddr *>(&four);
    socklen_t size = six ? sizeof sixth : sizeof four;
    if (m_listener < 0 || ::bind(m_listener, address, size) != 0 || ::listen(m_listener, 64) != 0 ||
        ::getsockname(m_listener, address, &size) != 0)
        return;
    m_port = ntohs(six ? sixth.sin6_port : four.sin_port);
    m_acceptor = std::thread([this] { accept(); });
}

HttpServer::~HttpServer()
{
    m_ending = true;
    if (m_acceptor.joinable())
        m_acceptor.join();
    for (std::thread &client : m_clients)
        client.join();
    if (m_listener >= 0)
        ::close(m_listener);
}

std::string HttpServer::where() const
{
    return (m_family == Family::IPv6 ? "[::1]:" : "127.0.0.1:") + std::to_string(m_port);
}

std::string HttpServer::url(std::string_view path) const
{
    return "http://" + where() + std::string(path);
}

std::vector<HttpServer::Request> HttpServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::size_t HttpServer::requestCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests.size();
}

void HttpServer::accept()
{
    while (!m_ending) {
        if (!readable(m_listener, 10))
            continue;
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            continue;
        const int yes = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        ++m_connections;
        m_clients.emplace_back([this, socket] { serve(socket); });
    }
}

bool HttpServer::read(int socket, std::string &buffer, Request &request) const
{
    const auto more = [&] {
        while (!m_ending) {
            if (!readable(socket, 20))
                continue;
            char bytes[65536];
            const ssize_t count = ::recv(socket, bytes, sizeof bytes, 0);
            if (count <= 0)
                return false;
            buffer.append(bytes, static_cast<std::size_t>(count));
            return true;
        }
        return false;
    };
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
        if (!more())
            return false;
    const std::string head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);

    std::size_t at = head.find("\r\n");
    const std::string first = head.substr(0, at);
    const std::size_t space = first.find(' ');
    request.method = first.substr(0, space);
    request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
    std::size_t length = 0;
    for (at += 2; at < head.size();) {
        const std::size_t next = head.find("\r\n", at);
        const std::string line = head.substr(at, next - at);
        at = next + 2;
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos)
            continue;
        const std::size_t value = line.find_first_not_of(' ', colon + 1);
        request.headers.emplace_back(lowered(line.substr(0, colon)),
                                     value == std::string::npos ? std::string() : line.substr(value));
        if (request.headers.back().first == "content-length")
            length = std::stoul(request.headers.back().second);
    }
    while (buffer.size() < length)
        if (!more())
            return false;
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    return true;
}

void HttpServer::serve(int socket)
{
    Connection connection(socket, m_ending);
    std::string buffer;
    while (connection.m_open && !m_ending) {
        Request request;
        if (!read(socket, buffer, request))
            break;
        {
            const std::lock_guard lock(m_mutex);
            request.number = m_requests.size();
            m_requests.push_back(request);
        }
        const std::size_t now = ++m_atOnce;
        for (std::size_t most = m_mostAtOnce; most < now && !m_mostAtOnce.compare_exchange_weak(most, now);) {
        }
        m_handler(request, connection);
        --m_atOnce;
    }
    ::close(socket);
}

} // namespace embedscope::test
