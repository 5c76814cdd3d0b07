// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

namespace Procession {

class ProcessTracker;
class SqliteConnection;

/// Deletes old processes from the history and tells the tracker that their ids are free. Threads: the connection's.
namespace HistorySweep {

/// Deletes the processes that ended before `endedBefore` (wall time in ms), and the oldest ones beyond `maxCount`: some
/// thousand at most, in a transaction of its own. Whether there may be more. Errors: Io.
Result<bool> sweep(SqliteConnection &connection, ProcessTracker &tracker, qint64 endedBefore, qsizetype maxCount);

} // namespace HistorySweep

} // namespace Procession
