// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QTcpSocket>

#include <chrono>
#include <optional>

namespace Procession {

/// The token of a server that a test makes.
inline const QByteArray testToken = QByteArrayLiteral("the-test-token");

/// About how many bytes a kernel buffer holds that is kept small. The kernel lets others grow to many MiB, on some
/// systems to more than a test writes.
constexpr int smallBuffer = 128 * 1024;

/// A client that sends what it is told to, right or wrong, and reads what comes.
class RawClient
{
public:
    enum class Receives : quint8 { Much, Little };

    /// With `Little`, what it doesn't read stays with the server but for about smallBuffer. `patience` is how long it
    /// waits for each piece.
    explicit RawClient(quint16 port, Receives receives = Receives::Much,
                       std::chrono::milliseconds patience = std::chrono::seconds(5))
        : m_patienceMs(static_cast<int>(patience.count()))
    {
        if (receives == Receives::Little) {
            m_socket.setReadBufferSize(4096);
            m_socket.bind(QHostAddress(QHostAddress::LocalHost)); // makes the descriptor
            m_socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, smallBuffer);
        }
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.waitForConnected(m_patienceMs);
    }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.waitForBytesWritten(m_patienceMs);
    }

    /// The next answer, with its head; none where the connection ended before, or nothing came for long.
    std::optional<QByteArray> wholeAnswer(bool withBody = true)
    {
        while (!m_received.contains("\r\n\r\n") && more()) { }
        const qsizetype headSize = m_received.indexOf("\r\n\r\n") + 4;
        if (headSize < 4)
            return std::nullopt;
        qsizetype size = headSize;
        const QByteArray head = m_received.first(headSize).toLower();
        if (const qsizetype at = head.indexOf("\r\ncontent-length:"); withBody && at >= 0)
            size += head.mid(at + 17, head.indexOf('\r', at + 2) - at - 17).trimmed().toLongLong();
        while (m_received.size() < size && more()) { }
        if (m_received.size() < size)
            return std::nullopt;
        QByteArray answer = m_received.first(size);
        m_received.remove(0, size);
        return answer;
    }

    /// Likewise, or what there was of it.
    QByteArray readAnswer(bool withBody = true)
    {
        const std::optional<QByteArray> answer = wholeAnswer(withBody);
        return answer ? *answer : std::exchange(m_received, {});
    }

    /// All that comes until the server closes.
    QByteArray readToEnd()
    {
        while (more()) { }
        return std::exchange(m_received, {});
    }

    /// At least that many bytes, unless the connection ends.
    QByteArray readSome(qsizetype size)
    {
        while (m_received.size() < size && more()) { }
        return std::exchange(m_received, {});
    }

    bool isClosedByServer()
    {
        while (more()) { }
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    }

    QTcpSocket &socket() { return m_socket; }

private:
    bool more()
    {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(m_patienceMs))
            return false;
        m_received += m_socket.readAll();
        return true;
    }

    const int m_patienceMs;
    QTcpSocket m_socket;
    QByteArray m_received;
};

/// A good request, for the tests to spoil.
inline QByteArray requestLines(const QByteArray &methodAndTarget, const QByteArray &body = {},
                               const QByteArray &moreHeaders = {}, const QByteArray &token = testToken)
{
    QByteArray request =
        methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n" + moreHeaders;
    if (!body.isEmpty())
        request += "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    return request + "\r\n" + body;
}

/// A body that came in chunks, without them; null where it isn't one, or not whole.
inline QByteArray withoutChunks(QByteArrayView chunks)
{
    QByteArray body("");
    while (true) {
        const qsizetype lineEnd = chunks.indexOf("\r\n");
        bool isNumber = false;
        const qsizetype size = lineEnd < 0 ? 0 : chunks.first(lineEnd).toByteArray().toLongLong(&isNumber, 16);
        if (!isNumber || chunks.size() < lineEnd + 2 + size + 2)
            return {};
        if (size == 0)
            return chunks == QByteArrayView("0\r\n\r\n") ? body : QByteArray();
        body += chunks.sliced(lineEnd + 2, size);
        chunks = chunks.sliced(lineEnd + 2 + size + 2);
    }
}

/// The status of an answer; 0 where it is none.
inline int statusOf(const QByteArray &answer)
{
    return answer.startsWith("HTTP/1.1 ") ? answer.mid(9, 3).toInt() : 0;
}

inline QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace Procession
