// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"
#include "result.h"

namespace Procession {

/// Whether a process from elsewhere stands as one may stand here: its times, its status and its retry agree. Pure.
///
/// What it says comes from whoever sent it, and everything that looks at times and retries takes it for true: a time in
/// the far future would never be too old, and a retry of a process that runs would start it twice.
/// `nowMs` is wall time. Errors: InvalidField, with the field.
Result<void> checkImport(const Process &process, qint64 nowMs);

} // namespace Procession
