// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

namespace Procession {

/// Copies a whole SQLite database, as it is at this moment, to a new file with mode 0600, while others write it or not.
/// The copy can give room back to the disk, whether the original can or not. Any thread; takes as long as the disk does.
/// Errors: Io, also where `target` exists or is a link; then nothing of it is left.
Result<void> copyDatabase(const QString &source, const QString &target);

} // namespace Procession
