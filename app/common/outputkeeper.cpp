// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputkeeper.h"

#include "archive.h"
#include "outputstore.h"
#include "processtracker.h"

#include <QSet>

#include <algorithm>

namespace Procession {

namespace {

constexpr int sweepInterval = 10; // minutes

/// The processes that are known at a moment.
class KnownProcesses
{
public:
    KnownProcesses(ProcessTracker &tracker, const Archive *archive)
    {
        // One whose beginning isn't committed is in no history, though it may have left the tracker already.
        m_seq = tracker.log().committed();
        const ProcessTracker::Snapshot snapshot = tracker.snapshot();
        for (const ProcessPtr &process : snapshot.processes)
            (isLive(**process) ? m_live : m_over).insert((*process)->createdSeq);
        if (!archive)
            return;
        // Read second: a process that leaves the tracker in between is in it.
        if (auto archived = archive->createdSeqs())
            m_archived = std::move(*archived);
        else
            m_isComplete = false;
    }

    OutputStore::Keep keep(quint64 createdSeq) const
    {
        using enum OutputStore::Keep;
        if (createdSeq > m_seq || m_live.contains(createdSeq))
            return Always;
        const bool isKnown = !m_isComplete || m_over.contains(createdSeq)
            || std::binary_search(m_archived.begin(), m_archived.end(), createdSeq);
        return isKnown ? WhileRoom : No;
    }

private:
    quint64 m_seq = 0; // those that began later count as live
    QSet<quint64> m_live;
    QSet<quint64> m_over;
    std::vector<quint64> m_archived; // in order
    bool m_isComplete = true;
};

} // namespace

OutputKeeper::OutputKeeper(ProcessTracker &tracker, const Archive *archive, OutputStore &store, qint64 maxBytes,
                           QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_archive(archive)
    , m_store(store)
    , m_cursor(tracker.log(), this, EventCursor::Reads::Committed)
    , m_maxBytes(maxBytes)
    , m_timer(this)
{
    connect(&m_cursor, &EventCursor::available, this, &OutputKeeper::readLog);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (++m_minutes >= sweepInterval || m_store.bytesOnDisk() > m_maxBytes)
            sweep();
    });
    m_timer.start(std::chrono::minutes(1));
    sweep(); // for those that went while nobody kept output
}

void OutputKeeper::sweep()
{
    m_minutes = 0;
    // What is known is read in the background, once there is output to ask for.
    m_store.sweep([known = std::shared_ptr<KnownProcesses>(), &tracker = m_tracker,
                   archive = m_archive](quint64 createdSeq) mutable {
        if (!known)
            known = std::make_shared<KnownProcesses>(tracker, archive);
        return known->keep(createdSeq);
    });
}

void OutputKeeper::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        // The next sweep finds those that were forgotten; an attempt's end is told by its process as well.
        m_cursor.skipToEnd();
        sweep();
        return;
    }
    std::vector<quint64> forgotten;
    for (const Event &event : batch.events) {
        if (!event.process)
            continue;
        if (event.kind == EventKind::Removed || (event.kind == EventKind::Archived && !m_archive))
            forgotten.push_back((*event.process)->createdSeq);
        else if (!endsTracking(event.kind))
            finishEnded(event);
    }
    if (!forgotten.empty())
        m_store.remove(std::move(forgotten));
}

/// Closes the output of the attempt that the event ended, where it ended one.
void OutputKeeper::finishEnded(const Event &event)
{
    const Process &process = **event.process;
    // A failure to write is told by the appends; the process tells that the attempt is over.
    const Process *before = event.before ? &**event.before : nullptr;
    const bool isNextAttempt = before ? before->attempt < process.attempt : event.kind == EventKind::Retried;
    if (isNextAttempt && !(before && isTerminal(before->status)))
        std::ignore = m_store.finish(OutputKey::of(process, process.attempt - 1));
    const bool wasOver = before && before->attempt == process.attempt && isTerminal(before->status);
    if (isTerminal(process.status) && !wasOver)
        std::ignore = m_store.finish(OutputKey::of(process));
}

} // namespace Procession
