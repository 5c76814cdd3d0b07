// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alertboard.h"

#include <QTimer>

#include <functional>

namespace Procession {

/// Tells what became of episodes, so that whoever follows them keeps all that are open: at most ten times a second, however
/// much happens meanwhile.
/// Threads: its owner's, which has an event loop. Owner: AlertEngine.
class AlertTeller : public QObject
{
    Q_OBJECT

public:
    using Open = std::function<std::vector<AlertEpisode>()>;
    using Tell = std::function<void(AlertNews)>;

    static constexpr std::chrono::milliseconds interval{100};

    /// `open` gives those that are open at present. `tell` may be empty: then nothing is told.
    AlertTeller(Open open, Tell tell, QObject *parent = nullptr);

    /// All of them, to somebody who knows nothing yet.
    void tellAll();
    /// Something changed; these are over.
    void note(const std::vector<AlertEpisode> &ended);
    /// Something around the episodes changed: silences, or what became of messages. That is told without episodes, so that
    /// whoever shows it asks for it.
    void noteOther();
    /// Tells at once what there is to tell.
    void flush();

private:
    const Open m_open;
    const Tell m_tell;
    std::map<quint64, AlertEpisode> m_told; // those that are open, by number
    std::vector<AlertEpisode> m_ended;
    bool m_isOther = false; // something is to be told, even where no episode is
    QTimer m_timer;
};

} // namespace Procession
