// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the segments of an attempt that aren't appended to any more.
#include "outputattempt.h"
#include "outputfiles.h"
#include "outputloader.h"
#include "segmentfile.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace Procession {

namespace {

using Form = SegmentName::Form;

} // namespace

bool OutputAttempt::closeSegment(bool isOver)
{
    const Descriptor folder = OutputFiles::openAttempt(m_context.root, m_key);
    if (folder.number() < 0)
        return false;
    const SegmentName open = m_segments->back();
    SegmentName closed = open;
    closed.form = Form::Closed;
    closed.end = m_extent.length;
    closed.isOver = isOver;
    auto segments = std::make_shared<Segments>(*m_segments);
    segments->back() = closed;
    {
        const std::scoped_lock state(m_stateMutex);
        if (!OutputFiles::rename(folder, open.toBytes(), closed.toBytes()))
            return false;
        m_segments = std::move(segments);
        m_fileBytes = 0;
        m_marks.clear();
    }
    setFile(Descriptor());
    // As a rule another segment follows.
    cut(folder, m_context.limits.bytesPerAttempt - (isOver ? 0 : SegmentFrames::maxBytes));
    m_context.onClosed(m_key);
    return true;
}

void OutputAttempt::cut(const Descriptor &folder, qint64 bytes)
{
    auto segments = std::make_shared<Segments>(*m_segments);
    Segments gone;
    qint64 kept = 0;
    for (const SegmentName &segment : *segments)
        kept += (segment.form == Form::Open ? m_extent.length : segment.end) - segment.start;
    while (kept > bytes) {
        const auto oldest = std::find_if(segments->begin(), segments->end(), [&](const SegmentName &segment) {
            return segment.start >= m_context.limits.keptFromStart;
        });
        // The last one tells the length.
        if (segments->end() - oldest <= 1)
            break;
        kept -= oldest->end - oldest->start;
        gone.push_back(*oldest);
        segments->erase(oldest);
    }
    if (gone.empty())
        return;
    {
        const std::scoped_lock state(m_stateMutex);
        m_extent.cut = gapIn(*segments);
        m_segments = std::move(segments);
    }
    // In this order one gap is left wherever the program is ended.
    for (const SegmentName &segment : gone)
        m_context.bytesOnDisk -= OutputFiles::remove(folder, segment.toBytes());
}

Result<void> OutputAttempt::cutTo(qint64 bytes)
{
    const std::scoped_lock writing(m_writeMutex);
    if (const auto loaded = load(); !loaded)
        return loaded;
    const Descriptor folder = OutputFiles::openAttempt(m_context.root, m_key);
    if (folder.number() >= 0)
        cut(folder, bytes);
    return {};
}

Result<void> OutputAttempt::finish()
{
    const std::scoped_lock writing(m_writeMutex);
    if (const auto loaded = load(); !loaded)
        return loaded;
    if (m_segments->empty() || (m_extent.complete && !hasOpenSegment()))
        return {};
    if (hasOpenSegment() ? !closeSegment(true) : !markOver())
        return OutputFiles::writeError(m_context.root);
    const std::scoped_lock state(m_stateMutex);
    m_extent.complete = true;
    return {};
}

bool OutputAttempt::markOver()
{
    const Descriptor folder = OutputFiles::openAttempt(m_context.root, m_key);
    const std::scoped_lock state(m_stateMutex);
    auto segments = std::make_shared<Segments>(*m_segments);
    segments->back().isOver = true;
    if (folder.number() < 0 || !OutputFiles::rename(folder, m_segments->back().toBytes(), segments->back().toBytes()))
        return false;
    m_segments = std::move(segments);
    return true;
}

Result<void> OutputAttempt::compress(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        const auto segments = [this] {
            const std::scoped_lock state(m_stateMutex);
            return m_segments;
        }();
        const auto next = std::find_if(segments->begin(), segments->end(),
                                       [](const SegmentName &name) { return name.form == Form::Closed; });
        if (next == segments->end())
            return {};
        const Descriptor folder = OutputFiles::openAttempt(m_context.root, m_key);
        if (folder.number() < 0)
            return OutputFiles::writeError(m_context.root);
        const QByteArray temporary = next->toBytes() + SegmentFile::temporarySuffix;
        if (const std::optional<qint64> size = SegmentFile::compress(folder, *next, temporary)) {
            if (!replace(folder, *next, temporary, *size))
                return OutputFiles::writeError(m_context.root);
        } else if (errno != ENOENT) { // it was cut meanwhile, or is over now and has another name
            return OutputFiles::writeError(m_context.root);
        }
    }
    return {};
}

bool OutputAttempt::replace(const Descriptor &folder, const SegmentName &plain, const QByteArray &temporary,
                            qint64 size)
{
    QByteArray old;
    {
        const std::scoped_lock both(m_writeMutex, m_stateMutex);
        auto segments = std::make_shared<Segments>(*m_segments);
        const auto place = std::find_if(segments->begin(), segments->end(), [&](const SegmentName &name) {
            return name.start == plain.start && name.form == Form::Closed;
        });
        if (place == segments->end()) { // it was cut meanwhile
            ::unlinkat(folder.number(), temporary.constData(), 0);
            return true;
        }
        old = place->toBytes();
        place->form = Form::Compressed;
        if (!OutputFiles::rename(folder, temporary, place->toBytes()))
            return false;
        m_segments = std::move(segments);
    }
    if (m_context.syncs && ::fsync(folder.number()) != 0)
        return false;
    m_context.bytesOnDisk += size - OutputFiles::remove(folder, old);
    return true;
}

} // namespace Procession
