// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QHostAddress>
#include <QString>

#include <chrono>

namespace Procession {

/// Where HTTP is listened for, and how much the connections may take. Plain data.
struct HttpOptions
{
    QString host = QStringLiteral("127.0.0.1"); ///< an address of this machine, or `localhost`
    quint16 port = 8000;                        ///< 0 for any that is free

    qsizetype maxConnections = 10000;               ///< open connections, subscribers included
    qsizetype maxHeaderBytes = 16 * 1024;           ///< of one request's head
    qint64 maxUnsentBytes = 64 * 1024 * 1024;       ///< of answers that clients haven't taken, of all together
    qint64 maxBodiesBytes = 64 * 1024 * 1024;       ///< of the bodies of all requests together
    std::chrono::milliseconds sendTimeout{30000};   ///< for a client to take some of its answer
    std::chrono::milliseconds headerTimeout{10000}; ///< for a request's head, and between parts of its body
    std::chrono::milliseconds idleTimeout{75000};   ///< for a connection between two requests

    /// The address that `host` means. Errors: InvalidField (host) where it means none.
    Result<QHostAddress> address() const;
    /// Whether one may listen there who asks for no token (`isOpen`): on loopback only. Errors: InvalidField (host).
    Result<void> checkAccess(bool isOpen) const;

    friend bool operator==(const HttpOptions &a, const HttpOptions &b) = default;
};

} // namespace Procession
