// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "guesslimiter.h"

#include <algorithm>

namespace Procession {

qint64 GuessLimiter::Bucket::level(qint64 nowMs)
{
    m_level = std::min(m_most, m_level + std::max<qint64>(0, nowMs - m_atMs));
    m_atMs = nowMs;
    return m_level;
}

bool GuessLimiter::Bucket::take(qint64 nowMs)
{
    if (level(nowMs) < m_pause)
        return false;
    m_level -= m_pause;
    return true;
}

qint64 GuessLimiter::Bucket::msUntilNext(qint64 nowMs) const
{
    return std::max<qint64>(0, m_pause - m_level - (nowMs - m_atMs));
}

GuessLimiter::Key GuessLimiter::keyOf(const QHostAddress &address)
{
    const Q_IPV6ADDR bytes = address.toIPv6Address(); // of IPv4 the mapped one
    bool isIPv4 = false;
    address.toIPv4Address(&isIPv4);
    constexpr qsizetype network = 8; // bytes of an IPv6 address that one customer has to himself
    return QByteArray(reinterpret_cast<const char *>(bytes.c), isIPv4 ? qsizetype(sizeof(bytes.c)) : network);
}

GuessLimiter::Address *GuessLimiter::find(const QHostAddress &address)
{
    if (m_index.isEmpty())
        return nullptr;
    const auto it = m_index.constFind(keyOf(address));
    return it == m_index.cend() ? nullptr : &**it;
}

/// Makes it the one that was busy last.
GuessLimiter::Address &GuessLimiter::at(const QHostAddress &address)
{
    const Key key = keyOf(address);
    if (const auto it = m_index.constFind(key); it != m_index.cend()) {
        m_addresses.splice(m_addresses.begin(), m_addresses, *it);
        return m_addresses.front();
    }
    if (m_index.size() >= mostAddresses) {
        m_index.remove(m_addresses.back().key);
        m_addresses.pop_back();
    }
    m_addresses.push_front({.key = key});
    m_index.insert(key, m_addresses.begin());
    return m_addresses.front();
}

bool GuessLimiter::mayLook(const QHostAddress &address, qint64 nowMs)
{
    if (address.isLoopback())
        return true;
    Address *known = find(address);
    if (!known && m_index.size() < mostAddresses)
        return true;
    const bool isLimited = known ? known->wasWrong : true;
    if (!isLimited || ((!known || known->guesses.has(nowMs)) && m_all.has(nowMs)))
        return true;
    return known && known->wasRight && nowMs - known->rightAtMs <= trust.count() && known->looks.take(nowMs);
}

void GuessLimiter::wasRight(const QHostAddress &address, qint64 nowMs)
{
    if (address.isLoopback())
        return;
    // Written once in a while: this is asked with each request.
    constexpr qint64 precision = 60 * 1000;
    Address *known = find(address);
    if (known && known->wasRight && nowMs - known->rightAtMs < precision)
        return;
    Address &one = at(address);
    one.wasRight = true;
    one.rightAtMs = nowMs;
}

bool GuessLimiter::wasWrong(const QHostAddress &address, qint64 nowMs)
{
    Address &one = at(address);
    one.wasWrong = true;
    const bool isWithinItsOwn = one.guesses.take(nowMs);
    return m_all.take(nowMs) && isWithinItsOwn;
}

std::chrono::seconds GuessLimiter::wait(const QHostAddress &address, qint64 nowMs) const
{
    const auto it = m_index.constFind(keyOf(address));
    const qint64 ms =
        std::max(it == m_index.cend() ? qint64(0) : (*it)->guesses.msUntilNext(nowMs), m_all.msUntilNext(nowMs));
    return std::chrono::seconds(std::max<qint64>(1, (ms + 999) / 1000));
}

} // namespace Procession
