// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"
#include "result.h"

namespace Procession {

/// Checks that the times, the status and the retry of a process from elsewhere agree with each other. Pure.
///
/// The sender isn't trusted, and the rest of the server trusts times and retries: a process whose end lies in the far
/// future would never be too old, and a scheduled retry of a running process would start it twice.
/// `nowMs` is wall time. Errors: InvalidField, with the field.
Result<void> checkImport(const Process &process, qint64 nowMs);

} // namespace Procession
