// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace Procession {

/// Signals at a time of the wall clock, and once whenever somebody sets that clock, so that nobody has to look at it from
/// time to time.
///
/// Threads: lives in one with an event loop. Owner: the part that waits.
class WallTimer : public QObject
{
    Q_OBJECT

public:
    explicit WallTimer(QObject *parent = nullptr);

    /// Signals in `delayMs` by the machine's wall clock, in place of the time that was asked for before. At once for 0 or less.
    void start(qint64 delayMs);
    /// Signals no more, but when the clock is set.
    void stop();

Q_SIGNALS:
    void timeout();

private:
    void arm(qint64 atMs);
    void read();

    Descriptor m_timer;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace Procession
