// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lineparts.h"

namespace Procession {

LineParts::LineParts(const SegmentName &name, const OutputBytes &content)
    : m_content(content)
    , m_number(name.line)
    , m_start(name.lineStart)
    , m_from(content.offset)
{
    Q_ASSERT(name.start == content.offset);
}

std::optional<LinePart> LineParts::next()
{
    const qint64 end = m_content.end();
    if (m_from >= end)
        return std::nullopt;
    if (m_newline < m_from) {
        const qsizetype found = m_content.bytes.indexOf('\n', m_from - m_content.offset);
        m_newline = found < 0 ? end : m_content.offset + found;
    }
    const std::vector<OutputRun> &runs = m_content.runs;
    while (m_run + 1 < runs.size() && runs[m_run + 1].offset <= m_from)
        ++m_run;
    const OutputStream stream = runs[m_run].stream;
    while (m_run + 1 < runs.size() && runs[m_run + 1].offset <= m_newline && runs[m_run + 1].stream == stream)
        ++m_run;
    const bool otherGoesOn = m_run + 1 < runs.size() && runs[m_run + 1].offset <= m_newline;
    LinePart part{m_number, m_start, m_from, otherGoesOn ? runs[m_run + 1].offset : m_newline, false};
    part.isEnded = part.to < end;
    m_from = part.to + (otherGoesOn ? 0 : 1);
    m_start = m_from;
    ++m_number;
    return part;
}

} // namespace Procession
