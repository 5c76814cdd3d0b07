// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentextraction.h"

namespace Procession {

/// Takes from this process, for ever, what the reading of a document doesn't need: memory and time beyond the limits,
/// writing to any file, opening many, core dumps, more rights than it has, the network, and, where the kernel has
/// Landlock, all files but those of the system and standard input. What it starts is bound likewise.
/// Errors: `broken`.
Result<void> limitThisProcess(const ExtractionLimits &limits);

} // namespace Procession
