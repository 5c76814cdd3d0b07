// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "framedcursor.h"

namespace Procession {

FramedCursor::FramedCursor(EventLog &log, std::chrono::milliseconds frame, QObject *parent)
    : EventCursor(log, parent)
    , m_frame(this)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(frame);
    connect(&m_frame, &QTimer::timeout, this, &FramedCursor::due);
    connect(this, &EventCursor::available, this, [this] {
        if (m_isWatched && !m_frame.isActive())
            m_frame.start();
    });
}

void FramedCursor::setWatched(bool watched)
{
    m_isWatched = watched;
    if (!watched)
        m_frame.stop();
}

} // namespace Procession
