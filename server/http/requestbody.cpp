// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestbody.h"

#include <algorithm>

namespace Procession {

namespace {

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

} // namespace

BodyState ChunkedDecoder::feed(QByteArrayView bytes, qsizetype &consumed)
{
    constexpr qsizetype maxLine = 1024;
    constexpr qsizetype maxTrailers = 16 * 1024;
    consumed = 0;
    while (consumed < bytes.size()) {
        if (m_phase == Phase::Data) {
            const qsizetype part = std::min(m_remaining, bytes.size() - consumed);
            m_body += bytes.sliced(consumed, part);
            consumed += part;
            m_remaining -= part;
            if (m_remaining == 0)
                m_phase = Phase::DataEnd;
            continue;
        }

        // The other phases are lines.
        const char c = bytes[consumed++];
        m_line += c;
        if (m_line.size() > maxLine)
            return BodyState::Malformed;
        if (c != '\n')
            continue;
        if (!m_line.endsWith("\r\n"))
            return BodyState::Malformed;
        const QByteArray line = m_line.chopped(2);
        m_line.clear();
        if (std::any_of(line.begin(), line.end(), isControl))
            return BodyState::Malformed;
        switch (m_phase) {
        case Phase::Size: {
            const auto digitsEnd = std::find_if_not(line.begin(), line.end(), isHexDigit);
            const QByteArray rest(digitsEnd, line.end() - digitsEnd);
            bool ok = false;
            const qulonglong size = line.left(line.size() - rest.size()).toULongLong(&ok, 16);
            if (!ok || !(rest.isEmpty() || rest.trimmed().startsWith(';')))
                return BodyState::Malformed;
            if (size > static_cast<qulonglong>(m_maxBytes - m_body.size()))
                return BodyState::TooLong;
            m_remaining = static_cast<qsizetype>(size);
            m_phase = size == 0 ? Phase::Trailer : Phase::Data;
            break;
        }
        case Phase::DataEnd:
            if (!line.isEmpty())
                return BodyState::Malformed;
            m_phase = Phase::Size;
            break;
        case Phase::Trailer:
            if (line.isEmpty())
                return BodyState::Whole;
            m_trailers += line.size() + 2;
            if (m_trailers > maxTrailers)
                return BodyState::Malformed;
            break;
        case Phase::Data:
            Q_UNREACHABLE();
        }
    }
    return BodyState::More;
}

BodyState RequestBody::begin(const RequestHead &head, qsizetype limit)
{
    if (head.contentLength > limit)
        return BodyState::TooLong;
    if (head.contentLength > freeBytes && !m_share.trySet(head.contentLength))
        return BodyState::NoRoom;
    m_length = head.contentLength;
    if (head.chunked)
        m_chunks.emplace(limit);
    else
        m_bytes.reserve(m_length);
    return BodyState::More;
}

BodyState RequestBody::feed(QByteArrayView bytes, qsizetype &consumed)
{
    if (!m_chunks) {
        consumed = std::min(bytes.size(), m_length - m_bytes.size());
        m_bytes += bytes.first(consumed);
        return m_bytes.size() == m_length ? BodyState::Whole : BodyState::More;
    }
    const BodyState state = m_chunks->feed(bytes, consumed);
    // A body that grows takes as much room as its bytes do in an array that doubles.
    if (m_chunks->size() > freeBytes && !m_share.trySet(m_chunks->size() * 2))
        return BodyState::NoRoom;
    if (state == BodyState::Whole) {
        m_bytes = m_chunks->takeBody();
        m_chunks.reset();
    }
    return state;
}

void RequestBody::clear()
{
    m_length = 0;
    m_bytes = {};
    m_chunks.reset();
    m_share.set(0);
}

} // namespace Procession
