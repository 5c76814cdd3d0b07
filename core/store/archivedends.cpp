// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "archivedrange.h"
#include "eventrow.h"
#include "processrow.h"
#include "sqliteconnection.h"

/// The part of the archive that tells of the attempts that are over, in their order.
namespace Procession {

using namespace Qt::StringLiterals;

Result<std::vector<AttemptEnd>> Archive::attemptEnds(quint64 after, quint64 last, qsizetype limit) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    // The columns of the event come after the number of its process. A process that is over may have further events, such as
    // a retry that was called off: those whose attempt had ended before end nothing.
    auto events = connection.prepare(
        u"SELECT created_seq, %1 FROM events INDEXED BY events_by_end %2 WHERE status IN ('completed', 'failed', "
        u"'timeout', "
        "'cancelled') AND kind NOT IN ('removed', 'archived', 'retry_decided') AND seq > ? AND seq <= ? AND NOT EXISTS "
        "(SELECT 1 FROM events AS earlier WHERE earlier.created_seq = events.created_seq AND earlier.seq < events.seq "
        "AND "
        "earlier.attempt = events.attempt AND earlier.status IN ('completed', 'failed', 'timeout', 'cancelled')) "
        "ORDER BY seq LIMIT ?"_s.arg(EventRow::columns(), OriginReader::joined));
    auto processes = connection.prepare(u"SELECT %1 FROM processes WHERE created_seq = ?"_s.arg(ProcessRow::names()));
    if (!events || !processes)
        return events ? processes.error() : events.error();

    std::vector<AttemptEnd> ends;
    OriginReader origins;
    events->bindAll(after, last, limit);
    while (events->next()) {
        processes->bindAll(events->integer(0));
        if (processes->next()) {
            if (auto process = ProcessRow::read(*processes, 0)) {
                ends.push_back(
                    {std::make_shared<const ProcessState>(std::move(*process)), EventRow::read(*events, 1, origins)});
            }
        }
        if (!processes->outcome())
            return processes->outcome().error();
        processes->reset();
    }
    if (!events->outcome())
        return events->outcome().error();
    return ends;
}

Result<AttemptEndRange> Archive::attemptEndsSince(qint64 fromMs) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    const QString ends = u"FROM events INDEXED BY events_by_end WHERE status IN ('completed', 'failed', 'timeout', "
                         "'cancelled')"_s;
    auto from = connection.prepare(u"SELECT seq, time %1 AND seq >= ? ORDER BY seq LIMIT 1"_s.arg(ends));
    auto last = connection.prepare(u"SELECT seq %1 ORDER BY seq DESC LIMIT 1"_s.arg(ends));
    if (!from || !last)
        return from ? last.error() : from.error();

    return rangeSince(*from, *last, fromMs);
}

} // namespace Procession
