// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "authenticator.h"

#include <QCryptographicHash>
#include <QLoggingCategory>
#include <QRandomGenerator>
#include <QUrlQuery>

#include <array>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcAccess, "procession.access")

QByteArray hashOf(const QByteArray &secret)
{
    return QCryptographicHash::hash(secret, QCryptographicHash::Sha256);
}

/// In a time that depends on the candidate alone, so that it tells nothing of the secret, nor of its length.
bool equalsSecret(QByteArrayView candidate, QByteArrayView secret)
{
    int difference = candidate.size() == secret.size() ? 0 : 1;
    qsizetype at = 0;
    for (const char c : candidate) {
        difference |= c ^ secret[at];
        at = at + 1 < secret.size() ? at + 1 : 0;
    }
    return difference == 0;
}

} // namespace

Authenticator::Authenticator(const QByteArray &token, const Clock &clock)
    : m_token(token)
    , m_principal(isOpen() ? Principal() : Principal{Actor::Kind::Token, QStringLiteral("default")})
    , m_clock(clock)
{
}

const Principal *Authenticator::holderOf(QByteArrayView token) const
{
    return equalsSecret(token, m_token) ? &m_principal : nullptr;
}

/// What a request that carries a token amounts to. `find` compares the token, and yields whom it stands for or null.
template <typename Find>
Authenticator::Judged Authenticator::judge(const QHostAddress &address, Find find)
{
    const qint64 now = m_clock.steadyMs();
    if (m_limiter.mayLook(address, now)) {
        if (const Principal *principal = find()) {
            m_limiter.wasRight(address, now);
            return principal;
        }
    }
    ++m_guesses;
    m_lastGuesser = address;
    logGuesses();
    return m_limiter.wasWrong(address, now) ? Denial::NoRight : Denial::TooManyGuesses;
}

Authenticator::Judged Authenticator::judgeHeader(const HttpRequest &request)
{
    if (isOpen())
        return &m_principal;
    const QByteArray value = request.header("authorization");
    constexpr QByteArrayView scheme = "bearer ";
    if (value.size() <= scheme.size()
        || QByteArrayView(value).first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return Denial::NoRight;
    const QByteArrayView token = QByteArrayView(value).sliced(scheme.size()).trimmed();
    return judge(request.peer, [this, token] { return holderOf(token); });
}

Authenticator::Judged Authenticator::judgeUpgrade(const HttpRequest &request)
{
    const auto isSettled = [](const Judged &judged) { return judged || judged.error() != Denial::NoRight; };
    if (const Judged judged = judgeHeader(request); isSettled(judged))
        return judged;
    const QUrlQuery query(QString::fromUtf8(request.query));
    if (const QByteArray token = query.queryItemValue(QStringLiteral("token"), QUrl::FullyDecoded).toUtf8();
        !token.isEmpty()) {
        if (const Judged judged = judge(request.peer, [this, &token] { return holderOf(token); }); isSettled(judged))
            return judged;
    }
    const QByteArray ticket = query.queryItemValue(QStringLiteral("ticket")).toUtf8();
    if (ticket.isEmpty())
        return Denial::NoRight;
    return judge(request.peer, [this, &ticket] { return takeTicket(ticket); });
}

std::optional<HttpResponse> Authenticator::refusePingKey(const QHostAddress &address, bool isRight)
{
    const qint64 now = m_clock.steadyMs();
    if (m_pingLimiter.mayLook(address, now) && isRight) {
        m_pingLimiter.wasRight(address, now);
        return std::nullopt;
    }
    ++m_guesses;
    m_lastGuesser = address;
    logGuesses();
    if (m_pingLimiter.wasWrong(address, now))
        return Refusal(404, "unknown_ping_key", u"Nobody has that ping URL."_s);
    HttpResponse response =
        Refusal(429, "too_many_guesses",
                u"Too many wrong ping URLs came from this address; wait before you try another one."_s)
            .withRetryAfter(m_pingLimiter.wait(address, now));
    response.close = true; // another guess costs another connection
    return response;
}

/// `wanted` says what the request should have carried.
Authenticator::Identified Authenticator::answer(const Judged &judged, const QHostAddress &address,
                                                QStringView wanted) const
{
    if (judged)
        return *judged;
    if (judged.error() == Denial::TooManyGuesses) {
        return Refusal(429, "too_many_guesses",
                       u"Too many wrong tokens came from this address; wait before you try another one."_s)
            .withRetryAfter(m_limiter.wait(address, m_clock.steadyMs()));
    }
    return Refusal(401, "unauthorized", wanted.toString()).withHeader("WWW-Authenticate", "Bearer");
}

Authenticator::Identified Authenticator::identify(const HttpRequest &request)
{
    return answer(
        judgeHeader(request), request.peer,
        u"This server wants \"Authorization: Bearer TOKEN\"; it printed at its start where the token is kept.");
}

Authenticator::Identified Authenticator::identifyUpgrade(const HttpRequest &request)
{
    return answer(judgeUpgrade(request), request.peer,
                  u"A subscriber needs the token in an Authorization header, or token= or ticket= in its query.");
}

void Authenticator::logGuesses()
{
    constexpr qint64 pause = 60 * 1000;
    const qint64 now = m_clock.steadyMs();
    if (m_guesses == 0 || (m_loggedMs && now - *m_loggedMs < pause))
        return;
    qCWarning(lcAccess, "wrong tokens, tickets or ping keys: %lld, the last one from %s",
              static_cast<long long>(std::exchange(m_guesses, 0)), qPrintable(m_lastGuesser.toString()));
    m_loggedMs = now;
}

void Authenticator::forget(std::map<quint64, Issued>::iterator ticket)
{
    const auto of = m_ticketsOf.find(ticket->second.address);
    if (--*of == 0)
        m_ticketsOf.erase(of);
    m_ticketOfHash.remove(ticket->second.hash);
    m_tickets.erase(ticket);
}

/// The buyer of the ticket, or null where it isn't good.
const Principal *Authenticator::takeTicket(const QByteArray &ticket)
{
    const auto number = m_ticketOfHash.constFind(hashOf(ticket));
    if (number == m_ticketOfHash.cend())
        return nullptr;
    const auto issued = m_tickets.find(*number);
    const Principal *buyer = issued->second.untilMs >= m_clock.steadyMs() ? issued->second.buyer : nullptr;
    forget(issued);
    return buyer;
}

Authenticator::Ticket Authenticator::issueTicket(const QHostAddress &address, const Principal &buyer)
{
    const qint64 now = m_clock.steadyMs();
    while (!m_tickets.empty() && m_tickets.begin()->second.untilMs < now)
        forget(m_tickets.begin());
    if (m_ticketsOf.value(address) >= mostTicketsOfOne)
        return {.text = {}, .isOneAddress = true};
    if (static_cast<qsizetype>(m_tickets.size()) >= mostTickets)
        return {};

    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    const QByteArray text = QByteArray(reinterpret_cast<const char *>(random.data()), sizeof(random))
                                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const quint64 number = m_nextTicket++;
    const QByteArray hash = hashOf(text);
    m_tickets.emplace(number, Issued{hash, now + std::chrono::milliseconds(ticketLifetime).count(), address, &buyer});
    m_ticketOfHash.insert(hash, number);
    ++m_ticketsOf[address];
    return {.text = text, .isOneAddress = false};
}

} // namespace Procession
