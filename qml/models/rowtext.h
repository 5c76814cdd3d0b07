// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

namespace Procession {

// What the rows of live and finished processes have in common. Any thread.

/// The line of the error that tells its cause, or the message where there is no error.
QString shownMessage(const Process &process);
/// Such as `2`, or `2/3` where it is known how many there may be.
QString attemptText(const Process &process);
/// Whether a search for `text` finds the process by what its row shows: by id, name, message or error, whatever the
/// case. Wider than ProcessFilter::text, whose meaning is the API's.
bool isFoundBy(const Process &process, const QString &text);

} // namespace Procession
