// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace Procession {

/// What the dashboard tells of the server: where it listens, how many follow it, and whether it can store. Set by
/// app/ and Dashboard.
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
    Q_PROPERTY(int subscriberCount READ subscriberCount NOTIFY changed)

public:
    using QObject::QObject;

    const QString &url() const { return m_url; }
    const QString &tryLine() const { return m_tryLine; }
    const QString &runLine() const { return m_runLine; }
    bool isListening() const { return !m_url.isEmpty(); }
    const QString &storeProblem() const { return m_storeProblem; }
    int subscriberCount() const { return m_subscriberCount; }

    /// The user wants the server to end.
    Q_INVOKABLE void quit() { Q_EMIT quitRequested(); }

    void setListening(const QString &url, const QString &tryLine, const QString &runLine);
    void setStoreProblem(const QString &problem);
    void setSubscriberCount(qsizetype count);

Q_SIGNALS:
    void changed();
    void quitRequested();

private:
    QString m_url;
    QString m_tryLine;
    QString m_runLine;
    QString m_storeProblem;
    int m_subscriberCount = 0;
};

} // namespace Procession
