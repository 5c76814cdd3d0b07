// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>

namespace Procession {

/// What GET /health tells beside the counts of processes. Plain data.
struct ServerInfo
{
    qint64 startedSteadyMs = 0;
    /// How many subscribers there are now. Called in the server's thread.
    std::function<qsizetype()> subscribers = [] { return qsizetype(0); };
};

} // namespace Procession
