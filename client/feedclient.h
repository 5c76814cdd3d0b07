// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"

#include <QTimer>
#include <QWebSocket>

namespace Procession {

/// The live feed from a client's side: connects, and after a break goes on where it stood, or says that it
/// begins anew. A connection that has died in silence is noticed within a minute. Threads: the one it lives in. Owner: the command that uses it.
class FeedClient : public QObject
{
    Q_OBJECT

public:
    /// `filter` holds the query's process_type, status and process_id.
    FeedClient(ApiEndpoint endpoint, const QUrlQuery &filter, QObject *parent = nullptr);
    ~FeedClient() override;

    void open();
    bool isLive() const { return m_live; }
    /// Why the last connection failed; empty while it holds.
    const QString &problem() const { return m_problem; }

Q_SIGNALS:
    /// All that there is at this moment; what was known before is void. Comes at first and after a loss.
    void snapshotReceived(const QList<QJsonObject> &processes);
    /// A process changed: the members of a process_update.
    void updateReceived(const QJsonObject &update);
    void removalReceived(const QString &processId);
    /// Whether what was received so far is up to date.
    void liveChanged(bool live);
    /// The server does not let us in; there is no further try.
    void refused(const QString &problem);

private:
    void connectSocket();
    void onDisconnected();
    void checkPeer();
    void onMessage(const QString &text);
    void setLive(bool live);

    const ApiEndpoint m_endpoint;
    const QUrlQuery m_filter;
    QWebSocket m_socket;
    QTimer m_reconnect;
    QTimer m_peerCheck;
    bool m_peerHeard = false; // since the last check
    QString m_problem;
    int m_failures = 0;
    bool m_live = false;
    QString m_epoch;
    quint64 m_seq = 0;
    QList<QJsonObject> m_snapshot; // the pages that came so far
};

} // namespace Procession
