// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace Procession::Load {

/// The address of a port on this machine.
sockaddr_in loopback(uint16_t port);
/// Connects to a port on this machine; throws where it can't. A receive buffer of 0 bytes is the system's.
int connectTo(uint16_t port, int receiveBuffer = 0);
/// Sends all of it; throws where the other side is gone.
void sendAll(int descriptor, std::string_view bytes);

/// One answer at the beginning of what was received.
struct Answer
{
    int status = 0;
    std::string_view body;
    size_t size = 0; ///< head and body
};

/// Finds answers in what arrives on one connection. Answers with the same head as the one before, which is what a
/// benchmark gets, cost a comparison.
class AnswerReader
{
public:
    /// None where the answer isn't whole yet; throws where it isn't HTTP with a Content-Length.
    std::optional<Answer> read(std::string_view received);

private:
    std::string m_head;
    int m_status = 0;
    size_t m_bodySize = 0;
};

/// Prints a request with a token, for a connection that is kept alive.
std::string request(std::string_view method, std::string_view path, std::string_view token, std::string_view body = {});

/// A kept-alive HTTP connection that asks and waits for the answer; throws where there is none.
class Connection
{
public:
    Connection(uint16_t port, std::string token);
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;
    ~Connection();

    /// The body of the answer, whose status must be this one; throws where it isn't.
    std::string ask(std::string_view method, std::string_view path, std::string_view body = {}, int status = 200);
    std::string get(std::string_view path) { return ask("GET", path); }

private:
    const std::string m_token;
    const int m_descriptor;
    AnswerReader m_reader;
    std::vector<char> m_buffer;
};

} // namespace Procession::Load
