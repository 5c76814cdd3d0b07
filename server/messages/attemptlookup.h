// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answer.h"
#include "output.h"
#include "outputkey.h"

#include <QUrlQuery>

namespace Procession {

class Archive;
class ProcessId;
class ProcessTracker;

/// What requests about output may name. Plain data.
struct OutputBounds
{
    static constexpr qint64 largestOffset = qint64(1) << 53; ///< numbers in JSON are exact up to here
    static constexpr qint64 maxTail = 100'000;               ///< lines
};

/// An attempt that is known, whose output may be asked for. Plain data.
struct FoundAttempt
{
    ProcessPtr process;
    int attempt = 1;
    bool isTracked = true; ///< otherwise it is in the history

    OutputKey key() const { return OutputKey::of(**process, attempt); }
    /// Whether the attempt is over: nothing but late output can come.
    bool isOver() const { return attempt < (*process)->attempt || isTerminal((*process)->status); }
    /// How its output stands, with isOver(): the store of outputs knows nothing of an attempt that printed nothing.
    OutputExtent extent(OutputExtent stored) const;
};

/// Reads `attempt=`, from 1; nothing for the current one. Errors: InvalidField.
Result<std::optional<int>> attemptFromQuery(const QUrlQuery &query);

/// Finds the attempt that a client names, of a process that is tracked or in the history. Threads: any.
class AttemptLookup
{
public:
    /// Both must outlive this; `archive` is null where there is no history.
    AttemptLookup(const ProcessTracker &tracker, const Archive *archive)
        : m_tracker(tracker)
        , m_archive(archive)
    {
    }

    /// The attempt of that number (from 1), or the current one. Reads the history where the process isn't tracked.
    /// Refused with 404 where process or attempt isn't known.
    Result<FoundAttempt, Refusal> find(const ProcessId &id, std::optional<int> attempt) const;
    /// Why there is no such attempt, as far as it is known without the history: find() tells the rest.
    std::optional<Refusal> refuse(const ProcessId &id, std::optional<int> attempt) const;

private:
    const ProcessTracker &m_tracker;
    const Archive *m_archive;
};

} // namespace Procession
