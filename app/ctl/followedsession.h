// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "processfollower.h"

namespace Procession {

/// A process that was started and is followed to its end, which gives the exit code of this program.
/// Threads: the main one. Owner: the command that started it.
class FollowedSession : public QObject
{
    Q_OBJECT

public:
    /// Returns the exit code once it has ended: 0 completed, 1 failed, 124 timed out, 130 cancelled.
    int run();
    /// Cancels the process; asked a second time, ends without waiting for the server.
    void cancel();
    /// The process as it stood last; null where nothing was heard of it.
    const ProcessPtr &last() const { return m_follower.last(); }

protected:
    /// `id` is the process that was started; `noun` is the word for it, such as "task".
    FollowedSession(const ApiEndpoint &endpoint, const ProcessId &id, const QString &noun);

    const ProcessId &id() const { return m_id; }
    const ApiEndpoint &endpoint() const { return m_api.endpoint(); }
    /// Tells that a retry follows, once for each attempt. Whether it did.
    bool announceRetry(const Process &process);
    int exitCodeOf(const Process &process) const;
    bool isFinished() const { return m_isFinished; }
    /// Ends run(); only the first call counts.
    void finish(int exitCode);

    virtual void show(const ProcessPtr &process) = 0;
    virtual void onEnded(const ProcessPtr &last) = 0;
    /// Nothing more is shown.
    virtual void onFinished() { }

private:
    const ProcessId m_id;
    ApiClient m_api;
    ProcessFollower m_follower;
    int m_announced = 0; // the attempt whose retry was told
    bool m_isCancelling = false;
    bool m_isFinished = false;
};

} // namespace Procession
