// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"

#include <QDeadlineTimer>
#include <QTimer>

namespace Procession {

/// The time after an attempt of a run: waits for the server's word whether another one follows, as long as that has a
/// reason.
///
/// It is told how the process stands by whoever hears it; where no feed does, it asks.
/// Threads: the one it lives in, which needs an event loop. Owner: RunSession. `api` must outlive it.
class RetryWait : public QObject
{
    Q_OBJECT

public:
    /// `hasFeed` says whether a feed is up to date; `patience` is how long the server may be silent.
    RetryWait(ApiClient &api, const ProcessId &id, std::function<bool()> hasFeed, std::chrono::milliseconds patience,
              QObject *parent = nullptr);

    /// That attempt has ended, and the process stands like this; one of the signals follows, maybe at once.
    void begin(int attempt, const ProcessPtr &process);
    void stop() { m_timer.stop(); }
    /// The process stands like this now.
    void take(const ProcessPtr &process);

Q_SIGNALS:
    /// The server was asked, and says that.
    void heard(const Procession::ProcessPtr &process);
    /// The server no longer knows the process.
    void forgotten();
    /// Another attempt has begun.
    void nextAttempt(const Procession::ProcessPtr &process);
    /// There is none.
    void over();

private:
    void look();

    ApiClient &m_api;
    const ProcessId m_id;
    const std::function<bool()> m_hasFeed;
    const std::chrono::milliseconds m_patience;
    int m_attempt = 1;
    bool m_announced = false; // the user was told when the next attempt begins
    QDeadlineTimer m_deadline;
    QTimer m_timer;
};

} // namespace Procession
