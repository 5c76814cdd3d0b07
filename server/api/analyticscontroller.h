// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

namespace Procession {

class Analytics;
class Clock;
struct ServerParts;

/// Answers requests about what past runs have in common. Threads: any.
class AnalyticsController
{
public:
    explicit AnalyticsController(const ServerParts &parts);

    /// Whether summaries are kept: where they aren't there are no routes for them.
    bool hasSummaries() const { return m_analytics != nullptr; }

    /// By whatever the request groups.
    Answer summary(const Call &call) const;
    /// The names that take longest.
    Answer slowest(const Call &call) const;

    static const QueryParameters summaryParameters;
    static const QueryParameters slowestParameters;

private:
    const Analytics *m_analytics;
    const Clock &m_clock;
};

} // namespace Procession
