// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history.h"
#include "jsonwriter.h"
#include "settingtable.h"

#include <QString>

#include <span>

namespace Procession {

class SqliteConnection;

/// Writes the members of the event as the API has them.
void writeEvent(ObjectWriter &&object, const HistoryEvent &event);
void writeEvent(ObjectWriter &&object, const SettingTable::Entry &entry);
/// The event as an object of its own.
QByteArray toJson(const HistoryEvent &event);

/// Writes the members that are known of a process as it was (stateAfter()), as the API has them.
void writeProcessThen(ObjectWriter &&object, const Process &process);

/// The event that ended an attempt, with its process in the latest state that is kept. Plain data.
struct AttemptEnd
{
    ProcessPtr process;
    HistoryEvent event;
};

/// The ends of attempts, or the begins of processes, from some time on. Plain data.
struct AttemptEndRange
{
    std::optional<qint64> oldestMs{}; ///< wall time of the oldest that is kept; nothing where there is none
    quint64 before = 0;               ///< the number after which they begin
    quint64 last = 0;                 ///< that of the newest one
};

/// A process in the latest state that is kept, and the events of its life that the history keeps. Plain data.
struct ProcessPast
{
    ProcessPtr process;
    std::vector<HistoryEvent> events; ///< oldest first
};

/// Reads the history that a store keeps.
///
/// Each call opens the file anew and may take as long as the disk does: not for a thread with an event loop that
/// others wait for. Threads: any, several at once. Owner: app/. A store must have made the file.
class Archive
{
public:
    explicit Archive(QString path);

    /// Finished processes, tracked ones included. Errors: InvalidField (cursor), Io.
    Result<ProcessPage> finished(const HistoryQuery &query) const;
    /// The last process that had this id; null where none had. Errors: Io.
    Result<ProcessPtr> find(const ProcessId &id) const;
    /// The numbers of the first events of all processes that the file holds, tracked ones included, in order. Errors: Io.
    Result<std::vector<quint64>> createdSeqs() const;
    /// The events of the last process that had this id. `after` is the cursor of the page before.
    /// Errors: UnknownProcess, InvalidField (cursor), Io.
    Result<HistoryEventPage> events(const ProcessId &id, qsizetype limit, const QString &after) const;
    /// The events of the process that began with event `createdSeq`; a later process with its id doesn't hide it.
    /// Errors: InvalidField (cursor), Io.
    Result<HistoryEventPage> eventsOf(quint64 createdSeq, qsizetype limit, const QString &after) const;

    /// How far back lists of the past go. Errors: Io.
    Result<HistoryRange> range() const;
    /// The first numbers of the processes that may have been in the list at that moment, in its order: some thousand at most,
    /// fewer than `mostAtMoment` only at the end. Errors: InvalidField (cursor), Io.
    Result<std::vector<quint64>> trackedAt(const MomentQuery &query) const;
    static constexpr qsizetype mostAtMoment = 4096;
    /// Those of these processes that had begun by `atMs`, as they were then, in that order. What was deleted meanwhile is left
    /// out. Errors: Io.
    Result<std::vector<ProcessPtr>> statesAt(std::span<const quint64> createdSeqs, qint64 atMs) const;

    /// The attempts that ended with an event after number `after`, up to `last`, in the order of their ends: `limit` of them
    /// at most. Errors: Io.
    Result<std::vector<AttemptEnd>> attemptEnds(quint64 after, quint64 last, qsizetype limit) const;

    /// Where the ends since `fromMs`, wall time, begin. Where that clock was set back, some earlier ones may be among them.
    /// Errors: Io.
    Result<AttemptEndRange> attemptEndsSince(qint64 fromMs) const;

    /// The processes that began after number `after`, with their events, in the order of their begin: `limit` of them at most.
    /// Errors: Io.
    Result<std::vector<ProcessPast>> pasts(quint64 after, qsizetype limit) const;
    /// The number after which the processes are that began at `fromMs`, wall time, or later, and when the oldest began of all
    /// that are kept. Where that clock was set back, some earlier ones may be among them. Errors: Io.
    Result<AttemptEndRange> pastsSince(qint64 fromMs) const;

    /// The changes of settings that are kept, oldest first. `after` is the number of the last one that was read. Errors:
    /// InvalidField (cursor), Io.
    Result<std::vector<SettingTable::Entry>> settings(qsizetype limit, const QString &after) const;

    /// Keeps these courses, each in place of an earlier one of its attempt. Those of processes that aren't known (any more),
    /// and of attempts that a process doesn't keep either (EarlierAttempts), are left out. Errors: Io.
    Result<void> keepSeries(const std::vector<SeriesRecord> &records) const;
    /// The course of an attempt; nothing where none is kept. Errors: Io.
    Result<std::optional<QByteArray>> series(quint64 createdSeq, int attempt) const;
    /// The courses of all attempts that aren't over. Errors: Io.
    Result<std::vector<SeriesRecord>> liveSeries() const;

    /// Forgets the finished processes that had this id and are no longer tracked. Whether there was one. Errors: Io.
    Result<bool> forget(const ProcessId &id) const;

    /// Copies the whole database: copyDatabase(). Errors: Io.
    Result<void> backUp(const QString &target) const;

private:
    Result<void> connect(SqliteConnection &connection, bool writes = false) const;

    const QString m_path;
};

} // namespace Procession
