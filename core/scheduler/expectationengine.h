// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"
#include "processtracker.h"
#include "waketimes.h"

#include <QHash>

#include <map>
#include <set>

namespace Procession {

/// Notices that expected runs don't begin or end in time, and which processes are such runs.
///
/// A reader of the log, which knocks at the door like everyone: what is late or missed is a change of its expectation, and
/// so is what a process says of its run. After a crash between the event of a process and that of its expectation the
/// processes are looked through once more; an expectation knows up to which event it took them. One timer waits for the
/// earliest time at which something changes, by the wall clock; it also comes when that clock is set. At the start nothing
/// counts as missed until its grace is over once more, since pings may have been lost.
/// Threads: lives in one with an event loop. Owner: app/.
class ExpectationEngine : public QObject
{
    Q_OBJECT

public:
    /// A process with this key in its metadata is a run of the expectation that it names.
    static constexpr QLatin1StringView metadataKey{"expectation"};

    /// All must outlive this.
    ExpectationEngine(ProcessTracker &tracker, const Clock &clock, QObject *parent = nullptr);

    /// Looks at what is due by now, before the timer comes: for a clock that was moved.
    void checkNow();

private:
    void readLog();
    void reload();
    void take(const ExpectationPtr &expectation);
    void forget(const Text &name);
    void noteClock();
    void forgive(qint64 clockMovedMs);
    void catchUp();
    void catchUp(const Process &process, const Expectation &expectation);
    void follow(const Event &event);
    std::set<Text> expecting(const Process &process) const;
    void change(const Text &name, decltype(ExpectationChange::payload) payload);

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const Origin m_origin = Origin::ofServer(u"expectations");
    EventCursor m_cursor;
    WakeTimes m_wakes;
    qint64 m_clockOffsetMs; // of the wall clock to the steady one
    std::map<Text, ExpectationPtr> m_known;
    std::set<Text> m_scoped;            // those that processes fit
    QMultiHash<ProcessId, Text> m_runs; // what expects each run that is under way
};

} // namespace Procession
