// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "clock.h"
#include "guesslimiter.h"
#include "httpmessage.h"

#include <QHash>

#include <map>

namespace Procession {

/// Knows who may use the server: whoever holds the token, or a ticket that was bought with it.
///
/// Tokens are compared in constant time and never logged. Guesses are limited (see GuessLimiter) and logged, one line a
/// minute at most. A request that carries no token is no guess. Threads: the server's; check() of a request whose token
/// is right also from others. Owner: Server.
class Authenticator
{
public:
    static constexpr std::chrono::seconds ticketLifetime{30};
    /// Tickets that may be unused at a time, of one address and of all.
    static constexpr qsizetype mostTicketsOfOne = 1000;
    static constexpr qsizetype mostTickets = 10000;

    enum class Access : quint8 {
        Allowed,
        Denied,         ///< no token, or a wrong one
        TooManyGuesses, ///< one wrong token too many; it wasn't always looked at
    };

    /// An empty token lets everyone in (SKIP_AUTH): the caller has made sure that only this machine listens.
    Authenticator(const QByteArray &token, const Clock &clock);

    bool isOpen() const { return m_token.isEmpty(); }

    /// One that was let in, by kind and name. There is one token today, so that all that were let in are the same.
    const Actor &principal() const { return m_principal; }

    /// Whether the request carries `Authorization: Bearer TOKEN`.
    Access check(const HttpRequest &request);
    /// Whether a WebSocket handshake may pass: by that header, or by `token=` or `ticket=` in its query. A
    /// ticket is used up by this.
    Access checkUpgrade(const HttpRequest &request);
    /// How long an address that was refused for its guesses has to wait.
    std::chrono::seconds retryAfter(const QHostAddress &address) const;

    /// A new ticket, good for one connection within ticketLifetime. Costs the same however many there are.
    struct Ticket
    {
        QByteArray text;           ///< empty where there are too many
        bool isOneAddress = false; ///< namely of this address
    };
    Ticket issueTicket(const QHostAddress &address);

    /// Logs the guesses that came since it did so last, once a minute at most. Called every second or so.
    void logGuesses();

private:
    struct Issued
    {
        QByteArray hash;
        qint64 untilMs = 0; // steady
        QHostAddress address;
    };

    bool takeTicket(const QByteArray &ticket);
    void forget(std::map<quint64, Issued>::iterator ticket);
    template <typename IsRight>
    Access judge(const QHostAddress &address, IsRight isRight);

    const QByteArray m_token;
    const Actor m_principal;
    const Clock &m_clock;
    GuessLimiter m_limiter;
    qint64 m_guesses = 0; // that aren't logged yet
    QHostAddress m_lastGuesser;
    std::optional<qint64> m_loggedMs;

    quint64 m_nextTicket = 0;
    std::map<quint64, Issued> m_tickets; // by when they were issued, which is also how they run out
    QHash<QByteArray, quint64> m_ticketOfHash;
    QHash<QHostAddress, qsizetype> m_ticketsOf;
};

} // namespace Procession
