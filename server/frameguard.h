// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QObject>

#include <array>

namespace Procession {

class ClientSocket;

/// Reads the headers of the frames that a WebSocket client sends, for what QWebSocket lets pass: frames that
/// aren't masked, and frames so long that they would fill memory before they are refused. Pure.
class FrameHeaderReader
{
public:
    enum class Verdict : quint8 { Fine, Unmasked, TooLong };

    explicit FrameHeaderReader(quint64 maxPayload)
        : m_maxPayload(maxPayload)
    {
    }

    /// Looks at the next bytes of the stream. After a verdict other than Fine the stream is lost.
    Verdict feed(QByteArrayView bytes);

    /// Pings that were seen so far; each of them is answered.
    quint64 pings() const { return m_pings; }

private:
    quint64 m_maxPayload;
    quint64 m_pings = 0;
    quint64 m_skip = 0; // what is left of the frame at hand
    std::array<uchar, 14> m_header{};
    size_t m_headerSize = 0;
};

/// Applies a FrameHeaderReader to what a ClientSocket receives, before the QWebSocket that reads it.
///
/// Threads: the socket's.
class FrameGuard : public QObject
{
    Q_OBJECT

public:
    /// From the first byte on that is received from now on.
    FrameGuard(ClientSocket &socket, quint64 maxPayload, QObject *parent = nullptr);

    /// Looks at the next bytes of the stream: by itself at what is received, and told so at what was received before.
    void inspect(QByteArrayView bytes);

    FrameHeaderReader::Verdict verdict() const { return m_verdict; }
    quint64 pings() const { return m_reader.pings(); }

Q_SIGNALS:
    /// The verdict is no longer Fine. What QWebSocket still makes of these bytes must be ignored.
    void violated();

private:
    FrameHeaderReader m_reader;
    FrameHeaderReader::Verdict m_verdict = FrameHeaderReader::Verdict::Fine;
};

} // namespace Procession
