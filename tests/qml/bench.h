// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "runningserver.h"

#include <QNetworkAccessManager>

#include <memory>

namespace Procession {

/// What the tests of the window stand on: a real server on a free port, and a Dashboard on what it serves.
///
/// The tests make processes and ask for them the way that any client does, over HTTP, so that what a click
/// did is seen from outside. Threads: the GUI's; the server has its own. Owner: the test program.
class Bench : public QObject
{
    Q_OBJECT
    Q_PROPERTY(Procession::Dashboard *dashboard READ dashboard NOTIFY begun)

public:
    using QObject::QObject;

    Dashboard *dashboard() const { return m_dashboard.get(); }

    /// A new server with nothing on it; what was there before ends.
    Q_INVOKABLE void begin();
    Q_INVOKABLE void end();

    /// Starts a process; false where the server refuses. `fields` is the body, as for POST /processes.
    Q_INVOKABLE bool start(const QVariantMap &fields);
    /// Reports on a process, as with PATCH; false where the server refuses.
    Q_INVOKABLE bool report(const QString &processId, const QVariantMap &fields);
    /// One value of a process as GET /processes/{id} tells it; null where the server knows no such process.
    Q_INVOKABLE QVariant ask(const QString &processId, const QString &key);
    /// Puts so many running processes `p0`, `p1`, ... on the server at once.
    Q_INVOKABLE bool startMany(int count);
    Q_INVOKABLE bool registerType(const QString &type);
    /// Follows the live feed, until the next begin().
    Q_INVOKABLE bool subscribe();
    /// Nothing was heard of the process for some time.
    Q_INVOKABLE bool markQuiet(const QString &processId);

    Q_INVOKABLE QString clipboardText() const;
    Q_INVOKABLE void clearClipboard();

Q_SIGNALS:
    void begun();

private:
    struct Answer
    {
        int status = 0;
        QByteArray body;
    };
    Answer request(const QByteArray &method, const QString &path, const QByteArray &body = {});

    std::unique_ptr<QNetworkAccessManager> m_network; // needs the application, which begins after this
    std::unique_ptr<RunningServer> m_server;
    std::unique_ptr<RawClient> m_subscriber;
    std::unique_ptr<Dashboard> m_dashboard;
};

} // namespace Procession
