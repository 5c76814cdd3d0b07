// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

namespace Procession {

/// Copies what a server keeps in its data folder, while it runs or not: the database to a new file, whole, as it is at one
/// moment; beside it the summaries of runs and what alerts know, where there are any; and what the processes in it have
/// printed to a new folder: at least what was confirmed by that moment. Where the parts lie is told by the functions below.
/// Any thread; takes as long as the disk does. Errors: Io; then there is nothing.
///
/// The summaries are never ahead of the database: what they lack is counted where they are put back. What alerts know is
/// never behind it, so that what they told isn't decided once more.
Result<void> backUp(const QString &dataFolder, const QString &target);

/// Where the output of that backup lies: a folder.
QString outputBeside(const QString &target);
/// A file, for analytics.db.
QString analyticsBeside(const QString &target);
/// A file, for alerts.db.
QString alertsBeside(const QString &target);

} // namespace Procession
