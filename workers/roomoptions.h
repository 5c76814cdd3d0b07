// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "roomstate.h"

#include <QMap>

namespace Procession {

/// How the work of a type is run, as `[queues.TYPE]` of the configuration says. Plain data.
struct QueueOptions
{
    std::optional<int> maxRunning{}; ///< at once, in place of the worker's own limit
    Demand demand{};                 ///< of all work of the type

    friend bool operator==(const QueueOptions &a, const QueueOptions &b) = default;
};

/// The room that a server has for work of its own. Plain data; the values here are the defaults.
struct RoomOptions
{
    NamedLimits limits{}; ///< `[room]`
    QMap<ProcessType, QueueOptions> queues{};

    friend bool operator==(const RoomOptions &a, const RoomOptions &b) = default;
};

} // namespace Procession
