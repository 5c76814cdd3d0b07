// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clockrecord.h"

#include "sqliteconnection.h"
#include "thismachine.h"

#include <QList>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

Result<std::chrono::milliseconds> ClockRecord::load(SqliteConnection &connection, bool isAnyLive, qint64 lastEventMs)
{
    const auto stored = connection.text(u"SELECT value FROM meta WHERE key = 'clock'"_s);
    if (!stored)
        return stored.error();
    const QList<QByteArray> parts = stored->split(' ');
    const qint64 least = parts.value(1).toLongLong();
    const qint64 most = parts.value(2).toLongLong();
    const qint64 now = offset();
    if (!isAnyLive) {
        m_leastOffset = m_mostOffset = now;
    } else if (!parts.value(0).isEmpty() && parts.value(0) == bootId()) {
        m_leastOffset = std::min(least, now);
        m_mostOffset = std::max(most, now);
    } else {
        // Only the wall clock tells how long the machine was off, and it may have been set meanwhile.
        const qint64 sinceLastEvent = std::max<qint64>(0, m_clock.wallMs() - lastEventMs);
        m_leastOffset = now - sinceLastEvent - (most - least);
        m_mostOffset = now;
    }
    return std::chrono::milliseconds(now - m_leastOffset);
}

Result<void> ClockRecord::write(SqliteConnection &connection) const
{
    const QByteArray record =
        bootId() + ' ' + QByteArray::number(m_leastOffset) + ' ' + QByteArray::number(m_mostOffset);
    return connection.run(u"INSERT OR REPLACE INTO meta VALUES ('clock', ?)"_s, record);
}

Result<void> ClockRecord::writeWhereSet(SqliteConnection &connection)
{
    constexpr qint64 jump = 1000;
    const qint64 now = offset();
    if (now >= m_leastOffset - jump && now <= m_mostOffset + jump)
        return {};
    m_leastOffset = std::min(m_leastOffset, now);
    m_mostOffset = std::max(m_mostOffset, now);
    return write(connection);
}

} // namespace Procession
