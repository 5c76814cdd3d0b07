// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "eventlog.h"

#include <QTimer>

#include <algorithm>

namespace Procession {

/// A cursor for what is shown: it tells once a frame at most that there are events, however many come, and not while nobody
/// looks.
///
/// Threads: the GUI's. Owner: a model.
class FramedCursor : public EventCursor
{
    Q_OBJECT

public:
    FramedCursor(EventLog &log, std::chrono::milliseconds frame, QObject *parent = nullptr);

    /// Whether somebody looks, as at the beginning. Who looks again takes or skips what came meanwhile.
    void setWatched(bool watched);
    /// Takes all that there is. Whether one of the events is of interest, or some were lost.
    template <typename IsOfInterest>
    bool takeAll(IsOfInterest isOfInterest)
    {
        bool isNews = false;
        for (EventLog::Batch batch = take(); batch.lost || !batch.events.empty(); batch = take()) {
            isNews = isNews || batch.lost || std::any_of(batch.events.begin(), batch.events.end(), isOfInterest);
            if (batch.lost)
                skipToEnd();
        }
        return isNews;
    }

Q_SIGNALS:
    /// There are events to take, and a frame has passed since they came.
    void due();

private:
    QTimer m_frame;
    bool m_isWatched = true;
};

} // namespace Procession
