// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "feedclient.h"

namespace Procession {

/// Follows one process over the feed to its end, over all its attempts.
///
/// Threads: the one it lives in. Owner: the command.
class ProcessFollower : public QObject
{
    Q_OBJECT

public:
    ProcessFollower(const ApiEndpoint &endpoint, const ProcessId &id, QObject *parent = nullptr);

    /// One of ended(), forgotten() and refused() comes once, and nothing after it.
    void start();
    /// Starts, and runs the program's event loop until one of them has come. Prints why the process isn't completed.
    /// Returns the exit code, which is 0 where it is.
    int waitForEnd();
    /// As the process stood last; null where nothing was heard of it.
    const ProcessPtr &last() const { return m_last; }

Q_SIGNALS:
    void changed(const Procession::ProcessPtr &process);
    /// No attempt follows. changed() came before.
    void ended(const Procession::ProcessPtr &process);
    /// The server does not know the process, or no longer.
    void forgotten();
    /// The server does not let us in.
    void refused(const QString &problem);
    /// The connection broke, and is tried again.
    void interrupted();

private:
    void follow(const ProcessPtr &process);

    const SystemClock m_clock;
    FeedClient m_feed;
    ProcessPtr m_last;
    bool m_isLive = false;
    bool m_isOver = false;
};

} // namespace Procession
