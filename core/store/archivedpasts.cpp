// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "archivedrange.h"
#include "eventrow.h"
#include "processrow.h"
#include "sqliteconnection.h"

/// The part of the archive that tells whole lives of processes, in the order in which they began.
namespace Procession {

using namespace Qt::StringLiterals;

Result<std::vector<ProcessPast>> Archive::pasts(quint64 after, qsizetype limit) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    auto processes = connection.prepare(
        u"SELECT %1 FROM processes WHERE created_seq > ? ORDER BY created_seq LIMIT ?"_s.arg(ProcessRow::names()));
    auto events = connection.prepare(u"SELECT %1 FROM events %2 WHERE events.created_seq = ? ORDER BY events.seq"_s.arg(
        EventRow::columns(), OriginReader::joined));
    if (!processes || !events)
        return processes ? events.error() : processes.error();

    std::vector<ProcessPast> pasts;
    OriginReader origins;
    processes->bindAll(after, limit);
    while (processes->next()) {
        auto process = ProcessRow::read(*processes, 0);
        if (!process)
            continue;
        ProcessPast past{std::make_shared<const ProcessState>(std::move(*process)), {}};
        events->bindAll((*past.process)->createdSeq);
        while (events->next())
            past.events.push_back(EventRow::read(*events, 0, origins));
        if (!events->outcome())
            return events->outcome().error();
        events->reset();
        pasts.push_back(std::move(past));
    }
    if (!processes->outcome())
        return processes->outcome().error();
    return pasts;
}

Result<AttemptEndRange> Archive::pastsSince(qint64 fromMs) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    auto from = connection.prepare(
        u"SELECT created_seq, time FROM events WHERE created_seq >= ? ORDER BY created_seq, seq LIMIT 1"_s);
    auto last = connection.prepare(u"SELECT created_seq FROM events ORDER BY created_seq DESC LIMIT 1"_s);
    if (!from || !last)
        return from ? last.error() : from.error();
    return rangeSince(*from, *last, fromMs);
}

} // namespace Procession
