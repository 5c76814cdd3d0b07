// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssereader.h"

#include <algorithm>
#include <utility>

namespace Procession {

std::vector<SseEvent> SseReader::feed(QByteArrayView bytes)
{
    std::vector<SseEvent> events;
    while (!bytes.isEmpty() && !m_overflowed) {
        if (std::exchange(m_skipsLf, false) && bytes.front() == '\n') {
            bytes = bytes.sliced(1);
            continue;
        }
        const auto end = std::find_if(bytes.begin(), bytes.end(), [](char c) { return c == '\n' || c == '\r'; });
        const qsizetype length = end - bytes.begin();
        if (m_line.size() + length > m_maxBytes) {
            m_overflowed = true;
            break;
        }
        m_line.append(bytes.first(length));
        if (end == bytes.end())
            break;
        m_skipsLf = *end == '\r';
        bytes = bytes.sliced(length + 1);
        endLine(events);
    }
    return events;
}

void SseReader::endLine(std::vector<SseEvent> &events)
{
    constexpr QByteArrayView byteOrderMark("\xef\xbb\xbf");
    QByteArrayView line(m_line);
    if (std::exchange(m_isFirstLine, false) && line.startsWith(byteOrderMark))
        line = line.sliced(byteOrderMark.size());

    if (line.isEmpty()) {
        if (!m_data.isEmpty()) {
            m_data.chop(1);
            events.push_back({QString::fromUtf8(m_type), QString::fromUtf8(m_data)});
        }
        m_data.clear();
        m_type.clear();
    } else if (line.startsWith('{')) {
        events.push_back({QStringLiteral("error"), QString::fromUtf8(line)});
    } else if (line.startsWith("error:")) {
        events.push_back({QStringLiteral("error"), QString::fromUtf8(line.sliced(6))});
    } else {
        const qsizetype colon = line.indexOf(':');
        QByteArrayView value = colon < 0 ? QByteArrayView() : line.sliced(colon + 1);
        if (value.startsWith(' '))
            value = value.sliced(1);
        takeField(colon < 0 ? line : line.first(colon), value);
    }
    m_line.clear();
}

/// A comment has no name. `id` and `retry` are for who reconnects, which makes no sense for an answer.
void SseReader::takeField(QByteArrayView name, QByteArrayView value)
{
    if (name == "data") {
        if (m_data.size() + value.size() >= m_maxBytes) {
            m_overflowed = true;
            return;
        }
        m_data.append(value);
        m_data.append('\n');
    } else if (name == "event") {
        m_type = value.toByteArray();
    }
}

} // namespace Procession
