// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archivedids.h"
#include "change.h"
#include "clock.h"
#include "processquery.h"
#include "processsource.h"

#include <QHash>
#include <QSet>

#include <deque>
#include <functional>
#include <shared_mutex>

namespace Procession {

struct TrackerOptions
{
    /// The most bytes of compact JSON that one process's metadata may take.
    qsizetype maxMetadataBytes = 64 * 1024;

    friend bool operator==(const TrackerOptions &a, const TrackerOptions &b) = default;
};

/// The door: the only code that changes a process.
///
/// Each call takes the lock, asks the rule (apply() in change.h), and where the rule agrees puts the new
/// state in place and appends exactly one event. An error changes nothing. It knows nobody behind it.
///
/// An id has one life: what the history holds counts as there for a start or an import, until it is deleted.
/// Threads: any. Owner: app/. Log and clock must outlive it. Calls are short and never wait for I/O, but for a start or
/// an import of what mayBeArchived(), which looks into the history first.
class ProcessTracker final : public ProcessSource
{
public:
    ProcessTracker(EventLog &log, const Clock &clock, TrackerOptions options = {});
    Q_DISABLE_COPY_MOVE(ProcessTracker)
    ~ProcessTracker() = default;

    struct Started
    {
        ProcessPtr process;
        bool created = true; ///< false where the same start had been made before
    };
    /// Begins to track a process. An id that is empty is generated. Of one that is in the history, the same start is
    /// answered with its last state, and another is refused.
    /// Errors: InvalidField (process_id), UnknownProcessType, ProcessExists, TooLarge, Io (history), Conflict.
    Result<Started> start(StartChange start);
    /// Errors: UnknownProcess, StaleAttempt, IllegalTransition, TooLarge, InvalidField.
    Result<ProcessPtr> report(const ProcessId &id, const ReportChange &report);
    /// Errors: UnknownProcess, AlreadyFinished.
    Result<ProcessPtr> cancel(const ProcessId &id);
    /// Errors: UnknownProcess, NotRetryable.
    Result<ProcessPtr> retry(const ProcessId &id, const RetryChange &retry = {});
    /// Forgets a finished process. Errors: UnknownProcess, NotFinished.
    Result<ProcessPtr> remove(const ProcessId &id);
    /// Lets go of a finished process, which the history keeps. Errors: UnknownProcess, NotFinished.
    Result<ProcessPtr> archive(const ProcessId &id);
    /// Takes a process over as it stood elsewhere. Errors: as for start(), and those of
    /// checkImport().
    Result<Started> import(Process process);

    /// For the retry engine and the deadline monitor. Errors: UnknownProcess, Conflict where the process
    /// went on meanwhile.
    Result<ProcessPtr> decideRetry(const ProcessId &id, const RetryDecision &decision);
    Result<ProcessPtr> expire(const ProcessId &id, const ExpireChange &expiry);
    Result<ProcessPtr> markQuiet(const ProcessId &id, const QuietChange &quiet);

    ProcessPtr find(const ProcessId &id) const override;
    /// A page of a list. Errors: InvalidField (cursor).
    Result<ProcessPage> query(const ProcessQuery &query) const;
    StatusCounts counts() const override;

    Snapshot snapshot() const override;
    EventLog &log() const override { return m_log; }

    QList<ProcessType> types() const override;
    bool isKnownType(const ProcessType &type) const;
    /// True where it was not known before.
    bool registerType(const ProcessType &type);

    /// Reads the last state of a process from the history; null where it isn't there. Errors: Io.
    using HistoryLookUp = std::function<Result<ProcessPtr>(const ProcessId &)>;
    /// From now on there is a history, of archived processes and of what an earlier run left in it. Its ids are told by
    /// noteArchived(), then noteAllArchived(). Before anything else is done here.
    void setHistory(HistoryLookUp lookUp);
    void noteArchived(const ProcessId &id) { m_archivedIds.add(id); }
    void noteAllArchived() { m_archivedIds.completeLoading(); }
    /// The history is about to forget this process. Where it can't, noteArchived() takes that back.
    void forgetArchived(const ProcessId &id);
    /// Whether the process isn't tracked, and the history may hold one of that id: "no" is certain.
    bool mayBeArchived(const ProcessId &id) const;
    /// How many ids the history is known to hold.
    qsizetype archivedCount() const { return m_archivedIds.size(); }

    /// Takes over what an earlier run tracked, and their types. The log has been restored to the same moment.
    /// Before anything else is done here.
    void restore(const std::vector<ProcessPtr> &processes);

private:
    /// What the history held at a moment.
    struct PastLife
    {
        ProcessPtr process; ///< null for none
        quint64 asOf = 0;   ///< the head of the log before the look
    };

    template <typename What>
    Change prepare(What &&what) const;
    /// Nothing where the history has to be looked at first, by `past`.
    std::optional<Result<Started>> commit(const ProcessId &id, Change &change, const std::optional<PastLife> &past);
    template <typename What>
    Result<Started> begin(const ProcessId &id, What &&what);
    template <typename What>
    Result<ProcessPtr> changeExisting(const ProcessId &id, What &&what);

    bool addType(const ProcessType &type);
    /// What the change applies to; nothing where it has to be looked for in the history.
    std::optional<ProcessPtr> currentFor(const ProcessId &id, const Change &change,
                                         const std::optional<PastLife> &past) const;
    void noteLeaving(const ProcessId &id, ProcessPtr process, quint64 seq);

    EventLog &m_log;
    const Clock &m_clock;
    const TrackerOptions m_options;

    mutable std::shared_mutex m_mutex; // guards all that follows, and the order of the log
    ProcessIndex m_index;
    QList<ProcessType> m_types; // in the order in which they were registered
    QSet<ProcessType> m_knownTypes;

    HistoryLookUp m_lookUp; // set once, before there are other threads
    ArchivedIds m_archivedIds;
    // Those that went last: what a look into the history began too early to see, or the store has yet to commit.
    struct Left
    {
        ProcessPtr process; // null where it was deleted
        quint64 seq = 0;    // of the event
    };
    QHash<ProcessId, Left> m_left;
    std::deque<std::pair<ProcessId, quint64>> m_leftOrder;
    quint64 m_leftDroppedUpTo = 0;
};

} // namespace Procession
