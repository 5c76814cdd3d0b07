// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logtail.h"

#include "actortable.h"
#include "processrow.h"
#include "processtracker.h"
#include "sqliteconnection.h"

#include <algorithm>

namespace Procession::LogTail {

using namespace Qt::StringLiterals;

namespace {

/// The most bytes of states that are worth the time of a stop.
constexpr qsizetype maxBytes = 64 * 1024 * 1024;

/// About how much room a state takes in the file.
qsizetype storedBytes(const Process &process)
{
    constexpr qsizetype withoutTexts = 400;
    constexpr qsizetype ofAnAttempt = 600;
    const size_t attempts =
        (process.details ? 1 : 0) + (process.earlierAttempts ? process.earlierAttempts->list().size() : 0);
    return withoutTexts + process.metadata.size() + process.name.size() + process.description.size()
        + process.message.size() + process.errorMessage.size() + static_cast<qsizetype>(attempts) * ofAnAttempt;
}

/// The newest events, oldest first, as far as they are worth the space. They begin after the last setting, whose event
/// isn't kept: a reader that missed it is told of a loss, and finds the setting in the snapshot.
std::vector<Event> newestEvents(const EventLog &log)
{
    std::vector<Event> events;
    qsizetype bytes = 0;
    const quint64 oldest = log.forgotten();
    for (quint64 end = log.head(); end > oldest && bytes < maxBytes;) {
        constexpr quint64 portion = 1024;
        const quint64 begin = std::max(oldest, end - std::min(end, portion));
        const EventLog::Batch batch = log.read(begin, static_cast<qsizetype>(end - begin));
        for (size_t left = batch.events.size(); left > 0; --left) {
            const Event &event = events.emplace_back(batch.events[left - 1]);
            bytes += event.process ? storedBytes(**event.process) : 0;
        }
        end = begin;
    }
    const auto lastSetting =
        std::find_if(events.begin(), events.end(), [](const Event &event) { return !event.process; });
    events.erase(lastSetting, events.end());
    std::reverse(events.begin(), events.end());
    return events;
}

/// The latest state of the process that began with event `createdSeq`; null where `processes` have none.
ProcessPtr latestOf(const std::vector<ProcessPtr> &processes, const std::vector<quint64> &keys, quint64 createdSeq)
{
    const auto at = std::lower_bound(keys.begin(), keys.end(), createdSeq);
    return at == keys.end() ? ProcessPtr() : processes[static_cast<size_t>(at - keys.begin())];
}

} // namespace

Result<void> write(SqliteConnection &connection, ActorTable &actors, const ProcessTracker &tracker)
{
    const std::vector<Event> tail = newestEvents(tracker.log());
    // The tail of an earlier stop goes only now, because a start is waited for.
    if (auto cleared = clear(connection); !cleared)
        return cleared;
    auto insert = connection.prepare(u"INSERT INTO log_tail VALUES (?, ?, ?, ?, ?, ?, ?)"_s);
    auto insertState = connection.prepare(u"INSERT INTO log_tail_states (event_seq, %1) VALUES (?, %2)"_s.arg(
        ProcessRow::names(), ProcessRow::placeholders()));
    if (!insert || !insertState)
        return insert ? insertState.error() : insert.error();
    for (const Event &event : tail) {
        const Process &state = **event.process;
        const QByteArray id = event.id.toByteArray(QUuid::WithoutBraces);
        insert->bindAll(event.seq, wireName(event.kind), event.timeMs, id, state.createdSeq);
        if (auto done = actors.bindOrigin(*insert, 5, event.origin, event.seq); !done)
            return done;
        if (auto done = insert->run(); !done)
            return done;
        const ProcessPtr latest = tracker.find(state.id);
        if (latest && (*latest)->seq == event.seq)
            continue; // stored already
        insertState->bindInteger(0, static_cast<qint64>(event.seq));
        ProcessRow::bind(*insertState, 1, state);
        if (auto done = insertState->run(); !done)
            return done;
    }
    return {};
}

Result<std::vector<Event>> read(SqliteConnection &connection, const std::vector<ProcessPtr> &processes, quint64 head)
{
    auto events = connection.prepare(
        u"SELECT event_seq, kind, time, event_id, process, %1 FROM log_tail %2 ORDER BY event_seq"_s.arg(
            OriginReader::columns, OriginReader::joined));
    auto states =
        connection.prepare(u"SELECT event_seq, %1 FROM log_tail_states ORDER BY event_seq"_s.arg(ProcessRow::names()));
    if (!events || !states)
        return events ? states.error() : events.error();

    std::vector<quint64> keys; // of the processes, side by side: they are searched for each event
    keys.reserve(processes.size());
    for (const ProcessPtr &process : processes)
        keys.push_back((*process)->createdSeq);
    std::vector<Event> tail;
    OriginReader origins;
    bool hasState = states->next();
    while (events->next()) {
        Event event;
        event.seq = static_cast<quint64>(events->integer(0));
        const auto kind = eventKindFromString(events->text(1));
        event.timeMs = events->integer(2);
        event.id = QUuid::fromString(events->text(3));
        event.origin = origins.read(*events, 5);
        if (hasState && states->integer(0) == events->integer(0)) {
            if (auto process = ProcessRow::read(*states, 1))
                event.process = std::make_shared<const ProcessState>(std::move(*process));
            hasState = states->next();
        } else {
            const ProcessPtr latest = latestOf(processes, keys, static_cast<quint64>(events->integer(4)));
            if (latest && (*latest)->seq == event.seq)
                event.process = latest;
        }
        if (!kind || !event.process || (!tail.empty() && event.seq != tail.back().seq + 1))
            return connection.damaged(u"the tail of the log can't be read"_s);
        event.kind = *kind;
        tail.push_back(std::move(event));
    }
    for (const SqliteStatement *rows : {&*events, &*states}) {
        if (!rows->outcome())
            return rows->outcome().error();
    }
    if (!tail.empty() && tail.back().seq != head)
        tail.clear(); // not of this log; nobody may resume on it
    return tail;
}

Result<void> clear(SqliteConnection &connection)
{
    if (auto done = connection.run(u"DELETE FROM log_tail"_s); !done)
        return done;
    return connection.run(u"DELETE FROM log_tail_states"_s);
}

} // namespace Procession::LogTail
