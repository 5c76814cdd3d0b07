// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"
#include "runlock.h"
#include "worker.h"

#include <QSocketNotifier>

namespace Procession {

/// Waits until nobody has the lock on a run any more. Threads: one with an event loop. Owner: whoever waits.
class LockWait : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Waits for that holder to end; over() follows, after which another one may have it.
    void begin(const RunLock::Holder &holder);

Q_SIGNALS:
    void over();

private:
    Descriptor m_guardian; // a pidfd
    std::unique_ptr<QSocketNotifier> m_ends;
};

/// What a server that was killed left of a command, and what still ends: a job that only waits for that.
///
/// Threads: as Job. Owner: WorkQueue.
class CommandRemains : public Job
{
    Q_OBJECT

public:
    /// Nothing where nobody has the lock of that file.
    static std::unique_ptr<Job> of(const QByteArray &lockFile);

    void begin() override;
    bool stop() override { return false; }

private:
    explicit CommandRemains(QByteArray lockFile);

    const QByteArray m_lockFile;
    LockWait m_wait;
};

} // namespace Procession
