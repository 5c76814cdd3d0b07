// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "blockmeter.h"

#include <QElapsedTimer>
#include <QObject>
#include <QQuickItem>
#include <QQuickWindow>

#include <vector>

namespace Procession::Bench {

/// Scrolls a list as fast as frames come, and measures how long each takes on the GUI's thread.
///
/// A frame's time is that from one frame to the next, with everything that the thread did between: what the models
/// merged, what was laid out, what was painted. A block is the longest time in which the event loop didn't come round.
/// Threads: the GUI's. Owner: main().
class FrameMeter : public QObject
{
    Q_OBJECT

public:
    FrameMeter(QQuickWindow &window, QQuickItem &list, QObject *parent = nullptr);

    /// Frames before this are not counted.
    void begin();
    double medianMs() const;
    double percentileMs(double quantile) const;
    double longestBlockMs() const { return m_blocks.longestMs(); }
    size_t frames() const { return m_frames.size(); }

private:
    void scrollOn();

    QQuickWindow &m_window;
    QQuickItem &m_list;
    bool m_counts = false;
    double m_direction = 1;
    QElapsedTimer m_sinceFrame;
    BlockMeter m_blocks;
    std::vector<double> m_frames;
};

} // namespace Procession::Bench
