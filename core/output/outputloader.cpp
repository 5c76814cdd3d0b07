// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputloader.h"

#include "segmentfile.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Procession {

namespace {

using Form = SegmentName::Form;

/// What stands in a segment; nothing where it can't be read.
std::optional<SegmentFrames::Content> contentOf(const Descriptor &folder, const SegmentName &name)
{
    const Descriptor file = OutputFiles::openFile(folder, name.toBytes(), O_RDONLY);
    return file.number() < 0 ? std::nullopt : SegmentFile::read(file, name);
}

bool isEmpty(const Descriptor &folder, const SegmentName &name)
{
    const std::optional<SegmentFrames::Content> content = contentOf(folder, name);
    return content && content->output.bytes.isEmpty();
}

/// The segments, each once; of two that begin alike, the one whose form came later.
std::vector<SegmentName> segmentsIn(const Descriptor &folder, const QByteArrayList &names)
{
    std::vector<SegmentName> segments;
    for (const QByteArray &name : names) {
        if (const std::optional<SegmentName> segment = SegmentName::fromBytes(name))
            segments.push_back(*segment);
        else if (name.endsWith(SegmentFile::temporarySuffix))
            ::unlinkat(folder.number(), name.constData(), 0);
    }
    std::sort(segments.begin(), segments.end(), [](const SegmentName &a, const SegmentName &b) {
        return a.start != b.start ? a.start < b.start : a.form < b.form;
    });
    for (size_t i = 0; i + 1 < segments.size();) {
        if (segments[i].start != segments[i + 1].start) {
            ++i;
            continue;
        }
        // Of two open ones, one was to be removed while the disk failed.
        const bool isSecond = segments[i].form == segments[i + 1].form && !isEmpty(folder, segments[i]);
        const auto twin = segments.begin() + static_cast<qsizetype>(i + (isSecond ? 1 : 0));
        ::unlinkat(folder.number(), twin->toBytes().constData(), 0);
        segments.erase(twin);
    }
    return segments;
}

/// Closes an open segment, or removes it where it is empty. Whether that could be done.
bool closeLate(const Descriptor &folder, SegmentName &name)
{
    const std::optional<SegmentFrames::Content> content = contentOf(folder, name);
    if (!content)
        return false;
    const QByteArray before = name.toBytes();
    if (content->output.bytes.isEmpty())
        return ::unlinkat(folder.number(), before.constData(), 0) == 0;
    name.form = Form::Closed;
    name.end = content->output.end();
    return OutputFiles::rename(folder, before, name.toBytes());
}

/// Cuts off what isn't a whole frame.
bool trim(const Descriptor &folder, const SegmentName &name, qint64 validBytes)
{
    struct stat about = {};
    if (::fstatat(folder.number(), name.toBytes().constData(), &about, AT_SYMLINK_NOFOLLOW) == 0
        && about.st_size == validBytes)
        return true;
    const Descriptor file = OutputFiles::openFile(folder, name.toBytes(), O_WRONLY);
    return file.number() >= 0 && ::ftruncate(file.number(), validBytes) == 0;
}

LineState stateBefore(const SegmentName &name, const OutputBytes &output)
{
    LineState state;
    state.isOpen = name.lineStart < name.start;
    state.lines = state.isOpen ? name.line : name.line - 1;
    state.lineStart = name.lineStart;
    if (!output.runs.empty())
        state.stream = output.runs.front().stream;
    return state;
}

/// Of the last segment: the end of the output.
void describeEnd(const SegmentName &name, const SegmentFrames::Content &content, LoadedOutput &loaded)
{
    loaded.line = stateBefore(name, content.output);
    for (const OutputChunk &chunk : content.output.chunks())
        loaded.line.pass(chunk.stream, chunk.bytes.data() - content.output.bytes.constData() + name.start, chunk.bytes);
    loaded.extent.length = name.form == Form::Open ? content.output.end() : name.end;
    loaded.extent.lines = loaded.line.lines;
    loaded.extent.lastAt = content.output.runs.empty() ? name.timeMs : content.output.runs.back().timeMs;
    loaded.extent.complete = name.isOver;
    loaded.fileBytes = name.form == Form::Open ? content.validBytes : 0;
}

} // namespace

OutputRange gapIn(const std::vector<SegmentName> &segments)
{
    qint64 end = 0;
    for (const SegmentName &segment : segments) {
        if (segment.start > end)
            return {end, segment.start};
        end = segment.end;
    }
    return {};
}

std::optional<LoadedOutput> loadOutput(const Descriptor &folder)
{
    const std::optional<QByteArrayList> names = OutputFiles::namesIn(folder);
    if (!names)
        return std::nullopt;
    LoadedOutput loaded;
    std::vector<SegmentName> &segments = loaded.segments;
    segments = segmentsIn(folder, *names);
    for (size_t i = 0; i + 1 < segments.size(); ++i) {
        if (segments[i].form == Form::Open && !closeLate(folder, segments[i]))
            return std::nullopt;
    }
    std::erase_if(segments,
                  [&](const SegmentName &name) { return name.form == Form::Open && &name != &segments.back(); });

    while (!segments.empty()) {
        const SegmentName &last = segments.back();
        const std::optional<SegmentFrames::Content> content = contentOf(folder, last);
        if (!content)
            return std::nullopt;
        if (last.form != Form::Open || !content->output.bytes.isEmpty()) {
            if (last.form == Form::Open && !trim(folder, last, content->validBytes))
                return std::nullopt;
            describeEnd(last, *content, loaded);
            break;
        }
        if (::unlinkat(folder.number(), last.toBytes().constData(), 0) != 0)
            return std::nullopt;
        segments.pop_back();
    }
    loaded.extent.cut = gapIn(segments);
    return loaded;
}

} // namespace Procession
