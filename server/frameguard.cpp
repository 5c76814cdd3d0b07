// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "frameguard.h"

#include "clientsocket.h"

#include <QtEndian>

#include <algorithm>

namespace Procession {

FrameHeaderReader::Verdict FrameHeaderReader::feed(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        if (m_skip > 0) {
            const auto part = static_cast<qsizetype>(std::min(m_skip, static_cast<quint64>(bytes.size())));
            m_skip -= static_cast<quint64>(part);
            bytes = bytes.sliced(part);
            continue;
        }
        m_header[m_headerSize++] = static_cast<uchar>(bytes.front());
        bytes = bytes.sliced(1);
        if (m_headerSize < 2)
            continue;
        if ((m_header[1] & 0x80) == 0)
            return Verdict::Unmasked;

        const uchar shortLength = m_header[1] & 0x7f;
        const size_t lengthSize = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
        if (m_headerSize < 2 + lengthSize)
            continue;
        quint64 length = shortLength;
        if (lengthSize == 2)
            length = qFromBigEndian<quint16>(m_header.data() + 2);
        else if (lengthSize == 8)
            length = qFromBigEndian<quint64>(m_header.data() + 2);
        if (length > m_maxPayload)
            return Verdict::TooLong;
        if ((m_header[0] & 0x0f) == 0x9)
            ++m_pings;
        m_skip = length + 4; // the mask comes first
        m_headerSize = 0;
    }
    return Verdict::Fine;
}

FrameGuard::FrameGuard(ClientSocket &socket, quint64 maxPayload, QObject *parent)
    : QObject(parent)
    , m_reader(maxPayload)
{
    connect(&socket, &ClientSocket::received, this, &FrameGuard::inspect);
}

void FrameGuard::inspect(QByteArrayView bytes)
{
    if (m_verdict != FrameHeaderReader::Verdict::Fine)
        return;
    m_verdict = m_reader.feed(bytes);
    if (m_verdict != FrameHeaderReader::Verdict::Fine)
        Q_EMIT violated();
}

} // namespace Procession
