// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "output.h"

#include <functional>
#include <memory>

namespace Procession {

class OutputWriter;
struct WrittenAttempt;

/// Takes what one attempt prints within this program, and never waits for the disk: an OutputWriter stores it a moment
/// later.
///
/// Threads: any. Owner: who runs the attempt; the writer must outlive it. What it took is stored after its end too.
class OutputSink
{
public:
    ~OutputSink();
    Q_DISABLE_COPY_MOVE(OutputSink)

    /// Bytes of any length; the time is now.
    void write(OutputStream stream, QByteArrayView bytes);
    /// Calls `done` once all that was written before is stored, or was given up since it can't be: in the writer's
    /// thread or from within, and not after the end of this. It must return at once and not call this.
    void whenStored(std::function<void()> done);

private:
    friend class OutputWriter;
    OutputSink(OutputWriter &writer, std::shared_ptr<WrittenAttempt> attempt);

    OutputWriter &m_writer;
    const std::shared_ptr<WrittenAttempt> m_attempt;
};

} // namespace Procession
