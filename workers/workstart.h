// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "roomoptions.h"
#include "worker.h"

namespace Procession {

/// The stage of a process that waits for its turn.
inline constexpr QLatin1StringView queuedStage{"queued"};

/// How a process of the type is started for a request to that worker. `priority`, `uses` and what the process depends on are
/// read here, and the rest is the worker's. Any thread.
/// Errors: those of Worker::plan(); InvalidField, also where the room can never give what is asked for.
Result<StartChange> workStart(const Worker &worker, const ProcessType &type, const QJsonObject &request,
                              const RoomOptions &room);

} // namespace Procession
