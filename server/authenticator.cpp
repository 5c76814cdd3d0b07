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

bool equalInConstantTime(const QByteArray &a, const QByteArray &b)
{
    if (a.size() != b.size())
        return false;
    int difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= a[i] ^ b[i];
    return difference == 0;
}

} // namespace

Authenticator::Authenticator(const QByteArray &token, const Clock &clock)
    : m_tokenHash(token.isEmpty() ? QByteArray() : hashOf(token))
    , m_clock(clock)
{
}

bool Authenticator::isToken(const QByteArray &candidate) const
{
    return equalInConstantTime(hashOf(candidate), m_tokenHash);
}

bool Authenticator::allows(const HttpRequest &request) const
{
    if (isOpen())
        return true;
    const QByteArray value = request.header("authorization");
    constexpr QByteArrayView scheme = "bearer ";
    return value.size() > scheme.size() && value.left(scheme.size()).toLower() == scheme
        && isToken(value.mid(scheme.size()).trimmed());
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
