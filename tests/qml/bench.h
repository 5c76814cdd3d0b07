// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "httpanswer.h"
#include "localanalytics.h"
#include "localhistory.h"
#include "localoperator.h"
#include "localoutput.h"
#include "localseries.h"
#include "madealerts.h"
#include "outputstore.h"
#include "remoteanalytics.h"
#include "remotehistory.h"
#include "remoteoperator.h"
#include "remoteoutput.h"
#include "remoteseries.h"
#include "remotesource.h"
#include "runningserver.h"
#include "runtime.h"

#include <QQuickItem>
#include <QTemporaryDir>

#include <memory>

namespace Procession {

/// What the tests of the window stand on: a whole Procession on a free port, with its store in a folder of its own,
/// and a Dashboard on it.
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

    /// A new server with nothing on it; what was there before ends. Without a store where `durability` is `memory`.
    Q_INVOKABLE bool begin(const QString &durability = QStringLiteral("normal"));
    /// The same with tools and schedules of a configuration file, `{"tools": {NAME: {…}}, "schedules": {NAME: {…}}}`;
    /// with `"remote": true` the window looks at it over the network.
    /// With `alerts` these are told in place of the server's, as tellAlerts() takes them.
    Q_INVOKABLE bool beginWith(const QVariantMap &configuration);
    /// What there is from now on: lists `open`, `ended`, `silences`, `channels`, `rules` as the API has their entries; `error`
    /// where they can't be read.
    Q_INVOKABLE void tellAlerts(const QVariantMap &told);
    /// The last thing that was asked of alerts, such as `1 {"reason":"…"}`: `acknowledge`, `silence`, `end`, `test`, `put` or
    /// `remove`; empty where it wasn't.
    Q_INVOKABLE QString alertsAsked(const QString &what) const;
    Q_INVOKABLE void end();

    /// Makes a schedule, as with PUT; false where the server refuses.
    Q_INVOKABLE bool putSchedule(const QString &name, const QVariantMap &fields);
    Q_INVOKABLE bool putExpectation(const QString &name, const QVariantMap &fields);
    Q_INVOKABLE bool pingExpectation(const QString &name, const QVariantMap &ping);
    Q_INVOKABLE bool removeSchedule(const QString &name);
    /// One value of a schedule as GET /schedules/{name} tells it; null where there is no such schedule.
    Q_INVOKABLE QVariant askSchedule(const QString &name, const QString &key);
    /// The ids of the processes of a schedule, as GET /processes tells them.
    Q_INVOKABLE QStringList processIds();
    /// The line that an attempt printed last.
    Q_INVOKABLE QString printed(const QString &processId);

    /// Starts a process; false where the server refuses. `fields` is the body, as for POST /processes.
    Q_INVOKABLE bool start(const QVariantMap &fields);
    /// Reports on a process, as with PATCH; false where the server refuses.
    Q_INVOKABLE bool report(const QString &processId, const QVariantMap &fields);
    /// One value of a process as GET /processes/{id} tells it; null where the server knows no such process.
    Q_INVOKABLE QVariant ask(const QString &processId, const QString &key);
    /// Puts so many running processes `p0`, `p1`, ... on the server at once.
    Q_INVOKABLE bool startMany(int count);
    Q_INVOKABLE bool registerType(const QString &type);
    Q_INVOKABLE bool startTool(const QString &name);
    /// Has the server train that collection on the documents that beginWith() was given.
    Q_INVOKABLE bool train(const QString &collection);
    /// Has the server start no work of that type, or none at all where it is empty.
    Q_INVOKABLE bool pauseQueue(const QString &type, const QString &reason);
    /// Follows the live feed, until the next begin().
    Q_INVOKABLE bool subscribe();
    /// Nothing was heard of the process for some time.
    Q_INVOKABLE bool markQuiet(const QString &processId);
    /// Starts a process at the door, without waiting until it is stored.
    Q_INVOKABLE bool startLocally(const QString &processId);
    /// Starts a running process for something that the server itself was asked, as no client can.
    Q_INVOKABLE bool startWork(const QString &processId, const QVariantMap &asked);
    /// Gives a process in the history the id of another one: files of earlier versions have such namesakes.
    Q_INVOKABLE bool giveId(const QString &from, const QString &to);
    /// Starts and finishes so many processes `h0`, `h1`, ... that the history has, but the server tracks no more.
    Q_INVOKABLE bool fillHistory(int count);
    /// All that the history has happened so many seconds earlier, and it began so long ago.
    Q_INVOKABLE bool ageHistory(int seconds);
    /// Takes over a run of `A job` that took so many seconds and ended at once.
    Q_INVOKABLE bool importRun(const QString &processId, int seconds);
    /// Takes over a run with that name that ended so many seconds ago, after so many.
    Q_INVOKABLE bool importPast(const QString &processId, const QString &name, int secondsAgo, int seconds);
    /// Takes over a run of `A job` that began so many seconds ago, and runs.
    Q_INVOKABLE bool importRunning(const QString &processId, int seconds);
    /// Lets go of a finished process, as the clean-up does in time.
    Q_INVOKABLE bool archive(const QString &processId);
    /// From now on the store can't be written nor read, until mendStore().
    Q_INVOKABLE bool breakStore();
    Q_INVOKABLE bool mendStore();

    /// An attempt of a process prints that.
    Q_INVOKABLE bool print(const QString &processId, int attempt, const QString &text, bool isError = false);

    /// What the next window takes for the user's choice.
    Q_INVOKABLE void setPreference(const QString &name, const QVariant &value);

    /// Clicks twice on its middle, so soon after one another that it counts as a double click for handlers, too.
    Q_INVOKABLE void doubleClick(QQuickItem *item);

    Q_INVOKABLE QString clipboardText() const;
    Q_INVOKABLE void clearClipboard();

Q_SIGNALS:
    void begun();

private:
    bool begin(const Settings &settings, bool isRemote);
    void putAlerts();
    void lookAt(bool isRemote);
    bool import(QVariantMap process, int seconds, int secondsAgo = 0);
    bool renameTables(const QString &from, const QString &to);
    HttpAnswer request(const QByteArray &method, const QString &path, const QByteArray &body = {});

    quint64 m_lastClick = 1000; // ms since whenever
    const SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    QTemporaryDir m_documents;
    std::unique_ptr<Runtime> m_runtime;
    std::unique_ptr<RawClient> m_subscriber;
    std::unique_ptr<MadeAlerts> m_alerts; // null where they are the server's
    QVariantMap m_toldAlerts;             // of these, those that the log tells
    std::unique_ptr<LocalOperator> m_changes;
    std::unique_ptr<LocalHistory> m_history;
    std::unique_ptr<LocalOutput> m_output;
    std::unique_ptr<LocalSeries> m_series;
    std::unique_ptr<LocalAnalytics> m_analytics;
    // In place of those, where the window looks at it over the network.
    struct Remote
    {
        Remote(const ApiEndpoint &endpoint, const Clock &clock)
            : source(endpoint, clock)
            , changes(endpoint)
            , history(endpoint)
            , output(endpoint)
            , series(endpoint)
            , analytics(endpoint)
        {
        }
        RemoteSource source;
        RemoteOperator changes;
        RemoteHistory history;
        RemoteOutput output;
        RemoteSeries series;
        RemoteAnalytics analytics;
    };
    std::unique_ptr<Remote> m_remote;
    std::unique_ptr<Dashboard> m_dashboard;
};

} // namespace Procession
