// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputsweep.h"

#include "outputfiles.h"
#include "segmentfile.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

namespace Procession {

namespace {

using Keep = OutputStore::Keep;

/// The output of a process.
struct Found
{
    OutputKey process;
    Keep keep = Keep::Always;
    qint64 bytes = 0;
    qint64 lastMs = 0; ///< of its last change
    std::vector<OutputKey> attempts;
    std::vector<OutputKey> unfinished; ///< of them
};

void measureAttempt(const Descriptor &folder, const OutputKey &key, Found &found)
{
    bool isFinished = false;
    bool isPlain = false;
    for (const QByteArray &name : OutputFiles::namesIn(folder).value_or(QByteArrayList())) {
        struct stat about = {};
        if (::fstatat(folder.number(), name.constData(), &about, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        found.bytes += about.st_size;
        found.lastMs = std::max<qint64>(found.lastMs, about.st_mtim.tv_sec * 1000 + about.st_mtim.tv_nsec / 1'000'000);
        const std::optional<SegmentName> segment = SegmentName::fromBytes(name);
        isFinished = isFinished || (segment && segment->isOver);
        isPlain = isPlain || (segment && segment->form != SegmentName::Form::Compressed);
    }
    found.attempts.push_back(key);
    if (!isFinished || isPlain)
        found.unfinished.push_back(key);
}

Found measure(const QByteArray &root, const OutputKey &process)
{
    Found found;
    found.process = process;
    const Descriptor folder = OutputFiles::openProcess(root, process.processFolder());
    if (folder.number() < 0)
        return found;
    for (const QByteArray &name : OutputFiles::namesIn(folder).value_or(QByteArrayList())) {
        OutputKey key = process;
        key.attempt = name.toInt();
        if (key.attempt <= 0 || key.attemptFolder() != name)
            continue;
        if (const Descriptor attempt = OutputFiles::openAttempt(root, key); attempt.number() >= 0)
            measureAttempt(attempt, key, found);
    }
    return found;
}

/// Cuts the live ones, which alone are too much: each to the same share.
void cutLive(OutputStorePrivate &store, const std::vector<Found> &live)
{
    std::vector<OutputKey> attempts;
    for (const Found &each : live)
        attempts.insert(attempts.end(), each.attempts.begin(), each.attempts.end());
    if (attempts.empty())
        return;
    const qint64 share = store.context.limits.bytesInAll / static_cast<qint64>(attempts.size());
    for (const OutputKey &key : attempts) {
        if (const auto cut = store.attempts.find(key)->cutTo(share); !cut)
            qWarning("%s", qPrintable(cut.error().message));
    }
}

} // namespace

void sweepOutput(OutputStorePrivate &store, const std::function<Keep(quint64)> &keep, const std::stop_token &stop)
{
    const qint64 before = store.context.bytesOnDisk;
    qint64 bytes = 0;
    std::vector<Found> live;
    std::vector<Found> over;
    std::vector<OutputKey> unknown;
    for (const OutputKey &process : OutputFiles::processesIn(store.context.root)) {
        if (stop.stop_requested())
            return;
        const Keep fate = keep(process.createdSeq);
        const Found found = measure(store.context.root, process);
        bytes += found.bytes;
        if (fate == Keep::No)
            unknown.push_back(process);
        else
            (fate == Keep::Always ? live : over).push_back(found);
    }
    // What was appended meanwhile is in it already, or is counted from now on.
    store.context.bytesOnDisk += bytes - before;
    for (const OutputKey &process : unknown)
        store.removeProcess(process);

    std::sort(over.begin(), over.end(), [](const Found &a, const Found &b) { return a.lastMs < b.lastMs; });
    for (const Found &oldest : over) {
        if (stop.stop_requested())
            return;
        if (store.context.bytesOnDisk > store.context.limits.bytesInAll) {
            store.removeProcess(oldest.process);
            continue;
        }
        // The program ended before it could do that.
        for (const OutputKey &key : oldest.unfinished) {
            if (const auto finished = store.attempts.find(key)->finish(); !finished)
                qWarning("%s", qPrintable(finished.error().message));
            store.compressLater(key);
        }
    }
    if (store.context.bytesOnDisk > store.context.limits.bytesInAll)
        cutLive(store, live);
}

} // namespace Procession
