// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonwriter.h"
#include "output.h"

namespace Procession {

/// Prints the members of a line.
void writeOutputLine(ObjectWriter &&object, const OutputLine &line);

/// Prints the members of a line that a search has found.
void writeOutputMatch(ObjectWriter &&object, const OutputMatch &match);

} // namespace Procession
