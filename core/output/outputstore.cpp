// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputstore.h"

#include "outputcodec.h"
#include "outputfiles.h"
#include "outputlinereader.h"
#include "outputsweep.h"
#include "segmentframes.h"
#include "segmentsearch.h"

#include <QFile>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 leastPerAttempt = 4 * SegmentFrames::maxBytes;
constexpr qint64 maxRead = 8 * 1024 * 1024;
constexpr qint64 maxTail = 100'000;
constexpr qint64 maxLines = 10'000;
constexpr int maxContext = 20;
constexpr int maxMatches = 1000;
constexpr qint64 maxSearchMs = 10'000;

Error outside(qint64 offset, qint64 length)
{
    return {ErrorCode::InvalidField,
            u"The output has %1 bytes, so an offset is 0 to %1, and not %2."_s.arg(length).arg(offset), u"offset"_s};
}

} // namespace

OutputStorePrivate::OutputStorePrivate(const QString &folder, bool syncs, const Clock &storeClock, OutputLimits limits)
    : clock(storeClock)
    , attempts(context)
{
    limits.bytesPerAttempt = std::max(limits.bytesPerAttempt, leastPerAttempt);
    context.root = QFile::encodeName(folder);
    context.syncs = syncs;
    context.limits = limits;
    context.onClosed = [this](const OutputKey &key) { compressLater(key); };
}

void OutputStorePrivate::compressLater(const OutputKey &key)
{
    {
        const std::scoped_lock lock(compressMutex);
        if (toCompress.contains(key))
            return;
        toCompress.insert(key);
    }
    background.post([this, key](const std::stop_token &stop) {
        {
            const std::scoped_lock lock(compressMutex);
            toCompress.remove(key);
        }
        if (const auto compressed = attempts.find(key)->compress(stop); !compressed)
            qWarning("%s", qPrintable(compressed.error().message));
    });
}

void OutputStorePrivate::removeProcess(const OutputKey &process)
{
    attempts.forget(process.createdSeq);
    context.bytesOnDisk -= OutputFiles::removeProcess(context.root, process);
    // Who read it meanwhile saw a part of it.
    attempts.forget(process.createdSeq);
}

OutputStore::OutputStore(const QString &folder, Durability durability, const Clock &clock, OutputLimits limits)
    : d(std::make_unique<OutputStorePrivate>(folder, durability == Durability::Full, clock, limits))
{
}

OutputStore::~OutputStore() = default;

Result<OutputExtent, OutputRefusal> OutputStore::append(const OutputKey &key, qint64 offset,
                                                        std::span<const OutputChunk> chunks)
{
    if (offset < atEnd)
        return OutputRefusal{{ErrorCode::InvalidField, u"An offset is 0 or more."_s, u"offset"_s}, 0};
    for (const OutputChunk &chunk : chunks) {
        if (chunk.timeMs < 0 || chunk.timeMs > OutputCodec::latestTimeMs)
            return OutputRefusal{{ErrorCode::InvalidField, u"A time is one from 1970 to 9999."_s, {}}, 0};
    }
    auto extent = d->attempts.find(key)->append(offset, chunks);
    d->attempts.boundOpenFiles();
    // After a refusal a beginning may be there.
    d->followers.wake(key);
    return extent;
}

Result<void> OutputStore::finish(const OutputKey &key)
{
    const auto attempt = d->attempts.findIfThere(key);
    const auto finished = attempt ? attempt->finish() : Result<void>();
    d->followers.wake(key);
    return finished;
}

Result<OutputExtent> OutputStore::extent(const OutputKey &key)
{
    const auto view = d->attempts.find(key)->view();
    if (!view)
        return view.error();
    return view->extent;
}

Result<OutputExtent> OutputStore::extentIfThere(const OutputKey &key)
{
    const auto attempt = d->attempts.findIfThere(key);
    if (!attempt)
        return OutputExtent();
    const auto view = attempt->view();
    return view ? Result(view->extent) : view.error();
}

std::optional<OutputExtent> OutputStore::extentAtHand(const OutputKey &key) const
{
    const auto attempt = d->attempts.findIfKnown(key);
    return attempt ? attempt->extentAtHand() : std::nullopt;
}

Result<OutputSlice> OutputStore::read(const OutputKey &key, qint64 offset, qint64 limit)
{
    const auto attempt = d->attempts.find(key);
    SegmentReader reader(*attempt, d->cache);
    const auto before = reader.view();
    if (!before)
        return before.error();
    if (offset < 0 || offset > before->extent.length)
        return outside(offset, before->extent.length);
    limit = std::clamp<qint64>(limit, 1, maxRead);
    OutputSlice slice;
    slice.content.offset = offset;
    while (slice.content.bytes.size() < limit) {
        const qint64 next = slice.next();
        const auto part = reader.at(next, false);
        if (!part)
            return part.error();
        if (!*part)
            break;
        const OutputBytes &content = *(*part)->content;
        if (content.offset > next) {
            if (!slice.content.bytes.isEmpty())
                break;
            slice.skipped = {offset, content.offset};
            slice.content.offset = content.offset;
        }
        const qint64 from = slice.next();
        const OutputBytes piece =
            content.part(from, std::min(content.end(), from + limit - slice.content.bytes.size()));
        for (const OutputChunk &chunk : piece.chunks())
            slice.content.append(chunk);
    }
    const auto after = reader.view();
    if (!after)
        return after.error();
    slice.extent = after->extent;
    return slice;
}

Result<qint64> OutputStore::offsetOfTail(const OutputKey &key, qint64 lines)
{
    const auto attempt = d->attempts.find(key);
    SegmentReader segments(*attempt, d->cache);
    return OutputLineReader(segments).offsetOfTail(std::clamp<qint64>(lines, 1, maxTail));
}

Result<OutputLines> OutputStore::lines(const OutputKey &key, qint64 first, qint64 count)
{
    const auto attempt = d->attempts.find(key);
    SegmentReader segments(*attempt, d->cache);
    return OutputLineReader(segments).lines(first, std::clamp<qint64>(count, 1, maxLines));
}

Result<qint64> OutputStore::lineAtOffset(const OutputKey &key, qint64 offset)
{
    const auto attempt = d->attempts.find(key);
    SegmentReader segments(*attempt, d->cache);
    const auto view = segments.view();
    if (!view)
        return view.error();
    if (offset < 0 || offset > view->extent.length)
        return outside(offset, view->extent.length);
    return OutputLineReader(segments).lineAtOffset(offset);
}

Result<qint64> OutputStore::lineAtTime(const OutputKey &key, qint64 timeMs)
{
    const auto attempt = d->attempts.find(key);
    SegmentReader segments(*attempt, d->cache);
    return OutputLineReader(segments).lineAtTime(timeMs);
}

Result<OutputMatches> OutputStore::search(const OutputKey &key, const OutputQuery &query, std::stop_token stop)
{
    const auto pattern = OutputPattern::of(query);
    if (!pattern)
        return pattern.error();
    OutputQuery bounded = query;
    bounded.context = std::clamp(query.context, 0, maxContext);
    bounded.limit = std::clamp(query.limit, 1, maxMatches);
    bounded.timeLimitMs = std::clamp<qint64>(query.timeLimitMs, 1, maxSearchMs);
    const auto attempt = d->attempts.find(key);
    SegmentReader segments(*attempt, d->cache);
    return SegmentSearch(segments, *pattern, bounded, d->clock, std::move(stop)).run();
}

void OutputStore::sweep(std::function<Keep(quint64 createdSeq)> keep)
{
    d->background.post([this, keep = std::move(keep)](const std::stop_token &stop) { sweepOutput(*d, keep, stop); });
}

void OutputStore::remove(std::vector<quint64> createdSeqs)
{
    d->background.post([this, createdSeqs = std::move(createdSeqs)](const std::stop_token &) {
        for (const OutputKey &process : OutputFiles::processesIn(d->context.root)) {
            if (std::find(createdSeqs.begin(), createdSeqs.end(), process.createdSeq) != createdSeqs.end())
                d->removeProcess(process);
        }
    });
}

void OutputStore::waitForBackground()
{
    d->background.wait();
}

qint64 OutputStore::bytesOnDisk() const
{
    return d->context.bytesOnDisk;
}

} // namespace Procession
