// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "restconnection.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace Procession::Soak {

int connectTo(uint16_t port, int receiveBuffer)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        throw std::runtime_error("can't make a socket; is the limit of open files too low?");
    if (receiveBuffer > 0)
        ::setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof(receiveBuffer));
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0) {
        ::close(descriptor);
        throw std::runtime_error("can't connect to processiond");
    }
    return descriptor;
}

void sendAll(int descriptor, const std::string &bytes)
{
    for (size_t sent = 0; sent < bytes.size();) {
        const ssize_t part = ::send(descriptor, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (part <= 0)
            throw std::runtime_error("processiond closed a connection");
        sent += static_cast<size_t>(part);
    }
}

RestConnection::RestConnection(uint16_t port, std::string token)
    : m_token(std::move(token))
    , m_descriptor(connectTo(port))
{
}

RestConnection::~RestConnection()
{
    ::close(m_descriptor);
}

std::string RestConnection::ask(const std::string &method, const std::string &path, const std::string &body)
{
    sendAll(m_descriptor,
            method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + m_token
                + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    std::string answer;
    std::array<char, 65536> buffer{};
    size_t headSize = 0;
    size_t size = 0;
    while (headSize == 0 || answer.size() < size) {
        const ssize_t part = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
        if (part <= 0)
            throw std::runtime_error("processiond closed the connection of the reporter");
        answer.append(buffer.data(), static_cast<size_t>(part));
        const size_t end = answer.find("\r\n\r\n");
        if (headSize > 0 || end == std::string::npos)
            continue;
        headSize = end + 4;
        // In whatever case the server writes it.
        const std::string name = "\r\ncontent-length: ";
        std::string head = answer.substr(0, end);
        std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return std::tolower(c); });
        const size_t length = head.find(name);
        const bool succeeded = answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 201");
        if (!succeeded || length > end)
            throw std::runtime_error(method + ' ' + path + " was answered with " + answer);
        size = headSize + std::stoul(answer.substr(length + name.size()));
    }
    return answer.substr(headSize);
}

} // namespace Procession::Soak
