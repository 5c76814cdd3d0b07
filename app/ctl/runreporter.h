// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "runoptions.h"

#include <QTimer>

namespace Procession {

/// Tells the server of one process: starts it there, and reports its newest state, one request at a time.
///
/// What comes while a request is under way goes with the next one; nothing is queued. While the server is away it
/// is tried again, half a second to ten seconds apart. A server that forgot the process is given it again.
/// Threads: the one it lives in. Owner: RunSession.
class RunReporter : public QObject
{
    Q_OBJECT

public:
    /// Makes the next report, without its `attempt`.
    using Compose = std::function<ReportChange()>;

    RunReporter(ApiClient &api, const RunOptions &options, Compose compose, QObject *parent = nullptr);

    /// Starts the process on the server.
    void start();
    /// There is something new: a report follows within 200 ms.
    void touch();
    /// A report shall go now, or as soon as the one under way is answered.
    void flush();
    /// No further reports, nor tries to send one.
    void stop();

    /// Whether it was told to stop, or the server wants no more.
    bool isStopped() const { return m_stopped; }
    bool isTracked() const { return m_tracked; }
    bool isReachable() const { return m_reachable; }
    /// The attempt that is reported on, as the server counts.
    int attempt() const { return m_attempt; }
    void setAttempt(int attempt) { m_attempt = attempt; }

Q_SIGNALS:
    /// The server tracks the process, now or again; that is how it stands.
    void tracked(const Procession::ProcessPtr &process);
    /// The server took the newest report, which was composed at the flush() before or later.
    void reported(const Procession::ProcessPtr &process);
    /// The server refused the report, since the process stands like that.
    void overruled(const Procession::ProcessPtr &process);
    /// The server doesn't want this process or report; nothing more is sent.
    void refused(const Procession::ApiError &error);
    void reachableChanged(bool reachable, const QString &problem);

private:
    Result<StartChange> composeStart() const;
    void sendStart();
    void startAnswered(const ApiReply<ProcessPtr> &reply);
    void send();
    void answered(const ApiReply<ProcessPtr> &reply);
    bool mayTryAgain(const ApiReply<ProcessPtr> &reply);
    void setReachable(bool reachable, const QString &problem);

    ApiClient &m_api;
    const RunOptions &m_options;
    const Compose m_compose;
    QTimer m_timer; // spaces reports out, and tries again
    bool m_stopped = false;
    bool m_tracked = false;
    bool m_forgotten = false; // the server had the process before
    bool m_reachable = true;
    bool m_inFlight = false;
    bool m_dirty = false;
    bool m_urgent = false;
    int m_failures = 0;
    int m_attempt = 1;
};

} // namespace Procession
