// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertcause.h"
#include "alertfact.h"
#include "failurerate.h"

#include <QSet>

#include <map>
#include <set>

namespace Procession {

/// Judges one rule: finds in facts what is wrong and what is well again, and for which cause.
/// Threads: its book's. Owner: AlertBook.
class AlertWatch
{
public:
    /// Of so many causes that get into trouble within `floodMs`, each is told by itself; further ones are told together, so
    /// that no outage becomes a flood of messages.
    static constexpr qsizetype mostCauses = 10;
    static constexpr qint64 floodMs = 10 * 60'000;

    explicit AlertWatch(AlertRule rule);

    const AlertRule &rule() const { return m_rule; }
    /// Another rule about the same causes.
    void setRule(const AlertRule &rule) { m_rule = rule; }
    const std::map<QByteArray, AlertCause> &causes() const { return m_causes; }
    /// The cause of that key, or null.
    AlertCause *find(const QByteArray &key);

    /// What a fact says, as far as it decides which rules have to look at it.
    enum About : quint8 {
        SignOfLife = 1, ///< a process whose host may be known reported something
        Change = 2,     ///< something else about a process
        End = 4,        ///< an attempt ended
        Other = 8,      ///< it isn't about a process
    };
    /// The facts that this rule looks at: those of which one of these holds.
    quint8 wants() const;
    /// Takes over what the fact says. `isFound`: it was found in a snapshot.
    void apply(const AlertFact &fact, AlertTime now, bool isFound);
    /// Takes over what has become true by time alone.
    void applyTime(AlertTime now);
    /// Forgets the processes that it follows, before those of a snapshot are applied.
    void forgetProcesses();
    /// When applyTime() has something to do, as steady time.
    std::optional<qint64> nextDueMs() const;

    /// The keys of causes to which something happened, for the book to step them.
    std::set<QByteArray> takeTouched() { return std::exchange(m_touched, {}); }
    bool isTouched() const { return !m_touched.empty(); }
    void touchAll();

    /// What is kept of a cause, or with an empty key of the rule; empty where nothing has to be.
    QByteArray rowOf(const QByteArray &key, AlertTime now);
    /// Takes over such a row. False where it is of a rule about other causes.
    bool restore(const QByteArray &key, const QByteArray &row);
    /// As AlertCause::shift().
    void shift(qint64 waitedMs, qint64 unseenMs);
    /// Ends all episodes without a word.
    void drop(AlertTime now, AlertCause::Outcome &outcome);

private:
    struct Place // of a process that is followed: there may be a million of them
    {
        ProcessPtr process;            // as it came to its status
        QByteArray cause{};            // empty while it isn't in trouble
        std::optional<qint64> dueMs{}; // steady: it is in trouble then
        bool isFound = false;          // it was in trouble when it was found
    };
    struct Host
    {
        QSet<ProcessId> running;
        qint64 seenMs = 0; // steady
        bool isSilent = false;
    };

    void applyProcess(const ProcessFact &fact, qint64 atMs, AlertTime now, bool isFound);
    void applyOccurrence(const ProcessFact &fact, qint64 atMs, AlertTime now);
    void applyState(const ProcessFact &fact, qint64 atMs, AlertTime now, bool isFound);
    void applyDeadline(const ProcessFact &fact, AlertTime now, bool isFound);
    void applyRate(const ProcessFact &fact, qint64 atMs, AlertTime now);
    void judgeRatesDue(AlertTime now);
    void noteDue(const FailureRate &rate);
    void judgeRate(const QByteArray &key, const AlertCause::News *failure, AlertTime now);
    void applyHost(const ProcessFact &fact, AlertTime now);
    std::map<QString, Host>::iterator hostOf(const Process &process);
    void seeHost(std::map<QString, Host>::iterator host, AlertTime now);
    void judgeHosts(AlertTime now);
    void apply(const StoreFact &fact, qint64 atMs, AlertTime now);
    void apply(const DiskFact &fact, qint64 atMs, AlertTime now);
    void apply(const ChannelFact &fact, qint64 atMs, AlertTime now);
    void apply(const ExpectedFact &fact, qint64 atMs, AlertTime now);

    bool isFailure(const ProcessFact &fact) const;
    void begin(const QByteArray &cause, const AlertCause::News &news, AlertTime now);
    void end(const QByteArray &cause, const QByteArray &subject, const QString &reason = {});
    void leave(const ProcessFact &fact);
    void setDue(const ProcessId &id, Place &place, std::optional<qint64> dueMs);
    QByteArray causeOf(const Process &process) const;
    QByteArray openKey(const QByteArray &key, AlertTime now) const;
    void sweep(AlertTime now);

    AlertRule m_rule;
    const QString m_about; // tells rules about other causes apart
    std::map<QByteArray, AlertCause> m_causes;
    std::set<QByteArray> m_touched;
    QHash<ProcessId, Place> m_places;
    std::set<std::pair<qint64, ProcessId>> m_deadlines;
    std::map<QString, Host> m_hosts;
    QHash<ProcessId, std::map<QString, Host>::iterator> m_hostOf; // of those that run
    qint64 m_hostsDueMs = std::numeric_limits<qint64>::max();     // no host is silent before
    std::map<QByteArray, FailureRate> m_rates;
    qint64 m_ratesDueMs = std::numeric_limits<qint64>::max(); // no run stops to count before
    QHash<QString, qint64> m_expected;                        // the newest due time that was heard of, wall
    size_t m_sweepAt = 1000;
};

} // namespace Procession
