// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "process.h"

namespace Procession {

/// Whether a search for `text` finds the process by what its row shows: by id, name, message or error, whatever the
/// case. Wider than ProcessFilter::text, whose meaning is the API's. Any thread.
bool isFoundBy(const Process &process, const QString &text);

} // namespace Procession
