// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "requestbody.h"

#include <memory>

namespace Procession {

/// Has QHttpServer read the requests that don't come all the time.
///
/// QHttpServer (6.4) reads all that comes and bounds nothing. So it never sees a client's socket: this class hands it
/// one whole, vetted request at a time through a socket without a descriptor, and takes the body that QHttpServer read.
/// QHttpServer answers nothing. Its source file is the only one that knows how Qt 6.4 and Qt 6.8 differ.
///
/// Threads: the connections'. Owner: HttpListener.
class QtHttpReader
{
public:
    QtHttpReader();
    ~QtHttpReader();
    Q_DISABLE_COPY_MOVE(QtHttpReader)

    /// Takes the descriptors that it needs, so that read() has them where the program is out of them.
    void open();
    /// Has QHttpServer read the request, whose body is then the one that QHttpServer read. False where QHttpServer
    /// refuses it. A read, a report or a long body is left as it is: the detour would cost those most.
    bool read(HttpRequest &request)
    {
        const bool isFrequent = request.method == HttpMethod::Get || request.method == HttpMethod::Head
            || request.method == HttpMethod::Patch;
        return isFrequent || request.body.size() > RequestBody::freeBytes || readThrough(request);
    }

private:
    class Device;
    class Server;

    bool readThrough(HttpRequest &request);
    void close();

    std::unique_ptr<Server> m_server; // while it is open
    Device *m_device = nullptr;       // m_server's
};

} // namespace Procession
