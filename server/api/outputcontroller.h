// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptlookup.h"
#include "route.h"

namespace Procession {

class Clock;
class OutputStore;
struct ServerParts;

/// Answers requests about the output of attempts, which never passes through the event log. Output is read and written in
/// threads that may wait for the disk. Threads: any. Owner: HttpApi.
class OutputController
{
public:
    /// The bytes that one append may have, with the heads of its records.
    static constexpr qsizetype maxAppendBytes = 4 * 1024 * 1024;

    explicit OutputController(const ServerParts &parts);

    /// Whether output is taken at all.
    bool hasStore() const { return m_store != nullptr; }

    Answer append(const Call &call) const;
    Answer read(const Call &call) const;
    Answer lines(const Call &call) const;
    Answer search(const Call &call) const;
    /// Answers a request for a WebSocket about output that isn't a handshake.
    Answer live(const Call &call) const;

private:
    Result<FoundAttempt, Refusal> find(const Call &call) const;

    const AttemptLookup m_attempts;
    const Clock &m_clock;
    OutputStore *m_store; // null where no output is taken
};

} // namespace Procession
