// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

namespace Procession {

/// Whether the command of the process certainly runs on this machine, by what its reporter wrote into the metadata:
/// `host`, and `pid` or, where there is no command yet, `runner_pid` (see MetadataKeys).
///
/// The operating-system process of that pid must have begun before the process was last reported on: a pid that was given
/// to another one since doesn't count. A reporter that lies gains what an empty report gains, too: time.
/// Looks into /proc. Any thread.
bool runsOnThisMachine(const Process &process);

} // namespace Procession
