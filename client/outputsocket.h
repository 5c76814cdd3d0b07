// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiendpoint.h"
#include "apisocket.h"
#include "processid.h"

namespace Procession {

/// A WebSocket that takes the output of one attempt, faster than requests do: it waits for no answer, and its bytes go
/// to the connection as they are.
///
/// It tells no reason where it doesn't open or ends, since a request with the same bytes does. It is tried again as an
/// ApiSocket is, and gives up where nothing was sent for 10 s, so that it costs a server nothing for long.
/// Threads: the one it lives in, which needs an event loop. Owner: OutputUploader.
class OutputSocket : public QObject
{
    Q_OBJECT

public:
    /// Connects at once. `endpoint` must outlive this.
    OutputSocket(const ApiEndpoint &endpoint, const ProcessId &id, int attempt, QObject *parent = nullptr);

    /// Whether the server takes messages.
    bool isOpen() const { return m_maxRecords > 0; }
    /// Bytes of records that one message may have; 0 while it isn't open.
    qint64 maxRecords() const { return m_maxRecords; }
    /// Sends records; `offset` is that of their first byte.
    void send(qint64 offset, const QByteArray &records);

Q_SIGNALS:
    /// All up to `length` is stored.
    void stored(qint64 length);
    /// It isn't open any more, and nobody knows how much of what was sent is stored.
    void broken();
    /// Nothing was sent for long.
    void idle();

private:
    void onText(const QString &text);

    ApiSocket m_socket;
    QTimer m_idle;
    qint64 m_maxRecords = 0;
};

} // namespace Procession
