// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputattempt.h"

#include "outputfiles.h"
#include "outputloader.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Form = SegmentName::Form;

} // namespace

OutputAttempt::OutputAttempt(OutputContext &context, const OutputKey &key)
    : m_context(context)
    , m_key(key)
{
}

OutputAttempt::~OutputAttempt()
{
    setFile(Descriptor());
}

void OutputAttempt::setFile(Descriptor file)
{
    m_context.openFiles += (file.number() >= 0 ? 1 : 0) - (m_file.number() >= 0 ? 1 : 0);
    m_file = std::move(file);
}

Result<void> OutputAttempt::load()
{
    if (m_isLoaded)
        return {};
    LoadedOutput loaded;
    const Descriptor folder = OutputFiles::openAttempt(m_context.root, m_key);
    if (folder.number() >= 0) {
        std::optional<LoadedOutput> found = loadOutput(folder);
        if (!found)
            return OutputFiles::readError(m_context.root);
        loaded = std::move(*found);
    } else if (errno != ENOENT) {
        return OutputFiles::readError(m_context.root);
    }
    m_line = loaded.line;
    const bool hasClosed = std::any_of(loaded.segments.begin(), loaded.segments.end(),
                                       [](const SegmentName &name) { return name.form == Form::Closed; });
    {
        const std::scoped_lock state(m_stateMutex);
        m_segments = std::make_shared<Segments>(std::move(loaded.segments));
        m_extent = loaded.extent;
        m_fileBytes = loaded.fileBytes;
        m_marks.clear();
        m_isLoaded = true;
    }
    // The limit may be another one now, or the program ended before it had cut all.
    cut(folder, m_context.limits.bytesPerAttempt);
    if (hasClosed)
        m_context.onClosed(m_key);
    return {};
}

Result<OutputAttempt::View> OutputAttempt::view(qint64 offset)
{
    std::unique_lock state(m_stateMutex);
    if (!m_isLoaded) {
        state.unlock();
        {
            const std::scoped_lock writing(m_writeMutex);
            if (const auto loaded = load(); !loaded)
                return loaded.error();
        }
        state.lock();
    }
    View view{m_segments, m_extent, m_segments->empty() ? 0 : m_segments->back().start, 0, m_fileBytes};
    const auto next = std::upper_bound(m_marks.begin(), m_marks.end(), offset,
                                       [](qint64 place, const SegmentMark &mark) { return place < mark.offset; });
    if (next != m_marks.begin()) {
        view.markOffset = std::prev(next)->offset;
        view.markPosition = std::prev(next)->position;
    }
    return view;
}

std::optional<OutputExtent> OutputAttempt::extentAtHand() const
{
    const std::unique_lock state(m_stateMutex, std::try_to_lock);
    return state && m_isLoaded ? std::optional(m_extent) : std::nullopt;
}

Descriptor OutputAttempt::open(const SegmentName &segment) const
{
    const Descriptor folder = OutputFiles::openAttempt(m_context.root, m_key);
    return folder.number() < 0 ? Descriptor() : OutputFiles::openFile(folder, segment.toBytes(), O_RDONLY);
}

Result<OutputExtent, OutputRefusal> OutputAttempt::append(qint64 offset, std::span<const OutputChunk> chunks)
{
    const std::scoped_lock writing(m_writeMutex);
    if (const auto loaded = load(); !loaded)
        return OutputRefusal{loaded.error(), 0};
    const qint64 length = m_extent.length;
    if (offset > length) {
        return OutputRefusal{
            {ErrorCode::WrongOffset,
             u"The output is %1 bytes long so far, so nothing can be appended at %2: send it from %1 on."_s.arg(length)
                 .arg(offset),
             u"offset"_s},
            length};
    }
    qint64 known = offset == OutputStore::atEnd ? 0 : length - offset;
    std::vector<OutputChunk> news;
    for (OutputChunk chunk : chunks) {
        const qint64 passedOver = std::min<qint64>(known, chunk.bytes.size());
        known -= passedOver;
        chunk.bytes = chunk.bytes.sliced(passedOver);
        if (!chunk.bytes.isEmpty())
            news.push_back(chunk);
    }
    if (!write(news))
        return OutputRefusal{OutputFiles::writeError(m_context.root), m_extent.length};
    return m_extent;
}

bool OutputAttempt::isFull() const
{
    return m_extent.length - m_segments->back().start >= SegmentFrames::maxBytes
        || m_fileBytes >= SegmentFrames::maxFileBytes;
}

bool OutputAttempt::hasOpenSegment() const
{
    return !m_segments->empty() && m_segments->back().form == Form::Open;
}

bool OutputAttempt::write(std::span<const OutputChunk> chunks)
{
    qsizetype done = 0; // of the first chunk
    while (!chunks.empty()) {
        if (hasOpenSegment() && isFull() && !closeSegment(m_extent.complete))
            return false;
        SegmentBatch batch;
        batch.line = m_line;
        batch.extent = m_extent;
        if (hasOpenSegment()) {
            batch.segment = m_segments->back();
            batch.fileBytes = m_fileBytes;
            batch.marks = m_marks;
        } else {
            const LineState::Line line = m_line.lineOf(chunks.front().stream, m_extent.length);
            batch.segment = {m_extent.length, line.number,      line.start, chunks.front().timeMs, 0,
                             Form::Open,      m_extent.complete};
        }
        while (!chunks.empty() && batch.hasRoom()) {
            OutputChunk rest = chunks.front();
            rest.bytes = rest.bytes.sliced(done);
            done += batch.add(rest);
            if (done == chunks.front().bytes.size()) {
                chunks = chunks.subspan(1);
                done = 0;
            }
        }
        if (!commit(batch))
            return false;
    }
    return true;
}

bool OutputAttempt::openFile(const SegmentName &name)
{
    const bool isNew = !hasOpenSegment();
    if (!isNew && m_file.number() >= 0 && !m_needsTrim)
        return true;
    const Descriptor folder = OutputFiles::openAttempt(m_context.root, m_key, isNew, m_context.syncs);
    if (folder.number() < 0)
        return false;
    setFile(OutputFiles::openFile(folder, name.toBytes(), O_WRONLY | (isNew ? O_CREAT | O_TRUNC : 0)));
    if (m_file.number() < 0 || (isNew && m_context.syncs && ::fsync(folder.number()) != 0))
        return false;
    m_needsTrim = m_needsTrim && ::ftruncate(m_file.number(), m_fileBytes) != 0;
    return !m_needsTrim;
}

bool OutputAttempt::commit(SegmentBatch &batch)
{
    const bool isNew = !hasOpenSegment();
    if (!openFile(batch.segment))
        return false;
    const qint64 at = isNew ? 0 : m_fileBytes;
    if (!OutputFiles::writeAll(m_file, batch.vectors, at) || (m_context.syncs && ::fdatasync(m_file.number()) != 0)) {
        // A later frame must not stand behind one that wasn't confirmed, nor that one be found at the next start.
        const int why = errno;
        m_needsTrim = ::ftruncate(m_file.number(), at) != 0;
        if (isNew) {
            setFile(Descriptor());
            if (const Descriptor folder = OutputFiles::openAttempt(m_context.root, m_key); folder.number() >= 0)
                ::unlinkat(folder.number(), batch.segment.toBytes().constData(), 0);
        }
        errno = why;
        return false;
    }
    m_context.bytesOnDisk += batch.fileBytes - at;
    m_line = batch.line;
    const std::scoped_lock state(m_stateMutex);
    if (isNew) {
        auto segments = std::make_shared<Segments>(*m_segments);
        segments->push_back(batch.segment);
        m_segments = std::move(segments);
    }
    m_extent = batch.extent;
    m_fileBytes = batch.fileBytes;
    m_marks = std::move(batch.marks);
    return true;
}

void OutputAttempt::letGoOfFile()
{
    if (const std::unique_lock writing(m_writeMutex, std::try_to_lock); writing)
        setFile(Descriptor());
}

} // namespace Procession
