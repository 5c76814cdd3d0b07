// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

namespace Procession {

/// Copies the database in a server's data folder to a new file: whole, as it is at one moment, while the server
/// runs or not. Any thread; takes as long as the disk does. Errors: Io.
Result<void> backUp(const QString &dataFolder, const QString &target);

} // namespace Procession
