// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "segmenttext.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr qint64 maxBeyond = 64 * 1024;

/// Where the other stream ends a line without a newline, one is put in.
QByteArray withNewlines(const QByteArray &bytes, qint64 offset, const OutputBytes &content)
{
    QByteArray whole;
    qsizetype done = 0;
    for (size_t i = 1; i < content.runs.size(); ++i) {
        const qsizetype at = content.runs[i].offset - offset;
        if (at <= 0 || content.runs[i].stream == content.runs[i - 1].stream || bytes[at - 1] == '\n')
            continue;
        whole += QByteArrayView(bytes).sliced(done, at - done);
        whole += '\n';
        done = at;
    }
    return done == 0 ? bytes : whole + bytes.sliced(done);
}

} // namespace

Result<SegmentText> SegmentText::of(SegmentReader &segments, const SegmentReader::Part &segment)
{
    SegmentText text;
    text.m_name = segment.name;
    text.m_content = segment.content;
    const OutputBytes &content = *segment.content;
    text.m_offset = content.offset;
    if (segment.name.lineStart < segment.name.start) {
        const auto view = segments.view();
        if (!view)
            return view.error();
        const bool isContinued = std::any_of(view->segments->begin(), view->segments->end(),
                                             [&](const SegmentName &each) { return each.end == segment.name.start; });
        const LinePart first = *LineParts(segment.name, content).next();
        text.m_skipsFirst = isContinued && first.isEnded && first.to - first.from <= maxBeyond;
        if (text.m_skipsFirst)
            text.m_offset =
                std::min(first.to + (content.bytes[first.to - content.offset] == '\n' ? 1 : 0), content.end());
    }
    text.m_bytes = content.bytes.sliced(text.m_offset - content.offset);

    const auto next = segments.at(segment.end);
    if (!next)
        return next.error();
    if (*next && (*next)->name.start == content.end() && (*next)->name.lineStart < content.end()) {
        const LinePart rest = *LineParts((*next)->name, *(*next)->content).next();
        const qint64 size = std::min(rest.to - rest.from, maxBeyond);
        text.m_bytes += (*next)->content->bytes.first(size);
        text.m_lastEnds = rest.isEnded && size == rest.to - rest.from;
    }
    return text;
}

const QString &SegmentText::text()
{
    if (m_text.isNull())
        m_text = QString::fromUtf8(withNewlines(m_bytes, m_offset, *m_content));
    return m_text;
}

const std::vector<SegmentText::Line> &SegmentText::lines()
{
    if (!m_lines.empty() || m_bytes.isEmpty())
        return m_lines;
    LineParts parts(m_name, *m_content);
    if (m_skipsFirst)
        parts.next();
    qsizetype at = 0;
    while (const std::optional<LinePart> part = parts.next()) {
        const qsizetype newline = text().indexOf(u'\n', at);
        const qsizetype end = newline < 0 ? text().size() : newline;
        m_lines.push_back({*part, at, end - at});
        at = end + 1;
    }
    if (!m_lines.empty() && !m_lines.back().part.isEnded) {
        m_lines.back().part.to = m_offset + m_bytes.size();
        m_lines.back().part.isEnded = m_lastEnds;
    }
    return m_lines;
}

} // namespace Procession
