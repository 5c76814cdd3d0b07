// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "httpmessage.h"

#include <QHash>

namespace Procession {

/// Knows who may use the server: whoever holds the token, or a ticket that was bought with it.
///
/// Tokens are compared in constant time and never logged. Threads: the server's. Owner: Server.
class Authenticator
{
public:
    static constexpr std::chrono::seconds ticketLifetime{30};

    /// An empty token lets everyone in (SKIP_AUTH): the caller has made sure that only this machine listens.
    Authenticator(const QByteArray &token, const Clock &clock);

    bool isOpen() const { return m_token.isEmpty(); }

    /// Whether the request carries `Authorization: Bearer TOKEN`.
    bool allows(const HttpRequest &request) const;
    /// Whether a WebSocket handshake may pass: by that header, or by `token=` or `ticket=` in its query. A
    /// ticket is used up by this.
    bool allowsUpgrade(const HttpRequest &request);

    /// A new ticket, good for one connection within ticketLifetime.
    QByteArray issueTicket();

private:
    bool isToken(QByteArrayView candidate) const;

    const QByteArray m_token;
    const Clock &m_clock;
    QHash<QByteArray, qint64> m_tickets; // hash of the ticket -> steady ms until which it is good
};

} // namespace Procession
