// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "framereader.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace Procession {

namespace {

constexpr size_t maskSize = 4;
constexpr uchar longestControlPayload = 125;
constexpr uchar lengthIn16Bits = 126;
constexpr uchar lengthIn64Bits = 127;

/// Takes the mask off bytes of a payload, of which `before` stand before them.
void unmask(char *bytes, qsizetype size, const uchar *mask, quint64 before)
{
    std::array<uchar, sizeof(quint64)> turned{};
    for (size_t i = 0; i < turned.size(); ++i)
        turned[i] = mask[(before + i) % maskSize];
    quint64 pattern = 0;
    std::memcpy(&pattern, turned.data(), sizeof(pattern));
    qsizetype at = 0;
    for (; at + qsizetype(sizeof(pattern)) <= size; at += qsizetype(sizeof(pattern))) {
        quint64 word = 0;
        std::memcpy(&word, bytes + at, sizeof(word));
        word ^= pattern;
        std::memcpy(bytes + at, &word, sizeof(word));
    }
    for (size_t i = 0; at < size; ++at, ++i)
        bytes[at] = static_cast<char>(bytes[at] ^ turned[i]);
}

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
    case Opcode::Binary:
        if (m_isInMessage)
            return Verdict::Malformed;
        return (opcode() == Opcode::Text) == (m_kind == Kind::Text) ? Verdict::Fine : Verdict::WrongKind;
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
    if (m_length > m_maxMessage - static_cast<quint64>(m_payload.size()))
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
        const qsizetype before = m_payload.size();
        m_payload += part;
        unmask(m_payload.data() + before, part.size(), m_header.data() + m_headerRead - maskSize, m_read);
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
        QByteArray message = std::exchange(m_payload, {});
        if (m_kind == Kind::Binary || message.isValidUtf8())
            m_message = std::move(message);
        else
            m_verdict = Verdict::NotUtf8;
    }
}

} // namespace Procession
