// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "framemeter.h"

#include <algorithm>

namespace Procession::Bench {

namespace {

/// As far as a turn of a mouse wheel goes.
constexpr double step = 60;

double millisecondsOf(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

} // namespace

FrameMeter::FrameMeter(QQuickWindow &window, QQuickItem &list, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_list(list)
{
    m_sinceFrame.start();
    connect(&m_window, &QQuickWindow::frameSwapped, this, &FrameMeter::scrollOn);
    m_window.update();
}

void FrameMeter::begin()
{
    m_counts = true;
    m_frames.clear();
    m_blocks.begin();
}

double FrameMeter::medianMs() const
{
    return percentileMs(0.5);
}

double FrameMeter::percentileMs(double quantile) const
{
    if (m_frames.empty())
        return 0;
    std::vector<double> sorted = m_frames;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<size_t>(quantile * static_cast<double>(sorted.size() - 1))];
}

void FrameMeter::scrollOn()
{
    if (m_counts)
        m_frames.push_back(millisecondsOf(m_sinceFrame));
    m_sinceFrame.start();
    const double end = m_list.property("contentHeight").toDouble() - m_list.height();
    const double y = m_list.property("contentY").toDouble() + m_direction * step;
    if (y >= end)
        m_direction = -1;
    else if (y <= 0)
        m_direction = 1;
    m_list.setProperty("contentY", std::clamp(y, 0.0, std::max(0.0, end)));
    m_window.update();
}

} // namespace Procession::Bench
