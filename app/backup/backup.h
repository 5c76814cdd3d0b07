// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

namespace Procession {

/// Copies what a server keeps in its data folder, while it runs or not: the database to a new file, whole, as it is at one
/// moment; and what the processes in it have printed to the new folder that outputBeside() names, where there is any:
/// at least what was confirmed by that moment. Any thread; takes as long as the disk does. Errors: Io; then there is
/// neither.
Result<void> backUp(const QString &dataFolder, const QString &target);

/// Where the output of that backup lies.
QString outputBeside(const QString &target);

} // namespace Procession
