// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "messagereceiver.h"

#include "clientsocket.h"

namespace Procession {

MessageReceiver::MessageReceiver(ClientSocket &socket, qsizetype maxMessage, FrameReader::Kind kind, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_reader(maxMessage, kind)
{
    m_socket.setReading(false);
    // Comes before readyRead(), by which QWebSocket reads the control frames.
    connect(&m_socket, &ClientSocket::received, this, &MessageReceiver::receive);
    connect(&m_socket, &QObject::destroyed, this, &MessageReceiver::stop);
}

void MessageReceiver::begin(const QByteArray &ahead)
{
    m_input = ahead;
    m_isReading = true;
    m_socket.setReading(true);
    goOn();
}

void MessageReceiver::setReading(bool on)
{
    if (m_isStopped || on == m_isReading)
        return;
    m_isReading = on;
    m_socket.setReading(on);
    if (on)
        QMetaObject::invokeMethod(this, &MessageReceiver::goOn, Qt::QueuedConnection);
}

void MessageReceiver::stop()
{
    m_isStopped = true;
    m_input.clear();
    m_readUpTo = 0;
    m_reader.drop(); // or others would find no room as long as the connection ends
}

void MessageReceiver::receive()
{
    const QByteArrayView bytes = m_socket.unread();
    if (!m_isStopped)
        m_input += bytes;
    m_socket.consume(bytes.size());
    readOn();
}

/// Reads what is here, as far as reading is on.
void MessageReceiver::readOn()
{
    while (m_isReading && !m_isStopped && m_readUpTo < m_input.size()) {
        m_readUpTo += m_reader.read(QByteArrayView(m_input).sliced(m_readUpTo));
        if (const auto message = m_reader.takeMessage())
            Q_EMIT messageReceived(*message);
        else if (m_reader.verdict() != FrameReader::Verdict::Fine && !m_isStopped)
            Q_EMIT violated();
    }
    if (m_readUpTo == m_input.size()) {
        m_input.clear();
        m_readUpTo = 0;
    }
    if (const QByteArray frames = m_reader.takeControlFrames(); !frames.isEmpty() && !m_isStopped)
        m_socket.putBack(frames);
}

/// The same where the socket doesn't tell of new bytes by itself.
void MessageReceiver::goOn()
{
    readOn();
    if (!m_isStopped && m_socket.bytesAvailable() > 0)
        Q_EMIT m_socket.readyRead();
}

} // namespace Procession
