// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archivedids.h"
#include "change.h"
#include "clock.h"
#include "dependencybook.h"
#include "expectationchange.h"
#include "processquery.h"
#include "processsource.h"
#include "schedulechange.h"

#include <QHash>

#include <deque>
#include <functional>

namespace Procession {

struct TrackerOptions
{
    /// The most bytes of compact JSON that one process's metadata may take.
    qsizetype maxMetadataBytes = 64 * 1024;

    friend bool operator==(const TrackerOptions &a, const TrackerOptions &b) = default;
};

/// The door: the only code that changes a process, a retry policy, the list of types, a pause, a schedule, a rule of
/// alerts or an expectation.
///
/// Each call takes the lock, asks the rule (apply() in change.h, TypeRegistry::apply()), and where the rule agrees puts
/// the new state in place and appends one event, and with it those that follow for the processes that depend on this one. An error changes nothing. The door knows no reader of its log.
/// Each changing call takes the origin of the change, which its event carries; {} stands for this server itself.
///
/// An id has one life: a process in the history still holds its id for a start or an import, until it is deleted.
/// Threads: any. Owner: app/. Log and clock must outlive it. Calls are short and never wait for I/O, but for a start or
/// an import of what mayBeArchived(), which looks into the history first.
class ProcessTracker final : public ProcessSource
{
public:
    /// A source of even random numbers from 0 to 1.
    using Draw = double (*)();

    /// `registry` holds the configured types and policies. `draw` is the source of the retries' jitter; it is called
    /// under the lock.
    ProcessTracker(EventLog &log, const Clock &clock, TrackerOptions options = {}, TypeRegistry registry = {},
                   Draw draw = &randomDraw);
    Q_DISABLE_COPY_MOVE(ProcessTracker)
    ~ProcessTracker() = default;

    struct Started
    {
        ProcessPtr process;
        bool created = true; ///< false where the same start had been made before
    };
    /// Begins to track a process. An id that is empty is generated. Of one that is in the history, the same start is
    /// answered with its last state, and another is refused.
    /// Errors: InvalidField (process_id; depends_on, where one of them isn't there or they make a cycle), UnknownProcessType,
    /// ProcessExists, TooLarge, Io (history), Conflict.
    Result<Started> start(StartChange start, const Origin &origin = {});
    /// Errors: UnknownProcess, StaleAttempt, IllegalTransition, TooLarge, InvalidField.
    Result<ProcessPtr> report(const ProcessId &id, const ReportChange &report, const Origin &origin = {});
    /// Errors: UnknownProcess, AlreadyFinished.
    Result<ProcessPtr> cancel(const ProcessId &id, const Origin &origin = {});
    /// Errors: UnknownProcess, NotRetryable.
    Result<ProcessPtr> retry(const ProcessId &id, const RetryChange &retry = {}, const Origin &origin = {});
    /// Forgets a finished process. Errors: UnknownProcess, NotFinished, HasDependents where others wait for it.
    Result<ProcessPtr> remove(const ProcessId &id, const Origin &origin = {});
    /// Lets go of a finished process, which the history keeps. Errors: as for remove().
    Result<ProcessPtr> archive(const ProcessId &id, const Origin &origin = {});
    /// Takes a process over as it stood elsewhere. Errors: as for start(), and those of
    /// checkImport().
    Result<Started> import(Process process, const Origin &origin = {});

    /// For the deadline monitor. Errors: UnknownProcess, Conflict where the process went on meanwhile.
    Result<ProcessPtr> expire(const ProcessId &id, const ExpireChange &expiry, const Origin &origin = {});
    Result<ProcessPtr> markQuiet(const ProcessId &id, const QuietChange &quiet, const Origin &origin = {});

    /// Registers a type. True where it was not known before; otherwise there is no event.
    bool registerType(const ProcessType &type, const Origin &origin = {});
    /// Sets the retry policy of a type: for attempts that fail from now on. Errors: InvalidField, naming the value that
    /// is out of range.
    Result<void> setRetryPolicy(const ProcessType &type, const RetryPolicy &policy, const Origin &origin = {});

    /// Has this server start none of its own work of that type, or none at all where the type is empty; what runs goes on.
    /// Whether it wasn't so before; otherwise there is no event.
    bool pauseQueue(const ProcessType &type, const Origin &origin = {});
    bool resumeQueue(const ProcessType &type, const Origin &origin = {});

    /// Changes the schedule of that name; where that changes nothing there is no event. One that is removed is answered with
    /// its last state. Errors: those of apply() in schedulechange.h.
    Result<SchedulePtr> changeSchedule(const Text &name, decltype(ScheduleChange::payload) payload,
                                       const Origin &origin = {});

    /// Changes the rule of that name; where that changes nothing there is no event. One that is removed is answered with its
    /// last state. Errors: those of AlertBoard::changed().
    Result<AlertRulePtr> putAlertRule(const AlertRule &rule, bool isConfigured = false, const Origin &origin = {});
    Result<AlertRulePtr> removeAlertRule(const QString &name, bool isConfigured = false, const Origin &origin = {});
    /// For the AlertEngine: what became of episodes.
    void tellAlerts(AlertNews news, const Origin &origin = {});
    /// Changes the expectation of that name, as changeSchedule() does. Errors: those of apply() in expectationchange.h.
    Result<ExpectationPtr> changeExpectation(const Text &name, decltype(ExpectationChange::payload) payload,
                                             const Origin &origin = {});
    /// The expectation with that key in its ping URL, or null. In a time that tells nothing of the keys that there are.
    ExpectationPtr expectationOfKey(QByteArrayView key) const;

    /// A page of a list. Errors: InvalidField (cursor).
    Result<ProcessPage> query(const ProcessQuery &query) const;
    bool isKnownType(const ProcessType &type) const;
    std::map<ProcessType, RetryPolicy> retryPolicies() const;
    std::optional<RetryPolicy> retryPolicy(const ProcessType &type) const;

    /// Reads the last state of a process from the history; null where it isn't there. Errors: Io.
    using HistoryLookUp = std::function<Result<ProcessPtr>(const ProcessId &)>;
    /// From now on there is a history, of archived processes and of what an earlier run left in it. Its ids are told by
    /// noteArchived(), then noteAllArchived(). Before anything else is done here.
    void setHistory(HistoryLookUp lookUp);
    void noteArchived(const ProcessId &id) { m_archivedIds.add(id); }
    void noteAllArchived() { m_archivedIds.completeLoading(); }
    /// The history is about to delete this process. Where it can't, noteArchived() takes that back.
    void forgetArchived(const ProcessId &id);
    /// Whether the process isn't tracked, and the history may hold one of that id: "no" is certain.
    bool mayBeArchived(const ProcessId &id) const;

    /// Takes over the processes of an earlier run, their types, and the settings that were changed in it. The log has
    /// been restored to the same moment. Before anything else is done here.
    void restore(const std::vector<ProcessPtr> &processes, const std::vector<Setting> &settings = {},
                 const std::vector<SchedulePtr> &schedules = {}, const std::vector<AlertRulePtr> &alertRules = {},
                 const std::vector<ExpectationPtr> &expectations = {});

    static double randomDraw();

private:
    /// The process that the history held at a moment.
    struct PastLife
    {
        ProcessPtr process; ///< null for none
        quint64 asOf = 0;   ///< the head of the log before the look
    };

    template <typename Payload>
    Change prepare(Payload &&payload, const Origin &origin) const;
    /// Nothing where the history has to be looked at first, by `past`.
    std::optional<Result<Started>> commit(const ProcessId &id, Change &change, const std::optional<PastLife> &past);
    template <typename Payload>
    Result<Started> begin(const ProcessId &id, Payload &&payload, const Origin &origin);
    template <typename Payload>
    Result<ProcessPtr> changeExisting(const ProcessId &id, Payload &&payload, const Origin &origin);
    Result<bool> changeSetting(Setting setting, const Origin &origin);
    Result<AlertRulePtr> changeAlertRule(AlertRuleChange change, const Origin &origin);
    void putNews(AlertNews news, EventKind kind, qint64 timeMs, const Origin &origin);

    /// The state that the change applies to; nothing where the history has to be read for it.
    std::optional<ProcessPtr> currentFor(const ProcessId &id, const Change &change,
                                         const std::optional<PastLife> &past) const;
    void noteLeaving(const ProcessId &id, ProcessPtr process, quint64 seq);
    Result<void> readArchivedDependencies(DependencyTerms &terms) const;
    std::optional<Error> judgeDependencies(const ProcessId &id, const Process *current, Change &change) const;
    std::optional<Error> problemOfDependents(const ProcessId &id) const;
    void put(Event event);
    void putExpectation(const ExpectationPtr &before, const ExpectationPtr &next);

    const Clock &m_clock;
    const TrackerOptions m_options;
    const Draw m_draw;

    // The lock of ProcessSource guards all that follows, too.
    DependencyBook m_dependencies;
    QHash<QByteArray, Text> m_pingKeys; // the name of the expectation, by the hash of its key
    HistoryLookUp m_lookUp;             // set once, before there are other threads
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
