// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputbackup.h"

#include "outputfiles.h"
#include "segmentfile.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Form = SegmentName::Form;

Error problem(const QString &path)
{
    return {ErrorCode::Io, u"%1: %2."_s.arg(path, QString::fromLocal8Bit(std::strerror(errno))), {}};
}

/// The segments in the folder, in order; of one that has two forms, the later one. Nothing where it can't be read.
std::optional<std::vector<SegmentName>> segmentsIn(const Descriptor &folder)
{
    const std::optional<QByteArrayList> names = OutputFiles::namesIn(folder);
    if (!names)
        return std::nullopt;
    std::vector<SegmentName> segments;
    for (const QByteArray &name : *names) {
        if (const std::optional<SegmentName> segment = SegmentName::fromBytes(name))
            segments.push_back(*segment);
    }
    std::sort(segments.begin(), segments.end(), [](const SegmentName &a, const SegmentName &b) {
        return a.start != b.start ? a.start < b.start : a.form > b.form;
    });
    const auto isTwin = [](const SegmentName &a, const SegmentName &b) { return a.start == b.start; };
    segments.erase(std::unique(segments.begin(), segments.end(), isTwin), segments.end());
    return segments;
}

/// An opened segment, under the name that it had then.
struct OpenedSegment
{
    SegmentName name;
    Descriptor file;
};

/// Opens the segment that begins there, whatever its name is by now. Without a file it was cut; nothing where it can't be
/// read.
std::optional<OpenedSegment> openSegment(const Descriptor &folder, SegmentName name)
{
    for (;;) {
        OpenedSegment opened{name, OutputFiles::openFile(folder, name.toBytes(), O_RDONLY)};
        if (opened.file.number() >= 0)
            return opened;
        if (errno != ENOENT)
            return std::nullopt;
        const auto segments = segmentsIn(folder);
        if (!segments)
            return std::nullopt;
        const auto now = std::find_if(segments->begin(), segments->end(),
                                      [&name](const SegmentName &each) { return each.start == name.start; });
        if (now == segments->end())
            return OpenedSegment{name, Descriptor()};
        name = *now;
    }
}

/// Whether it is copied. Of one that grows, the frames that are whole; one without any has no copy.
bool copySegment(const OpenedSegment &segment, const Descriptor &target)
{
    struct stat about = {};
    if (::fstat(segment.file.number(), &about) != 0)
        return false;
    std::optional<QByteArray> bytes = OutputFiles::read(segment.file, 0, about.st_size);
    if (!bytes)
        return false;
    if (segment.name.form == Form::Open) {
        bytes->truncate(SegmentFrames::decode(*bytes, segment.name.start).validBytes);
        if (bytes->isEmpty())
            return true;
    }
    const Descriptor file = OutputFiles::openFile(target, segment.name.toBytes(), O_WRONLY | O_CREAT | O_EXCL);
    iovec all{bytes->data(), static_cast<size_t>(bytes->size())};
    return file.number() >= 0 && OutputFiles::writeAll(file, {&all, 1}, 0);
}

/// What was cut while it was copied leaves one gap, as a cut does: what is older than it goes, behind the beginning.
void joinGaps(const Descriptor &folder, std::vector<SegmentName> copied)
{
    const auto isBehindGap = [&copied](size_t i) { return copied[i].start > copied[i - 1].end; };
    size_t first = 1;
    while (first < copied.size() && !isBehindGap(first))
        ++first;
    size_t last = copied.size();
    while (last > first && !isBehindGap(last - 1))
        --last;
    for (size_t i = first; i + 1 < last; ++i)
        OutputFiles::remove(folder, copied[i].toBytes());
}

bool copyAttempt(const Descriptor &folder, const Descriptor &target)
{
    const std::optional<std::vector<SegmentName>> segments = segmentsIn(folder);
    if (!segments)
        return false;
    std::vector<SegmentName> copied;
    for (const SegmentName &name : *segments) {
        const std::optional<OpenedSegment> segment = openSegment(folder, name);
        if (!segment)
            return false;
        if (segment->file.number() < 0)
            continue;
        if (!copySegment(*segment, target))
            return false;
        copied.push_back(segment->name);
        if (segment->name.form == Form::Open)
            break; // behind a beginning of it nothing may stand
    }
    joinGaps(target, std::move(copied));
    return true;
}

bool copyProcess(const QByteArray &from, const QByteArray &to, const OutputKey &process)
{
    const Descriptor folder = OutputFiles::openProcess(from, process.processFolder());
    if (folder.number() < 0)
        return errno == ENOENT; // it was removed meanwhile
    const std::optional<QByteArrayList> names = OutputFiles::namesIn(folder);
    if (!names)
        return false;
    for (const QByteArray &name : *names) {
        OutputKey key = process;
        key.attempt = name.toInt();
        if (key.attempt <= 0 || key.attemptFolder() != name)
            continue;
        const Descriptor attempt = OutputFiles::openAttempt(from, key);
        if (attempt.number() < 0 && errno == ENOENT)
            continue;
        const Descriptor target = OutputFiles::openAttempt(to, key, true);
        if (attempt.number() < 0 || target.number() < 0 || !copyAttempt(attempt, target))
            return false;
    }
    return true;
}

} // namespace

Result<void> backUpOutput(const QString &from, const QString &to, const std::function<bool(quint64)> &wanted)
{
    const QByteArray source = QFile::encodeName(from);
    const QByteArray target = QFile::encodeName(to);
    if (!QFile::exists(from))
        return {};
    if (::mkdir(target.constData(), S_IRWXU) != 0)
        return problem(to);
    const auto failed = [&to] {
        Error error = problem(to);
        QDir(to).removeRecursively();
        return error;
    };
    for (const OutputKey &process : OutputFiles::processesIn(source)) {
        if (wanted(process.createdSeq) && !copyProcess(source, target, process))
            return failed();
    }
    const Descriptor folder(::open(target.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (folder.number() < 0 || ::syncfs(folder.number()) != 0)
        return failed();
    return {};
}

} // namespace Procession
