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
    , m_principal(isOpen() ? Actor{.kind = Actor::Kind::Anyone}
                           : Actor{.kind = Actor::Kind::Token, .name = Text(QStringLiteral("default"))})
    , m_clock(clock)
{
}

/// What a request that carries a token amounts to.
template <typename IsRight>
Authenticator::Access Authenticator::judge(const QHostAddress &address, IsRight isRight)
{
    const qint64 now = m_clock.steadyMs();
    if (m_limiter.mayLook(address, now)) {
        if (isRight()) {
            m_limiter.wasRight(address, now);
            return Access::Allowed;
        }
    }
    ++m_guesses;
    m_lastGuesser = address;
    logGuesses();
    return m_limiter.wasWrong(address, now) ? Access::Denied : Access::TooManyGuesses;
}

Authenticator::Access Authenticator::check(const HttpRequest &request)
{
    if (isOpen())
        return Access::Allowed;
    const QByteArray value = request.header("authorization");
    constexpr QByteArrayView scheme = "bearer ";
    if (value.size() <= scheme.size()
        || QByteArrayView(value).first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return Access::Denied;
    const QByteArrayView token = QByteArrayView(value).sliced(scheme.size()).trimmed();
    return judge(request.peer, [this, token] { return equalsSecret(token, m_token); });
}

Authenticator::Access Authenticator::checkUpgrade(const HttpRequest &request)
{
    if (const Access access = check(request); access != Access::Denied)
        return access;
    const QUrlQuery query(QString::fromUtf8(request.query));
    if (const QByteArray token = query.queryItemValue(QStringLiteral("token"), QUrl::FullyDecoded).toUtf8();
        !token.isEmpty()) {
        if (const Access access = judge(request.peer, [this, &token] { return equalsSecret(token, m_token); });
            access != Access::Denied)
            return access;
    }
    const QByteArray ticket = query.queryItemValue(QStringLiteral("ticket")).toUtf8();
    if (ticket.isEmpty())
        return Access::Denied;
    return judge(request.peer, [this, &ticket] { return takeTicket(ticket); });
}

std::chrono::seconds Authenticator::retryAfter(const QHostAddress &address) const
{
    return m_limiter.wait(address, m_clock.steadyMs());
}

void Authenticator::logGuesses()
{
    constexpr qint64 pause = 60 * 1000;
    const qint64 now = m_clock.steadyMs();
    if (m_guesses == 0 || (m_loggedMs && now - *m_loggedMs < pause))
        return;
    qCWarning(lcAccess, "wrong tokens or tickets: %lld, the last one from %s",
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

bool Authenticator::takeTicket(const QByteArray &ticket)
{
    const auto number = m_ticketOfHash.constFind(hashOf(ticket));
    if (number == m_ticketOfHash.cend())
        return false;
    const auto issued = m_tickets.find(*number);
    const bool isGood = issued->second.untilMs >= m_clock.steadyMs();
    forget(issued);
    return isGood;
}

Authenticator::Ticket Authenticator::issueTicket(const QHostAddress &address)
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
    m_tickets.emplace(number, Issued{hash, now + std::chrono::milliseconds(ticketLifetime).count(), address});
    m_ticketOfHash.insert(hash, number);
    ++m_ticketsOf[address];
    return {.text = text, .isOneAddress = false};
}

} // namespace Procession
