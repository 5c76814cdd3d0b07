// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processsource.h"

namespace Procession {

/// The processes of another server, in a log and an index of this program's own, for readers that don't know whose
/// processes they read.
///
/// A feeder passes on what the other server tells: a snapshot first, then each event after it, and a snapshot again
/// where events were lost. The feeder also knows how fresh the replica is, since it holds the connection.
///
/// The log of a replica has numbers of its own, which are consecutive and never begin again. The original's numbers
/// can't be its numbers: they have holes where events were conflated or filtered out, and they begin again at 1 on a
/// server that lost its data. Process::seq, createdSeq and reportSeq are the original's, and so are HistoryEvent::seq
/// and a feed's position. Not copied from the original are the ids of events and Process::startDigest.
///
/// Threads: the feeder's calls from one thread, the ProcessSource from any. Owner: the feeder's owner.
/// Cost: as a tracker's index and log.
class ProcessReplica final : public ProcessSource
{
public:
    explicit ProcessReplica(qsizetype capacity = EventLog::defaultCapacity);
    Q_DISABLE_COPY_MOVE(ProcessReplica)
    ~ProcessReplica() = default;

    /// Takes the place of everything that was known. Readers of the log are told of a loss.
    void reset(const std::vector<ProcessPtr> &processes, const TypeRegistry &registry,
               const std::vector<SchedulePtr> &schedules = {}, const AlertBoard &alerts = {},
               const std::vector<ExpectationPtr> &expectations = {});
    /// A process began or changed: `event.process` is its state since then. Of `event` the kind, the time and the origin
    /// are kept. A state that is known already, or an older one, is passed over.
    void put(Event event);
    /// The process is no longer tracked: `kind` is Removed or Archived. One that is unknown is passed over.
    void remove(const ProcessId &id, EventKind kind, qint64 timeMs);
    /// A type was registered, or a policy set. A setting that is known already is passed over.
    void apply(const Setting &setting, qint64 timeMs);
    /// A schedule changed, in the way that `kind` says; it is as it stands since then. An older one is passed over.
    void put(const SchedulePtr &schedule, EventKind kind, qint64 timeMs);
    /// The same of an expectation.
    void put(const ExpectationPtr &expectation, EventKind kind, qint64 timeMs);
    /// There is news of alerts: of the kind `kind`.
    void put(const AlertNews &news, EventKind kind, qint64 timeMs);

private:
    template <typename Pointer>
    bool replace(std::map<Text, Pointer> &known, const Pointer &next);
    void append(Event event);

    EventLog m_events; // log()
};

} // namespace Procession
