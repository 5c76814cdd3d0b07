// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "framereader.h"

#include <QtEndian>

#include <algorithm>

namespace Procession {

namespace {

constexpr size_t maskSize = 4;
constexpr uchar longestControlPayload = 125;
constexpr uchar lengthIn16Bits = 126;
constexpr uchar lengthIn64Bits = 127;

} // namespace

qsizetype FrameReader::read(QByteArrayView bytes)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        if (m_verdict != Verdict::Fine || m_isOver)
            return bytes.size();
        if (!m_isInPayload) {
            takeHeaderByte(bytes[at++]);
        } else {
            const auto left = static_cast<qsizetype>(std::min<quint64>(m_length - m_read, quint64(bytes.size() - at)));
            takePayload(bytes.sliced(at, left));
            at += left;
        }
        if (m_isInPayload && m_read == m_length)
            endFrame();
        if (m_message)
            return at;
    }
    return at;
}

/// As far as the bytes that were read of it tell.
size_t FrameReader::headerSize() const
{
    if (m_headerRead < 2)
        return 2;
    const uchar shortLength = m_header[1] & 0x7f;
    const size_t lengthSize = shortLength == lengthIn16Bits ? 2 : shortLength == lengthIn64Bits ? 8 : 0;
    return 2 + lengthSize + maskSize;
}

/// Of the first two bytes of a header.
FrameReader::Verdict FrameReader::judgeStart() const
{
    if ((m_header[0] & 0x70) != 0 || (m_header[1] & 0x80) == 0) // no extension was agreed to; a client masks
        return Verdict::Malformed;
    switch (opcode()) {
    case Opcode::Continuation:
        return m_isInMessage ? Verdict::Fine : Verdict::Malformed;
    case Opcode::Text:
        return m_isInMessage ? Verdict::Malformed : Verdict::Fine;
    case Opcode::Binary:
        return m_isInMessage ? Verdict::Malformed : Verdict::NotText;
    case Opcode::Close:
    case Opcode::Ping:
    case Opcode::Pong:
        return isFinal() && (m_header[1] & 0x7f) <= longestControlPayload ? Verdict::Fine : Verdict::Malformed;
    }
    return Verdict::Malformed;
}

/// Of a whole header.
FrameReader::Verdict FrameReader::judgeLength() const
{
    if (isControl())
        return Verdict::Fine;
    if (m_length > m_maxMessage - static_cast<quint64>(m_text.size()))
        return Verdict::TooLong;
    const uchar shortLength = m_header[1] & 0x7f;
    const bool isMinimal = (shortLength != lengthIn16Bits || m_length >= lengthIn16Bits)
        && (shortLength != lengthIn64Bits || m_length > 0xffff);
    return isMinimal ? Verdict::Fine : Verdict::Malformed;
}

void FrameReader::takeHeaderByte(char byte)
{
    m_header[m_headerRead++] = static_cast<uchar>(byte);
    if (m_headerRead == 2)
        m_verdict = judgeStart();
    if (m_verdict != Verdict::Fine || m_headerRead < headerSize())
        return;

    m_length = m_header[1] & 0x7f;
    if (m_length == lengthIn16Bits)
        m_length = qFromBigEndian<quint16>(m_header.data() + 2);
    else if (m_length == lengthIn64Bits)
        m_length = qFromBigEndian<quint64>(m_header.data() + 2);
    m_verdict = judgeLength();
    m_read = 0;
    m_isInPayload = true;
    if (isControl())
        m_control = QByteArray(reinterpret_cast<const char *>(m_header.data()), static_cast<qsizetype>(m_headerRead));
    else
        m_isInMessage = true;
}

void FrameReader::takePayload(QByteArrayView part)
{
    if (isControl()) {
        m_control += part; // stays masked
    } else {
        const uchar *mask = m_header.data() + m_headerRead - maskSize;
        const qsizetype before = m_text.size();
        m_text += part;
        char *text = m_text.data() + before;
        for (qsizetype i = 0; i < part.size(); ++i)
            text[i] = static_cast<char>(text[i] ^ mask[(m_read + static_cast<quint64>(i)) % maskSize]);
    }
    m_read += static_cast<quint64>(part.size());
}

void FrameReader::endFrame()
{
    m_isInPayload = false;
    m_headerRead = 0;
    if (isControl()) {
        m_controlFrames += std::exchange(m_control, {});
        m_isOver = opcode() == Opcode::Close;
        if (opcode() == Opcode::Ping)
            ++m_pings;
    } else if (isFinal()) {
        m_isInMessage = false;
        QByteArray text = std::exchange(m_text, {});
        if (text.isValidUtf8())
            m_message = std::move(text);
        else
            m_verdict = Verdict::NotUtf8;
    }
}

} // namespace Procession
