// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace Procession::Bench {

/// Measures the longest time in which the event loop of a thread didn't come round.
///
/// All of it is what a user sees; its own part leaves out the time in which the thread could have gone on, but the machine
/// gave its processors to others.
/// Threads: the one that is measured. Owner: the caller.
class BlockMeter : public QObject
{
    Q_OBJECT

public:
    explicit BlockMeter(QObject *parent = nullptr);
    ~BlockMeter() override;

    /// Forgets what was before.
    void begin();
    double longestMs() const { return m_longestMs; }
    double longestOwnMs() const { return m_longestOwnMs; }

private:
    void tick();
    double queuedMs() const;

    QElapsedTimer m_sinceTick;
    int m_schedule = -1; // what the kernel tells of this thread
    double m_queuedAtTickMs = 0;
    QTimer m_ticks;
    double m_longestMs = 0;
    double m_longestOwnMs = 0;
};

} // namespace Procession::Bench
