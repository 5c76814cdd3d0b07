// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputlinereader.h"

#include "outputstore.h"

#include <algorithm>

namespace Procession {

namespace {

/// The text in an answer, in UTF-16 units.
constexpr qsizetype maxText = 8 * 1024 * 1024;

/// Of the end of a long line: what is left of it once a terminal has shown it, where carriage returns write over what stood
/// there, as those of a progress bar do; nothing where none does. Those before the newline end a line.
std::optional<QByteArrayView> writtenOver(QByteArrayView end)
{
    qsizetype size = end.size();
    while (size > 0 && end[size - 1] == '\r')
        --size;
    const qsizetype first = end.first(size).indexOf('\r');
    return first < 0 ? std::nullopt : std::optional(end.sliced(first + 1));
}

} // namespace

QByteArrayView wholeCharacters(QByteArrayView bytes)
{
    for (qsizetype back = 1; back <= std::min<qsizetype>(bytes.size(), 3); ++back) {
        const auto byte = static_cast<uchar>(bytes[bytes.size() - back]);
        const qsizetype length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        if (byte < 0x80 || (byte >= 0xc0 && length <= back))
            return bytes;
        if (byte >= 0xc0)
            return bytes.chopped(back);
    }
    return bytes;
}

Result<qint64> OutputLineReader::startFor(qint64 line)
{
    const auto view = m_segments.view();
    if (!view)
        return view.error();
    qint64 start = 0;
    for (const SegmentName &segment : *view->segments) {
        if (segment.firstOwnLine() <= line)
            start = segment.start;
    }
    return start;
}

Result<qint64> OutputLineReader::endOf(const LinePart &part)
{
    const auto view = m_segments.view();
    if (!view)
        return view.error();
    qint64 last = part.from;
    for (const SegmentName &segment : *view->segments) {
        if (segment.line == part.number && segment.lineStart == part.start && segment.start > part.from)
            last = segment.start;
    }
    if (last == part.from)
        return part.to;
    const auto segment = m_segments.at(last);
    if (!segment)
        return segment.error();
    // It was cut meanwhile where it isn't there any more.
    if (!*segment || (*segment)->name.lineStart != part.start)
        return last;
    return LineParts((*segment)->name, *(*segment)->content).next()->to;
}

Result<OutputLine> OutputLineReader::lineOf(const SegmentReader::Part &segment, const LinePart &part)
{
    const OutputBytes &content = *segment.content;
    const OutputRun &run = content.runAt(part.from);
    QByteArray bytes =
        content.bytes.mid(part.from - content.offset, std::min<qint64>(part.to - part.from, OutputStore::maxLineText));
    qint64 end = part.to;
    if (!part.isEnded) {
        const auto whole = endOf(part);
        if (!whole)
            return whole.error();
        end = *whole;
        if (bytes.size() < OutputStore::maxLineText && end > part.to) {
            const auto next = m_segments.at(part.to);
            if (!next)
                return next.error();
            if (*next && (*next)->name.start == part.to)
                bytes += (*next)->content->bytes.first(std::min<qint64>(
                    OutputStore::maxLineText - bytes.size(), std::min(end, (*next)->content->end()) - part.to));
        }
    }
    OutputLine line{part.number, part.start, part.from, run.stream, run.timeMs, {}, 0};
    if (part.from + bytes.size() == end) {
        line.text = QString::fromUtf8(bytes);
        return line;
    }
    const auto last = endOfBytes(part.from, end);
    if (!last)
        return last.error();
    if (const auto shown = writtenOver(*last)) {
        line.textOffset = end - shown->size();
        line.text = QString::fromUtf8(*shown);
        return line;
    }
    const QByteArrayView shown = wholeCharacters(bytes);
    line.text = QString::fromUtf8(shown);
    line.cutBytes = end - part.from - shown.size();
    return line;
}

Result<QByteArray> OutputLineReader::endOfBytes(qint64 from, qint64 to)
{
    QByteArray bytes;
    for (qint64 offset = std::max(from, to - OutputStore::maxLineText); offset < to;) {
        const auto part = m_segments.at(offset, false);
        if (!part)
            return part.error();
        if (!*part)
            break;
        const OutputBytes &content = *(*part)->content;
        if (content.offset > offset) { // it was cut
            bytes.clear();
            offset = content.offset;
            continue;
        }
        const qint64 end = std::min(content.end(), to);
        bytes += QByteArrayView(content.bytes).sliced(offset - content.offset, end - offset);
        offset = end;
    }
    return bytes;
}

Result<OutputLines> OutputLineReader::lines(qint64 first, qint64 count)
{
    const auto view = m_segments.view();
    if (!view)
        return view.error();
    OutputLines found;
    found.extent = view->extent;
    first = std::max<qint64>(first < 0 ? view->extent.lines + 1 + first : first, 1);
    const auto start = startFor(first);
    if (!start)
        return start.error();
    qint64 last = first - 1;
    qsizetype text = 0;
    for (qint64 offset = *start;;) {
        const auto segment = m_segments.at(offset);
        if (!segment)
            return segment.error();
        if (!*segment)
            return found;
        LineParts parts((*segment)->name, *(*segment)->content);
        while (const std::optional<LinePart> part = parts.next()) {
            if (part->number <= last)
                continue;
            if (static_cast<qint64>(found.lines.size()) == count || text >= maxText)
                return found;
            auto line = lineOf(**segment, *part);
            if (!line)
                return line.error();
            last = part->number;
            text += line->text.size();
            found.lines.push_back(std::move(*line));
        }
        offset = (*segment)->end;
    }
}

Result<qint64> OutputLineReader::offsetOfTail(qint64 count)
{
    const auto tail = lines(-count, 1);
    if (!tail)
        return tail.error();
    if (tail->lines.empty())
        return tail->extent.length;
    return std::max(tail->lines.front().offset, tail->extent.cut.to);
}

Result<qint64> OutputLineReader::lineAtOffset(qint64 offset)
{
    const auto view = m_segments.view();
    if (!view)
        return view.error();
    const auto segment = m_segments.at(offset);
    if (!segment)
        return segment.error();
    if (!*segment)
        return std::max<qint64>(view->extent.lines, 1);
    LineParts parts((*segment)->name, *(*segment)->content);
    qint64 number = (*segment)->name.line;
    while (const std::optional<LinePart> part = parts.next()) {
        if (part->from > offset)
            break;
        number = part->number;
    }
    return number;
}

Result<qint64> OutputLineReader::lineAtTime(qint64 timeMs)
{
    const auto view = m_segments.view();
    if (!view)
        return view.error();
    qint64 offset = 0;
    for (const SegmentName &segment : *view->segments) {
        if (segment.timeMs < timeMs)
            offset = segment.start;
    }
    for (;;) {
        const auto segment = m_segments.at(offset);
        if (!segment)
            return segment.error();
        if (!*segment)
            return view->extent.lines + 1;
        const OutputBytes &content = *(*segment)->content;
        LineParts parts((*segment)->name, content);
        while (const std::optional<LinePart> part = parts.next()) {
            if (part->start == part->from && content.runAt(part->from).timeMs >= timeMs)
                return part->number;
        }
        offset = (*segment)->end;
    }
}

} // namespace Procession
