// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputwriter.h"

#include "outputbacklog.h"
#include "outputstore.h"

#include <algorithm>

namespace Procession {

/// An attempt whose output is stored. All of it with the writer's lock, but for the batch, which is the thread's.
struct WrittenAttempt
{
    WrittenAttempt(const OutputKey &of, qint64 maxWaiting)
        : key(of)
        , backlog(maxWaiting)
    {
    }

    const OutputKey key;
    OutputBacklog backlog;
    bool isWaiting = false; // it is in the writer's list, or is being stored
    bool isOver = false;    // nothing more comes
    std::vector<std::function<void()>> whenStored;

    OutputBytes batch;              // that is being stored, or couldn't be
    std::optional<qint64> length{}; // of the output, as far as this thread has made it
};

namespace {

/// So many bytes of an attempt are stored without gathering more.
constexpr qint64 muchBytes = 64 * 1024;

} // namespace

OutputSink::OutputSink(OutputWriter &writer, std::shared_ptr<WrittenAttempt> attempt)
    : m_writer(writer)
    , m_attempt(std::move(attempt))
{
}

OutputSink::~OutputSink()
{
    m_writer.forget(*m_attempt);
}

void OutputSink::write(OutputStream stream, QByteArrayView bytes)
{
    m_writer.write(m_attempt, stream, bytes);
}

void OutputSink::whenStored(std::function<void()> done)
{
    m_writer.whenStored(*m_attempt, std::move(done));
}

OutputWriter::OutputWriter(OutputStore &store, const Clock &clock, OutputWriterOptions options)
    : OutputWriter(
        [&store](const OutputKey &key, std::span<const OutputChunk> chunks) {
            return store.append(key, OutputStore::atEnd, chunks);
        },
        clock, options)
{
}

OutputWriter::OutputWriter(Append append, const Clock &clock, OutputWriterOptions options)
    : m_append(std::move(append))
    , m_clock(clock)
    , m_options(options)
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

OutputWriter::~OutputWriter()
{
    m_thread.request_stop();
    m_thread.join();
}

std::unique_ptr<OutputSink> OutputWriter::open(const OutputKey &key)
{
    return std::unique_ptr<OutputSink>(
        new OutputSink(*this, std::make_shared<WrittenAttempt>(key, m_options.maxWaiting)));
}

void OutputWriter::write(const AttemptPtr &attempt, OutputStream stream, QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return;
    const std::scoped_lock lock(m_mutex);
    attempt->backlog.add({stream, m_clock.wallMs(), bytes});
    m_isUrgent = m_isUrgent || attempt->backlog.size() >= muchBytes;
    if (!std::exchange(attempt->isWaiting, true))
        m_waiting.push_back(attempt);
    m_changed.notify_all();
}

void OutputWriter::whenStored(WrittenAttempt &attempt, std::function<void()> done)
{
    const std::scoped_lock lock(m_mutex);
    if (!attempt.isWaiting) {
        done();
        return;
    }
    attempt.whenStored.push_back(std::move(done));
    m_isUrgent = true;
    m_changed.notify_all();
}

void OutputWriter::forget(WrittenAttempt &attempt)
{
    const std::scoped_lock lock(m_mutex);
    attempt.isOver = true;
    attempt.whenStored.clear();
}

/// Whether the batch is stored. Where only a beginning is, the rest stays.
bool OutputWriter::store(WrittenAttempt &attempt) const
{
    if (!attempt.length) {
        const auto extent = m_append(attempt.key, {});
        if (!extent)
            return false;
        attempt.length = extent->length;
    }
    const std::vector<OutputChunk> chunks = attempt.batch.chunks();
    const auto extent = m_append(attempt.key, chunks);
    if (extent) {
        attempt.batch = {};
        attempt.length = extent->length;
        return true;
    }
    // A client that appends to the same output makes this a guess.
    const qint64 length = std::max(extent.error().expectedOffset, *attempt.length);
    const qint64 stored = std::min<qint64>(length - *attempt.length, attempt.batch.bytes.size());
    attempt.length = length;
    attempt.batch = attempt.batch.part(attempt.batch.offset + stored, attempt.batch.end());
    return attempt.batch.bytes.isEmpty();
}

void OutputWriter::run(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); }) || !m_waiting.empty()) {
        m_changed.wait_for(lock, stop, m_options.gathering, [this] { return m_isUrgent; });
        m_isUrgent = false;
        const std::vector<AttemptPtr> attempts = std::exchange(m_waiting, {});
        bool hasFailed = false;
        for (const AttemptPtr &attempt : attempts) {
            if (attempt->batch.bytes.isEmpty())
                attempt->batch = attempt->backlog.take();
            lock.unlock();
            const bool isStored = store(*attempt);
            lock.lock();
            const bool isGivenUp =
                !isStored && (attempt->isOver || !attempt->whenStored.empty() || stop.stop_requested());
            if (isGivenUp) {
                attempt->batch = {};
                std::ignore = attempt->backlog.take();
            }
            hasFailed = hasFailed || (!isStored && !isGivenUp);
            attempt->isWaiting = !attempt->batch.bytes.isEmpty() || !attempt->backlog.isEmpty();
            if (attempt->isWaiting) {
                m_waiting.push_back(attempt);
                m_isUrgent = m_isUrgent || !attempt->whenStored.empty();
                continue;
            }
            for (const auto &done : std::exchange(attempt->whenStored, {}))
                done();
        }
        if (hasFailed)
            m_changed.wait_for(lock, stop, m_options.retryAfter, [] { return false; });
    }
}

} // namespace Procession
