// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backgroundthread.h"
#include "outputattempt.h"
#include "outputfollower.h"
#include "outputstore.h"
#include "segmentcache.h"

#include <QHash>
#include <QSet>

namespace Procession {

/// Who is to be told that an output has grown. Threads: any.
class OutputFollowers
{
public:
    void add(OutputFollower *follower);
    void remove(OutputFollower *follower);
    void wake(const OutputKey &key);

private:
    std::mutex m_mutex;
    QHash<OutputKey, QList<OutputFollower *>> m_followers;
    std::atomic<int> m_count = 0;
};

/// The attempts that were used last. Threads: any.
class OutputAttempts
{
public:
    explicit OutputAttempts(OutputContext &context)
        : m_context(context)
    {
    }

    std::shared_ptr<OutputAttempt> find(const OutputKey &key);
    /// The same; null where the attempt has no output, which then takes no place here. Most attempts that end have none.
    std::shared_ptr<OutputAttempt> findIfThere(const OutputKey &key);
    /// The same; null where it isn't among these. Never waits for the disk.
    std::shared_ptr<OutputAttempt> findIfKnown(const OutputKey &key);
    /// Lets go of files that nobody has written to for the longest time, where more are open than may be.
    void boundOpenFiles();
    /// Forgets those of a process: a later find() reads the folder anew.
    void forget(quint64 createdSeq);

private:
    struct Entry
    {
        std::shared_ptr<OutputAttempt> attempt;
        quint64 lastUse = 0;
    };
    std::vector<Entry> oldestFirst() const;

    OutputContext &m_context;
    std::mutex m_mutex;
    QHash<OutputKey, Entry> m_entries;
    quint64 m_uses = 0;
};

/// The parts of an OutputStore.
class OutputStorePrivate
{
public:
    OutputStorePrivate(const QString &folder, bool syncs, const Clock &storeClock, OutputLimits limits);

    /// The attempt has closed segments, which are compressed in the background.
    void compressLater(const OutputKey &key);
    /// Removes the output of a process. On the thread in the background.
    void removeProcess(const OutputKey &process);

    const Clock &clock;
    OutputContext context;
    SegmentCache cache;
    OutputFollowers followers;
    OutputAttempts attempts;
    std::mutex compressMutex;
    QSet<OutputKey> toCompress;  // and not begun yet
    BackgroundThread background; // last: its jobs use the others
};

} // namespace Procession
