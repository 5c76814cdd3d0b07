// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace Procession::Bench {

/// Measures the longest time in which the event loop of a thread didn't come round, and the longest that it worked then.
///
/// The first is what a user sees. The second leaves out the time in which the machine gave the processor to somebody else,
/// and in which the thread waited.
/// Threads: the one that is measured. Owner: the caller.
class BlockMeter : public QObject
{
    Q_OBJECT

public:
    explicit BlockMeter(QObject *parent = nullptr);

    /// Forgets what was before.
    void begin();
    double longestMs() const { return m_longestMs; }
    double longestWorkMs() const { return m_longestWorkMs; }

private:
    void tick();

    QElapsedTimer m_sinceTick;
    double m_workAtTickMs = 0;
    QTimer m_ticks;
    double m_longestMs = 0;
    double m_longestWorkMs = 0;
};

} // namespace Procession::Bench
