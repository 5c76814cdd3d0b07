// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operator.h"
#include "route.h"

namespace Procession {

/// Answers what the window of this program asks about alerts, by the routes that others ask over the network.
/// Threads: any; none waits for an answer that takes long. Owner: whoever asks; what the routes stand on must outlive it.
class AlertWindow
{
public:
    explicit AlertWindow(std::vector<Route> routes)
        : m_routes(std::move(routes))
    {
    }

    /// Calls `done` once, in any thread, maybe before it returns.
    void ask(const AlertQuestion &question, const Operator::AlertsRead &done) const;

private:
    const std::vector<Route> m_routes;
};

} // namespace Procession
