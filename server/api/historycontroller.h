// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

namespace Procession {

class Archive;
class ProcessTracker;
struct ServerParts;

/// Answers requests about finished processes and the events of a process: it reads the history on the disk.
///
/// Threads: any. Owner: HttpApi; the parts must outlive it.
class HistoryController
{
public:
    explicit HistoryController(const ServerParts &parts);

    /// The processes that finished after or before a moment.
    Answer finished(const Call &call) const;
    Answer events(const Call &call) const;

private:
    const ProcessTracker &m_tracker;
    const Archive *m_archive; // null where there is no history
};

} // namespace Procession
