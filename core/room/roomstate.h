// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demand.h"
#include "processid.h"
#include "queuepause.h"
#include "result.h"

#include <QStringList>

#include <functional>
#include <vector>

namespace Procession {

/// The named limits of a server: how many of each there are.
using NamedLimits = std::map<QString, int>;

/// Whether the limits can ever give what is asked for. Errors: InvalidField (`uses`), which names the one at fault.
Result<void> checkUses(const Demand &demand, const NamedLimits &limits);

/// The place of a process that waits in this server's queue, and why it doesn't run yet. Plain data.
struct QueuePlace
{
    enum class Reason : quint8 {
        AllPaused,  ///< the server starts nothing
        Paused,     ///< its type is paused
        TypeLimit,  ///< as many of its type run as may
        GroupLimit, ///< as many of its tool, or of its collection, run as may
        Uses,       ///< too few are free of a named limit
        Turn,       ///< an earlier one comes first
    };

    qsizetype place = 1;   ///< among those of its type that wait; the one at 1 comes next
    qsizetype waiting = 1; ///< of its type, it included
    Reason reason = Reason::Turn;
    QStringList limits{}; ///< with Uses: their names
    QString message{};    ///< the reason as a sentence
};

/// The wire name, such as `type_limit`.
QLatin1StringView wireName(QueuePlace::Reason reason);

/// Tells the place of a process; nothing of one that doesn't wait here. Any thread.
using QueuePlaces = std::function<std::optional<QueuePlace>(const ProcessId &)>;

/// The work of a type, as a server runs it. Plain data.
struct QueueState
{
    ProcessType type;
    int running = 0; ///< those that are being ended included
    qsizetype waiting = 0;
    int limit = 1;                   ///< of those that run at once
    QList<ProcessType> sharedWith{}; ///< other types whose running ones count for the same limit
};

struct NamedLimitState
{
    QString name;
    int total = 0;
    int inUse = 0;
};

/// All of a server's own work at one moment. Plain data.
struct RoomState
{
    std::vector<QueueState> queues{};
    std::vector<NamedLimitState> limits{};
    QueuePauses pauses{};
};

} // namespace Procession
