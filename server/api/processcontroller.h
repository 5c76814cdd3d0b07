// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processjsoncache.h"
#include "route.h"

namespace Procession {

class Archive;
class Clock;
class ProcessTracker;
struct ServerParts;

/// Answers requests about processes: the list of them, and one at a time, whether it is tracked or only in the history.
///
/// Threads: any. Owner: HttpApi; the parts must outlive it.
class ProcessController
{
public:
    explicit ProcessController(const ServerParts &parts);

    Answer list(const Call &call);
    Answer start(const Call &call);
    Answer get(const Call &call);
    Answer report(const Call &call);
    Answer cancel(const Call &call);
    Answer retry(const Call &call);
    Answer remove(const Call &call);

    /// A start (it names a process_type) or a report, as a line of a batch or a message over the feed has it.
    ProcessAnswer startOrReport(const QJsonObject &line, const Origin &origin);
    /// Takes a whole process over as it stood elsewhere.
    ProcessAnswer import(const QJsonObject &process, const Origin &origin);

private:
    std::optional<ProcessAnswer> start(const QJsonObject &body, const Origin &origin, bool mayUseDisk);
    std::optional<ProcessAnswer> report(const ProcessId &id, const QJsonObject &body, const Origin &origin,
                                        bool mayUseDisk);
    Refusal conflict(const Error &error, const ProcessId &id) const;
    std::optional<Refusal> refusal(const Error &error, const ProcessId &id, ErrorCode code, bool mayUseDisk) const;
    Answer getArchived(const ProcessId &id, bool mayUseDisk) const;
    Answer removeArchived(const ProcessId &id, bool mayUseDisk) const;

    ProcessTracker &m_tracker;
    const Clock &m_clock;
    const Archive *m_archive; // null where there is no history
    ProcessJsonCache m_json;
};

} // namespace Procession
