// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "result.h"

#include <chrono>

namespace Procession {

class SqliteConnection;

/// Records in the database file how far the wall clock was set while processes were live, so that a restarted server
/// doesn't take a clock that was put forward for time that passed.
///
/// While the machine runs, its steady clock goes on whatever program reads it: the record is the least and the most that
/// the wall clock was ahead of it in this boot. Threads: the connection's. Owner: SqliteStore.
class ClockRecord
{
public:
    /// `clock` must outlive this.
    explicit ClockRecord(const Clock &clock)
        : m_clock(clock)
    {
    }

    /// Reads the record of the earlier run, and how far the wall clock may have been put forward since its live
    /// processes began. After a restart of the machine that has the whole time since `lastEventMs` in it, which only the
    /// wall clock measured. Errors: Io.
    Result<std::chrono::milliseconds> load(SqliteConnection &connection, bool isAnyLive, qint64 lastEventMs);
    /// Errors: Io.
    Result<void> write(SqliteConnection &connection) const;
    /// Writes only where the wall clock was set by more than a second. Errors: Io.
    Result<void> writeWhereSet(SqliteConnection &connection);

private:
    qint64 offset() const { return m_clock.wallMs() - m_clock.steadyMs(); }

    const Clock &m_clock;
    qint64 m_leastOffset = 0; // in milliseconds
    qint64 m_mostOffset = 0;
};

} // namespace Procession
