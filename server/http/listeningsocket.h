// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QHostAddress>
#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace Procession {

/// A TCP port on which connections are accepted.
///
/// It accepts by itself: QTcpServer, once accept() has failed for want of descriptors, either never accepts again or
/// tries again without a pause, according to which error it met first.
///
/// Threads: one with an event loop. Owner: HttpListener.
class ListeningSocket : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~ListeningSocket() override { close(); }

    /// Port 0 stands for any that is free. Errors: Io, with what can be done about it.
    Result<void> listen(const QHostAddress &address, quint16 port);
    void close();

    /// 0 before listen().
    quint16 port() const { return m_port; }

Q_SIGNALS:
    /// A client is connected by this non-blocking descriptor, which the receiver closes.
    void accepted(int descriptor);

private:
    void acceptAll();

    int m_descriptor = -1;
    quint16 m_port = 0;
    std::unique_ptr<QSocketNotifier> m_notifier;
    bool m_isStarved = false; // whether the last attempt failed, which is told once
};

} // namespace Procession
