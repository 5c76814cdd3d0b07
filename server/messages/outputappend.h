// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptlookup.h"

#include <span>

namespace Procession {

class OutputStore;

/// What came of an append to an output. Plain data.
struct OutputAppended
{
    OutputExtent extent;  ///< afterwards
    quint64 afterSeq = 0; ///< it may be confirmed once the log is committed up to here; 0: at once
};

/// Why an append isn't done. Plain data.
struct AppendRefusal
{
    Refusal refusal;
    std::optional<qint64> expectedOffset{}; ///< of wrong_offset

    /// Prints the members `error` and, where there is one, `expected_offset`.
    void write(ObjectWriter &answer) const;
};

/// Appends what a client sent to the output of an attempt, whichever way it came; see OutputStore::append(). Threads:
/// any that may wait for the disk.
Result<OutputAppended, AppendRefusal> appendOutput(OutputStore &store, const FoundAttempt &found, qint64 offset,
                                                   std::span<const OutputChunk> chunks);

} // namespace Procession
