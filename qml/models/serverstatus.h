// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace Procession {

/// The state of the server as the dashboard tells it: where it listens, how many follow it, whether it can store, and of
/// a remote server how fresh the window's knowledge is. app/ and Dashboard set it.
///
/// Threads: the GUI's. Owner: Dashboard.
class ServerStatus : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString url READ url NOTIFY changed)
    /// A line that a user can copy and run to see whether the server answers.
    Q_PROPERTY(QString tryLine READ tryLine NOTIFY changed)
    /// A line that runs a first tracked process on this server.
    Q_PROPERTY(QString runLine READ runLine NOTIFY changed)
    Q_PROPERTY(bool listening READ isListening NOTIFY changed)
    /// Why what is told to the server can't be stored at the moment; empty while it can.
    Q_PROPERTY(QString storeProblem READ storeProblem NOTIFY changed)
    /// Whether it is a server that this program only looks at.
    Q_PROPERTY(bool remote READ isRemote NOTIFY changed)
    /// Whether the window shows what the server knows now.
    Q_PROPERTY(bool live READ isLive NOTIFY changed)
    /// Where the server is, and of a remote one how fresh the window is: such as `Stale since 14:03:05 · http://a:8000`.
    Q_PROPERTY(QString place READ place NOTIFY changed)
    /// How fresh what the window shows is, such as `Stale since 14:03:05`.
    Q_PROPERTY(QString freshness READ freshness NOTIFY changed)
    /// What is wrong and what to do, in a sentence; empty where all is well.
    Q_PROPERTY(QString warning READ warning NOTIFY changed)
    Q_PROPERTY(int subscriberCount READ subscriberCount NOTIFY changed)

public:
    /// The connection to the server.
    enum class Link : quint8 {
        Own, ///< it is this program's own server
        CatchingUp,
        Live,
        Stale,   ///< it broke, and is tried again
        Refused, ///< the server does not let this program in
    };

    using QObject::QObject;

    const QString &url() const { return m_url; }
    const QString &tryLine() const { return m_tryLine; }
    const QString &runLine() const { return m_runLine; }
    bool isListening() const { return !m_url.isEmpty(); }
    const QString &storeProblem() const { return m_storeProblem; }
    int subscriberCount() const { return m_subscriberCount; }
    bool isRemote() const { return m_link != Link::Own; }
    bool isLive() const { return m_link == Link::Own || m_link == Link::Live; }
    QString place() const;
    QString freshness() const;
    QString warning() const;

    /// The user wants the server to end.
    Q_INVOKABLE void quit() { Q_EMIT quitRequested(); }

    void setListening(const QString &url, const QString &tryLine, const QString &runLine);
    void setStoreProblem(const QString &problem);
    void setSubscriberCount(qsizetype count);
    /// `staleSince` is in ms since the epoch, 0 where the connection never stood; `problem` says why it is stale or
    /// refused.
    void setLink(Link link, qint64 staleSince, const QString &problem);

Q_SIGNALS:
    void changed();
    void quitRequested();

private:
    QString m_url;
    QString m_tryLine;
    QString m_runLine;
    QString m_storeProblem;
    int m_subscriberCount = 0;
    Link m_link = Link::Own;
    qint64 m_staleSince = 0;
    QString m_linkProblem;
};

} // namespace Procession
