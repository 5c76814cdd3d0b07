// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answer.h"
#include "clock.h"
#include "guesslimiter.h"
#include "principal.h"

#include <QHash>

#include <map>

namespace Procession {

/// Knows who may use the server: whoever holds the token, or a ticket that was bought with it.
///
/// Tokens are compared in constant time and never logged. Guesses are limited (see GuessLimiter) and logged, one line a
/// minute at most. A request that carries no token is no guess. Threads: the server's; identify() of a request whose token
/// is right also from others. Owner: Server.
class Authenticator
{
public:
    static constexpr std::chrono::seconds ticketLifetime{30};
    /// Tickets that may be unused at a time, of one address and of all.
    static constexpr qsizetype mostTicketsOfOne = 1000;
    static constexpr qsizetype mostTickets = 10000;

    /// An empty token lets everyone in (SKIP_AUTH): the caller has made sure that only this machine listens.
    Authenticator(const QByteArray &token, const Clock &clock);

    bool isOpen() const { return m_token.isEmpty(); }

    /// One that was let in, which lives as long as this; or the refusal: 401 for no token or a wrong one, 429 for one
    /// wrong token too many, which wasn't always looked at.
    using Identified = Result<const Principal *, Refusal>;
    /// The sender of a request, by its `Authorization: Bearer TOKEN`.
    Identified identify(const HttpRequest &request);
    /// The sender of a WebSocket handshake: by that header, or by `token=` or `ticket=` in its query. A ticket stands for
    /// the one who bought it, and is used up by this.
    Identified identifyUpgrade(const HttpRequest &request);

    /// The refusal of a request by a ping key, which is one secret of many; nothing where the key is right. A wrong one is
    /// answered by 404, one too many by 429. The guesses are counted apart from those of tokens.
    std::optional<HttpResponse> refusePingKey(const QHostAddress &address, bool isRight);

    /// A new ticket for `buyer`, good for one connection within ticketLifetime. Costs the same however many there are.
    struct Ticket
    {
        QByteArray text;           ///< empty where there are too many
        bool isOneAddress = false; ///< namely of this address
    };
    Ticket issueTicket(const QHostAddress &address, const Principal &buyer);

    /// Logs the guesses that came since it did so last, once a minute at most. Called every second or so.
    void logGuesses();

private:
    struct Issued
    {
        QByteArray hash;
        qint64 untilMs = 0; // steady
        QHostAddress address;
        const Principal *buyer = nullptr;
    };

    /// Why somebody isn't let in.
    enum class Denial : quint8 { NoRight, TooManyGuesses };
    using Judged = Result<const Principal *, Denial>;

    Judged judgeHeader(const HttpRequest &request);
    Judged judgeUpgrade(const HttpRequest &request);
    template <typename Find>
    Judged judge(const QHostAddress &address, Find find);
    Identified answer(const Judged &judged, const QHostAddress &address, QStringView wanted) const;
    const Principal *holderOf(QByteArrayView token) const;
    const Principal *takeTicket(const QByteArray &ticket);
    void forget(std::map<quint64, Issued>::iterator ticket);

    const QByteArray m_token;
    const Principal m_principal; // that holds the token; there is one today
    const Clock &m_clock;
    GuessLimiter m_limiter;
    GuessLimiter m_pingLimiter;
    qint64 m_guesses = 0; // that aren't logged yet
    QHostAddress m_lastGuesser;
    std::optional<qint64> m_loggedMs;

    quint64 m_nextTicket = 0;
    std::map<quint64, Issued> m_tickets; // by when they were issued, which is also how they run out
    QHash<QByteArray, quint64> m_ticketOfHash;
    QHash<QHostAddress, qsizetype> m_ticketsOf;
};

} // namespace Procession
