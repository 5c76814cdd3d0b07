// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "actor.h"
#include "processtype.h"

#include <map>

namespace Procession {

/// Says that a server starts no work of its own, of a type or at all, from a moment on; what runs goes on. Plain data.
struct QueuePause
{
    bool isPaused = true; ///< false: it was resumed then
    qint64 sinceMs = 0;   ///< wall time
    Origin origin{};      ///< who asked for it, and why

    friend bool operator==(const QueuePause &a, const QueuePause &b) = default;
};

/// What is paused, by type. The empty type stands for everything.
using QueuePauses = std::map<ProcessType, QueuePause>;

} // namespace Procession
