// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive.h"
#include "eventrow.h"
#include "processjson.h"
#include "processrow.h"
#include "sqliteconnection.h"

#include <algorithm>
#include <limits>

/// The part of the archive that tells the list as it was at a moment.
namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Those that are tracked still, those that left after the moment, and those of earlier versions, which left nobody knows
/// when: at their end. ?1 is the moment, ?2 the number after or before which they began.
///
/// The first two are read from an index alone, which says when each began, too. Imported ones began elsewhere before they came;
/// statesAt() tells.
QString candidates(bool descending)
{
    const QString range = u"created_at <= ?1 AND created_seq %1 ?2"_s.arg(descending ? u"<"_s : u">"_s);
    return u"SELECT created_seq FROM processes INDEXED BY processes_by_leaving WHERE archived = 0 AND %1 "
           "UNION ALL SELECT created_seq FROM processes INDEXED BY processes_by_leaving WHERE archived > max(?1, 1) "
           "AND %1 "
           "UNION ALL SELECT created_seq FROM processes INDEXED BY processes_by_leaving WHERE archived = 1 AND %1 AND "
           "completed_at > ?1 ORDER BY created_seq %2 LIMIT ?3"_s.arg(range, descending ? u"DESC"_s : u"ASC"_s);
}

} // namespace

void writeProcessThen(ObjectWriter &&object, const Process &process)
{
    object.ascii("process_id", process.id.bytes());
    object.ascii("process_type", process.type.bytes());
    object.ascii("status", wireName(process.status));
    object.text("name", process.name);
    object.textOrNull("description", process.description);
    object.numberOrNull("progress", process.progress);
    object.textOrNull("message", process.message);
    object.seconds("created_at", process.createdAt);
    object.secondsOrNull("started_at", process.startedAt);
    object.seconds("updated_at", process.updatedAt);
    object.secondsOrNull("completed_at", process.completedAt);
    object.textOrNull("error_message", process.errorMessage);
    object.integer("attempt", process.attempt);
    writeRetry(object, process.retry);
    object.integer("seq", process.seq);
}

Result<HistoryRange> Archive::range() const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    const auto known = connection.integer(u"SELECT value FROM meta WHERE key = 'known_since'"_s);
    const auto first =
        connection.integer(u"SELECT ifnull((SELECT time FROM events ORDER BY created_seq, seq LIMIT 1), %1)"_s.arg(
            std::numeric_limits<qint64>::max()));
    if (!known || !first)
        return known ? first.error() : known.error();
    return HistoryRange{std::min(*known, *first), *known};
}

Result<std::vector<quint64>> Archive::trackedAt(const MomentQuery &query) const
{
    bool isNumber = query.cursor.isEmpty();
    qint64 from = query.descending ? std::numeric_limits<qint64>::max() : -1;
    if (!isNumber)
        from = query.cursor.toLongLong(&isNumber);
    if (!isNumber)
        return Error{ErrorCode::InvalidField, u"cursor isn't one that this list gave; begin without it."_s,
                     u"cursor"_s};
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    auto select = connection.prepare(candidates(query.descending));
    if (!select)
        return select.error();
    select->bindAll(query.atMs, from, mostAtMoment);
    std::vector<quint64> found;
    while (select->next())
        found.push_back(static_cast<quint64>(select->integer(0)));
    if (!select->outcome())
        return select->outcome().error();
    return found;
}

Result<std::vector<ProcessPtr>> Archive::statesAt(std::span<const quint64> createdSeqs, qint64 atMs) const
{
    SqliteConnection connection;
    if (const auto connected = connect(connection); !connected)
        return connected.error();
    auto events = connection.prepare(
        u"SELECT %1 FROM events %2 WHERE created_seq = ? AND time <= ? ORDER BY seq DESC LIMIT 1"_s.arg(
            EventRow::columns(), OriginReader::joined));
    auto processes = connection.prepare(u"SELECT %1 FROM processes WHERE created_seq = ?"_s.arg(ProcessRow::names()));
    if (!events || !processes)
        return events ? processes.error() : events.error();
    std::vector<ProcessPtr> states;
    OriginReader origins;
    for (const quint64 createdSeq : createdSeqs) {
        events->bindAll(createdSeq, atMs);
        std::optional<HistoryEvent> event;
        if (events->next())
            event = EventRow::read(*events, 0, origins);
        if (!events->outcome())
            return events->outcome().error();
        events->reset();
        if (!event)
            continue;
        processes->bindAll(createdSeq);
        if (processes->next()) {
            if (const auto process = ProcessRow::read(*processes, 0))
                states.push_back(std::make_shared<const ProcessState>(stateAfter(*event, *process)));
        }
        if (!processes->outcome())
            return processes->outcome().error();
        processes->reset();
    }
    return states;
}

} // namespace Procession
