// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputappend.h"

#include "outputstore.h"

namespace Procession {

void AppendRefusal::write(ObjectWriter &answer) const
{
    refusal.write(answer);
    if (expectedOffset)
        answer.integer("expected_offset", *expectedOffset);
}

Result<OutputAppended, AppendRefusal> appendOutput(OutputStore &store, const FoundAttempt &found, qint64 offset,
                                                   std::span<const OutputChunk> chunks)
{
    const auto extent = store.append(found.key(), offset, chunks);
    if (!extent) {
        const OutputRefusal &why = extent.error();
        AppendRefusal refused{why.error};
        if (why.error.code == ErrorCode::WrongOffset)
            refused.expectedOffset = why.expectedOffset;
        else if (refused.refusal.status == 503)
            std::move(refused.refusal).withRetryAfter(std::chrono::seconds(5));
        return refused;
    }
    OutputAppended appended{.extent = found.extent(*extent)};
    // A crash must leave the process that the output belongs to, and the attempt.
    const Process &process = **found.process;
    if (found.isTracked)
        appended.afterSeq = found.attempt == 1 ? process.createdSeq : process.seq;
    return appended;
}

} // namespace Procession
