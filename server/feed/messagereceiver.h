// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "framereader.h"

#include <QObject>

namespace Procession {

class ClientSocket;

/// Takes what a WebSocket client sends out of its socket, and hands its messages on one by one.
///
/// Only control frames are put back for the QWebSocket that reads the same socket. While reading is off, nothing more is
/// taken from the kernel, so that a client that sends and doesn't read is held up by its own connection.
/// Threads: the socket's. Owner: Subscriber.
class MessageReceiver : public QObject
{
    Q_OBJECT

public:
    /// Reading is off at first. The socket must outlive this, or end its connection before.
    MessageReceiver(ClientSocket &socket, qsizetype maxMessage, FrameReader::Kind kind, QObject *parent = nullptr);

    /// Begins to read, first `ahead`, which came before this was made.
    void begin(const QByteArray &ahead);
    /// Off: at once, also between two messages that are there already. On: goes on in the next turn of the event loop.
    void setReading(bool on);
    bool isReading() const { return m_isReading; }
    /// Nothing that comes from now on matters.
    void stop();

    FrameReader::Verdict verdict() const { return m_reader.verdict(); }
    quint64 pings() const { return m_reader.pings(); }
    /// Bytes that are kept here: what wasn't read, and the part of a message that isn't whole.
    qsizetype held() const { return m_input.size() - m_readUpTo + m_reader.held(); }

Q_SIGNALS:
    /// A whole message; a text is valid UTF-8.
    void messageReceived(const QByteArray &message);
    /// The verdict is no longer Fine.
    void violated();

private:
    void receive();
    void readOn();
    void goOn();

    ClientSocket &m_socket;
    FrameReader m_reader;
    QByteArray m_input;
    qsizetype m_readUpTo = 0; // of m_input
    bool m_isReading = false;
    bool m_isStopped = false;
};

} // namespace Procession
