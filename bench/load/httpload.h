// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace Procession::Bench {

/// Many kept-alive HTTP connections in one thread, each of which asks again as soon as it was answered.
class HttpLoad
{
public:
    /// The next request of a connection; must stay valid until the next call.
    using Ask = std::function<std::string_view(size_t connection)>;
    /// Whether the body of a 200 is what that connection expects.
    using Check = std::function<bool(size_t connection, std::string_view body)>;

    HttpLoad(uint16_t port, size_t connections);
    HttpLoad(const HttpLoad &) = delete;
    HttpLoad &operator=(const HttpLoad &) = delete;
    ~HttpLoad();

    size_t connections() const { return m_clients.size(); }
    /// Answers a second. Every answer is checked, and the last ones waited for; throws at the first that is wrong,
    /// and where none comes for long.
    double run(std::chrono::duration<double> length, const Ask &ask, const Check &check);

private:
    struct Client
    {
        int descriptor = -1;
        std::string received;
        Load::AnswerReader reader;
    };

    size_t receive(size_t index, const Check &check);

    int m_epoll;
    std::vector<Client> m_clients;
    std::vector<char> m_buffer;
};

} // namespace Procession::Bench
