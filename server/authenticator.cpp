// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "authenticator.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QUrlQuery>

#include <array>

namespace Procession {

namespace {

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
    , m_clock(clock)
{
}

bool Authenticator::isToken(QByteArrayView candidate) const
{
    return equalsSecret(candidate, m_token);
}

bool Authenticator::allows(const HttpRequest &request) const
{
    if (isOpen())
        return true;
    const QByteArray value = request.header("authorization");
    constexpr QByteArrayView scheme = "bearer ";
    return value.size() > scheme.size()
        && QByteArrayView(value).first(scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0
        && isToken(QByteArrayView(value).sliced(scheme.size()).trimmed());
}

bool Authenticator::allowsUpgrade(const HttpRequest &request)
{
    if (allows(request))
        return true;
    const QUrlQuery query(QString::fromUtf8(request.query));
    if (query.hasQueryItem(QStringLiteral("token"))
        && isToken(query.queryItemValue(QStringLiteral("token"), QUrl::FullyDecoded).toUtf8()))
        return true;
    const QByteArray ticket = query.queryItemValue(QStringLiteral("ticket")).toUtf8();
    return !ticket.isEmpty() && m_tickets.take(hashOf(ticket)) >= m_clock.steadyMs();
}

QByteArray Authenticator::issueTicket()
{
    const qint64 now = m_clock.steadyMs();
    m_tickets.removeIf([now](const auto &entry) { return entry.value() < now; });

    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    QByteArray ticket = QByteArray(reinterpret_cast<const char *>(random.data()), sizeof(random))
                            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    m_tickets.insert(hashOf(ticket), now + std::chrono::milliseconds(ticketLifetime).count());
    return ticket;
}

} // namespace Procession
