// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "outputkey.h"
#include "outputsink.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <span>
#include <stop_token>
#include <thread>

namespace Procession {

class OutputStore;

/// How an OutputWriter stores. Plain data; the values here are the defaults.
struct OutputWriterOptions
{
    qint64 maxWaiting = 256 * 1024; ///< bytes of each attempt that wait; of more the oldest go
    std::chrono::milliseconds gathering{
        200}; ///< for which output gathers, so that a slow disk isn't asked for each word
    std::chrono::milliseconds retryAfter{1000}; ///< where it couldn't be stored
};

/// Stores what attempts print that run within this program, on a thread of its own: so nobody who prints waits for the
/// disk. Where the disk takes nothing, what came last is kept within a bound and tried again; once the attempt is over, or
/// this ends, it is tried once more and given up.
///
/// Threads: any. Owner: app/; store and clock must outlive it, and it all sinks. Its end stores what waits.
class OutputWriter
{
public:
    /// Appends to the end of an output, as OutputStore does.
    using Append =
        std::function<Result<OutputExtent, OutputRefusal>(const OutputKey &key, std::span<const OutputChunk> chunks)>;

    OutputWriter(OutputStore &store, const Clock &clock, OutputWriterOptions options = {});
    OutputWriter(Append append, const Clock &clock, OutputWriterOptions options = {});
    ~OutputWriter();
    Q_DISABLE_COPY_MOVE(OutputWriter)

    /// Where the attempt prints to. One that prints nothing has no file. One sink at a time for an attempt.
    std::unique_ptr<OutputSink> open(const OutputKey &key);

private:
    friend class OutputSink;
    using AttemptPtr = std::shared_ptr<WrittenAttempt>;

    void write(const AttemptPtr &attempt, OutputStream stream, QByteArrayView bytes);
    void whenStored(WrittenAttempt &attempt, std::function<void()> done);
    void forget(WrittenAttempt &attempt);

    void run(const std::stop_token &stop);
    bool store(WrittenAttempt &attempt) const;

    const Append m_append;
    const Clock &m_clock;
    const OutputWriterOptions m_options;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<AttemptPtr> m_waiting; // those that have something to store, each once
    bool m_isUrgent = false;           // somebody waits for it, or much has gathered
    std::jthread m_thread;             // last: it uses the others
};

} // namespace Procession
