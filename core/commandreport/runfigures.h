// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attempt.h"
#include "attemptlimits.h"
#include "commandending.h"

#include <QJsonObject>

#include <optional>

namespace Procession {

// The figures and the end of a command, in the terms of a report. Pure.

/// A sample, with the per cent of a processor since the one before it.
Resources reportedSample(const ResourceSample &sample, const ResourceSample *before);
/// What the whole run used; nothing of a command that never ran. `last` is the last sample, null where there was none.
std::optional<Resources> reportedTotals(const ResourceTotals &totals, const ResourceSample *last);
/// How the command ended. `reason` is a sentence, empty where code and signal say all.
Exit reportedExit(const CommandEnding &ending, const QString &reason);

/// What the runner of an attempt itself looks after; a limit that lasts as long as on the server where none is given.
ResourceLimits resourceLimits(const AttemptLimits &limits);
/// What a command said of itself, without the keys that are its runner's to write.
QJsonObject saidMetadata(QJsonObject metadata);

} // namespace Procession
