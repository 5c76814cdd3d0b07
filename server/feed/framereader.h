// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <array>
#include <optional>

namespace Procession {

/// Reads the frames that a WebSocket client sends (RFC 6455): puts its messages together, and sets its control frames
/// aside for QWebSocket.
///
/// QWebSocket decodes each fragment of a text by itself, so that it refuses a character that is split over two
/// fragments; it takes frames that aren't masked; and it can't be stopped between two messages that are there already.
/// Holds one unfinished message of `maxMessage` bytes at most. Pure.
class FrameReader
{
public:
    enum class Verdict : quint8 {
        Fine,
        Malformed, ///< breaks the standard's rules for frames
        WrongKind, ///< a binary message in place of a text, or the other way round
        NotUtf8,
        TooLong, ///< a message of more than `maxMessage` bytes
    };

    /// The messages that are taken.
    enum class Kind : quint8 { Text, Binary };

    explicit FrameReader(qsizetype maxMessage, Kind kind = Kind::Text)
        : m_maxMessage(static_cast<quint64>(maxMessage))
        , m_kind(kind)
    {
    }

    /// Reads on in the stream, at most up to the end of a message. Returns how many of the bytes were taken. After a
    /// verdict other than Fine, and after a close frame, everything is taken and nothing comes of it.
    qsizetype read(QByteArrayView bytes);

    Verdict verdict() const { return m_verdict; }
    /// The message that the last read() came to the end of; a text is valid UTF-8.
    std::optional<QByteArray> takeMessage() { return std::exchange(m_message, std::nullopt); }
    /// The control frames that were read since this was last called, as they came.
    QByteArray takeControlFrames() { return std::exchange(m_controlFrames, {}); }

    /// Pings that were seen so far; each of them is answered.
    quint64 pings() const { return m_pings; }
    /// Forgets the message that isn't whole. Nothing may be read afterwards.
    void drop() { m_payload = {}; }
    /// Bytes that are kept of a message that isn't whole.
    qsizetype held() const { return m_payload.size(); }

private:
    enum class Opcode : quint8 { Continuation = 0x0, Text = 0x1, Binary = 0x2, Close = 0x8, Ping = 0x9, Pong = 0xa };

    bool isFinal() const { return (m_header[0] & 0x80) != 0; }
    Opcode opcode() const { return static_cast<Opcode>(m_header[0] & 0x0f); }
    bool isControl() const { return (m_header[0] & 0x08) != 0; }
    size_t headerSize() const;
    Verdict judgeStart() const;
    Verdict judgeLength() const;
    void takeHeaderByte(char byte);
    void takePayload(QByteArrayView part);
    void endFrame();

    const quint64 m_maxMessage;
    const Kind m_kind;
    Verdict m_verdict = Verdict::Fine;
    bool m_isOver = false; // a close frame came
    std::array<uchar, 14> m_header{};
    size_t m_headerRead = 0;
    bool m_isInPayload = false;
    quint64 m_length = 0; // of the frame's payload
    quint64 m_read = 0;   // of that
    bool m_isInMessage = false;
    QByteArray m_payload; // of the message at hand
    QByteArray m_control;
    std::optional<QByteArray> m_message;
    QByteArray m_controlFrames;
    quint64 m_pings = 0;
};

} // namespace Procession
