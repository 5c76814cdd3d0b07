// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operator.h"
#include "route.h"

namespace Procession {

class Archive;
class Clock;

/// Answers what the window of this program asks about alerts, by the routes that others ask over the network.
/// Threads: any. Owner: whoever asks; archive, clock and what the routes stand on must outlive it.
class AlertWindow
{
public:
    /// `archive` is null where no history is kept.
    AlertWindow(std::vector<Route> routes, const Archive *archive, const Clock &clock);

    /// Calls `done` once, in any thread, maybe before it returns; it may read the history until then.
    void ask(const AlertQuestion &question, const Operator::AlertsRead &done) const;

private:
    Result<QJsonObject> rehearse(const QJsonObject &body) const;

    const std::vector<Route> m_routes;
    const Archive *m_archive;
    const Clock &m_clock;
};

} // namespace Procession
