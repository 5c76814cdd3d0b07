// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

/// The part of the rule (change.h) that keeps the facts of attempts. Pure.
namespace Procession {

/// Adds a sample of the current attempt's figures that came at `timeMs`.
void takeResources(Process &process, const Resources &sample, qint64 timeMs);

/// Notes since when the figures of `timeMs` are over a limit of the process. A sentence for people where they were for as
/// long as that limit allows: the attempt is to end then. Nothing otherwise.
std::optional<Text> noteOverLimit(Process &process, qint64 timeMs);

/// Sets how the program of the current attempt ended.
void takeExit(Process &process, const Exit &exit);

/// Sets who ended the current attempt as `cancelled`.
void takeCanceller(Process &process, const Origin &origin);

/// Moves the current attempt, which is over, to the earlier ones. What is left is as an attempt begins, but for its number
/// and status.
void putAttemptAside(Process &process);

} // namespace Procession
