// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reportspool.h"
#include "runoptions.h"

#include <QTimer>

namespace Procession {

/// Reports one process to the server: starts it there, and from then on reports its newest state.
///
/// A spool delivers the reports: while the server is away they wait, and what is new is merged into what waits. A server
/// that forgot the process is given it again. Threads: the one it lives in. Owner: the session that runs the process.
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
    /// A report goes now, or as soon as those before it are answered.
    void flush();
    /// No further reports, nor tries to send one.
    void stop();

    /// Whether it was stopped, by stop() or since the server refused the process.
    bool isStopped() const { return m_spool.isStopped(); }
    bool isReachable() const { return m_spool.isReachable(); }
    /// The attempt that is reported on, as the server counts.
    int attempt() const { return m_attempt; }
    void setAttempt(int attempt) { m_attempt = attempt; }

Q_SIGNALS:
    /// The server tracks the process, now or again; that is how it stands.
    void tracked(const Procession::ProcessPtr &process);
    /// The server took the newest report.
    void reported(const Procession::ProcessPtr &process);
    /// The server refused a report, since the process stands like that.
    void overruled(const Procession::ProcessPtr &process);
    /// The server refuses this process or report; nothing more is sent.
    void refused(const Procession::ApiError &error);
    void reachableChanged(bool reachable, const QString &problem);

private:
    Result<StartChange> composeStart(bool isForgotten) const;
    void send();

    const RunOptions &m_options;
    const Compose m_compose;
    ReportSpool m_spool;
    QTimer m_spacing; // runs while a report is due
    bool m_isTracked = false;
    int m_attempt = 1;
};

} // namespace Procession
