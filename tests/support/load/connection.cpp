// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection.h"

#include <arpa/inet.h>
#include <charconv>
#include <netinet/tcp.h>
#include <stdexcept>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession::Load {

namespace {

/// The value of Content-Length, in whatever case a server writes it.
std::optional<size_t> contentLength(std::string_view head)
{
    constexpr std::string_view name = "\r\ncontent-length:";
    for (size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
        if (head.size() - at <= name.size() || ::strncasecmp(head.data() + at, name.data(), name.size()) != 0)
            continue;
        const size_t begin = head.find_first_not_of(' ', at + name.size());
        size_t value = 0;
        if (std::from_chars(head.data() + begin, head.data() + head.size(), value).ec != std::errc())
            return std::nullopt;
        return value;
    }
    return std::nullopt;
}

} // namespace

sockaddr_in loopback(uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int connectTo(uint16_t port, int receiveBuffer)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        throw std::runtime_error("can't make a socket; is the limit of open files too low?");
    if (receiveBuffer > 0)
        ::setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof(receiveBuffer));
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    const sockaddr_in address = loopback(port);
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0) {
        ::close(descriptor);
        throw std::runtime_error("can't connect to the server");
    }
    return descriptor;
}

void sendAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t part = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (part <= 0)
            throw std::runtime_error("a server closed a connection");
        bytes.remove_prefix(static_cast<size_t>(part));
    }
}

std::optional<Answer> AnswerReader::read(std::string_view received)
{
    if (m_head.empty() || !received.starts_with(m_head)) {
        const size_t end = received.find("\r\n\r\n");
        if (end == std::string_view::npos)
            return std::nullopt;
        m_head = received.substr(0, end + 4);
        const std::optional<size_t> size = contentLength(m_head);
        if (!m_head.starts_with("HTTP/1.1 ") || !size)
            throw std::runtime_error("not an answer with a length: " + m_head);
        std::from_chars(m_head.data() + 9, m_head.data() + 12, m_status);
        m_bodySize = *size;
    }
    if (received.size() < m_head.size() + m_bodySize)
        return std::nullopt;
    return Answer{m_status, received.substr(m_head.size(), m_bodySize), m_head.size() + m_bodySize};
}

std::string request(std::string_view method, std::string_view path, std::string_view token, std::string_view body)
{
    std::string text;
    text.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ");
    text.append(token).append("\r\n");
    if (!body.empty()) {
        const bool isOutput = path.find("/output") != std::string_view::npos;
        const std::string_view type = isOutput ? "application/octet-stream"
            : path.ends_with("/batch")         ? "application/x-ndjson"
                                               : "application/json";
        text.append("Content-Type: ").append(type).append("\r\n");
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    }
    return text.append("\r\n").append(body);
}

Connection::Connection(uint16_t port, std::string token)
    : m_token(std::move(token))
    , m_descriptor(connectTo(port))
    , m_buffer(256 * 1024)
{
}

Connection::~Connection()
{
    ::close(m_descriptor);
}

std::string Connection::ask(std::string_view method, std::string_view path, std::string_view body, int status)
{
    sendAll(m_descriptor, request(method, path, m_token, body));
    std::string received;
    while (true) {
        const ssize_t part = ::recv(m_descriptor, m_buffer.data(), m_buffer.size(), 0);
        if (part <= 0)
            throw std::runtime_error("a server closed the connection");
        received.append(m_buffer.data(), static_cast<size_t>(part));
        const std::optional<Answer> answer = m_reader.read(received);
        if (!answer)
            continue;
        if (answer->status != status || answer->size != received.size())
            throw std::runtime_error(std::string(method) + ' ' + std::string(path) + " was answered with "
                                     + received.substr(0, 1000));
        return std::string(answer->body);
    }
}

} // namespace Procession::Load
