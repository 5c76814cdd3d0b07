// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace Procession::Soak {

/// A TCP connection to this machine; throws where it can't be had. A receive buffer of 0 bytes is the system's.
int connectTo(uint16_t port, int receiveBuffer = 0);
/// Sends all of it; throws where the other side is gone.
void sendAll(int descriptor, const std::string &bytes);

/// One kept-alive HTTP connection that asks and waits for the answer.
class RestConnection
{
public:
    RestConnection(uint16_t port, std::string token);
    RestConnection(const RestConnection &) = delete;
    RestConnection &operator=(const RestConnection &) = delete;
    ~RestConnection();

    /// The body of the answer, which must be a 200; throws where it isn't.
    std::string post(const std::string &path, const std::string &body) { return ask("POST", path, body); }
    /// Likewise for another method; a 201 will do.
    std::string ask(const std::string &method, const std::string &path, const std::string &body);

private:
    const std::string m_token;
    int m_descriptor;
};

} // namespace Procession::Soak
