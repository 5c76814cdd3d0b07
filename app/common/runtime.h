// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analytics.h"
#include "archive.h"
#include "cleanup.h"
#include "clock.h"
#include "deadlinemonitor.h"
#include "durationhistory.h"
#include "eventlog.h"
#include "localhistory.h"
#include "localoperator.h"
#include "outputtimes.h"
#include "outputwriter.h"
#include "processtracker.h"
#include "ragservices.h"
#include "retryengine.h"
#include "rolluprecorder.h"
#include "runstarter.h"
#include "seriesrecorder.h"
#include "server.h"
#include "settings.h"
#include "sqlitestore.h"
#include "workqueue.h"

#include <QTemporaryDir>
#include <QThread>

#include <memory>

namespace Procession {

class AlertService;
class AlertWindow;
class Rehearser;
class PendingMessages;

/// A whole Procession without a face: tracker and log, what keeps them in order, and the server.
///
/// This is where the parts are wired together, constructor by constructor. The server has a thread of its own,
/// so that a burst of subscribers never holds up a window; deadlines, retries, clean-up and estimates share a second one;
/// the store writes on a third; what Procession does itself runs from a fourth; summaries of runs are written on a fifth;
/// alerts are decided and sent from a sixth.
/// Threads: lives in the main thread. Owner: main(), or a test.
class Runtime : public QObject
{
    Q_OBJECT

public:
    explicit Runtime(const Settings &settings, QObject *parent = nullptr);
    ~Runtime() override;

    /// Takes up what the store holds and begins to listen. Errors: what is wrong with a setting, the token file, the
    /// store or the port. Any thread, as long as nobody else uses this meanwhile.
    Result<void> start();

    ProcessTracker &tracker() { return m_tracker; }
    EventLog &log() { return m_log; }
    /// Null without a store.
    const Archive *archive() const { return m_archive.get(); }
    Store *store() { return m_store.get(); }
    /// After start(). Lives as long as this.
    OutputStore &output() { return *m_output; }
    /// How long processes took, and still take; null before start().
    const DurationHistory *durations() const { return m_durations; }
    /// What past runs have in common; null where durability is memory. After start(). Lives as long as this.
    const Analytics *analytics() const { return m_analytics.get(); }
    /// The courses of attempts. After start(). Lives as long as this.
    const SeriesRecorder &series() const { return *m_series; }

    /// What the window may start here. After start(); it must not outlive this.
    LocalWork work() const;

    /// Such as `http://127.0.0.1:8000`; empty before start().
    const QString &url() const { return m_url; }
    /// Where clients on this machine find the token; empty where it came from the environment or isn't needed.
    const QString &tokenFile() const { return m_tokenFile; }
    /// A curl line by which a user sees whether the server works.
    QString tryLine() const;
    /// A processionctl line for this server by which a user sees a first process.
    QString runLine() const;

    /// Stops listening and closes all connections; finished() follows.
    void shutDown();

Q_SIGNALS:
    void subscriberCountChanged(qsizetype count);
    void finished();

private:
    Result<QByteArray> findToken();
    Result<LogLineage> openStore();
    void startAnalytics();
    void startAlerts(const LogLineage &lineage);
    std::vector<Route> routesOfAlerts();
    void startEstimates();
    Result<void> openOutput();
    void makeSeries();
    void startKeeper();
    void makeWorkers();
    void takeConfiguredSchedules();
    void takeConfiguredAlertRules();
    void stopAll();

    Settings m_settings;
    SystemClock m_clock;
    EventLog m_log;
    ProcessTracker m_tracker;
    QString m_url;
    QString m_tokenFile;

    QThread m_storeThread;
    std::unique_ptr<SqliteStore> m_store; // null where durability is memory
    std::unique_ptr<Archive> m_archive;   // likewise
    QThread m_analyticsThread;
    std::unique_ptr<RollupRecorder> m_rollups;     // null without a store
    std::unique_ptr<Analytics> m_analytics;        // likewise
    std::unique_ptr<QTemporaryDir> m_outputFolder; // where there is no store
    std::unique_ptr<OutputStore> m_output;
    std::unique_ptr<OutputTimes> m_outputTimes;
    QThread m_keeperThread;
    std::unique_ptr<LocalHistory> m_history; // that the estimates rest on; null without a store
    std::unique_ptr<QObject> m_keeper;       // parent of what startKeeper() makes, and of the estimates
    const DurationHistory *m_durations = nullptr;
    std::unique_ptr<SeriesRecorder> m_series;   // lives there too
    std::unique_ptr<OutputWriter> m_workOutput; // what the workers print
    QThread m_workersThread;
    std::unique_ptr<WorkQueue> m_work;
    std::unique_ptr<RagServices> m_rag;
    std::unique_ptr<RunStarter> m_runStarter;    // of schedules
    std::unique_ptr<PendingMessages> m_messages; // of alerts
    QThread m_alertsThread;
    std::unique_ptr<Rehearser> m_rehearser; // null without a store
    std::shared_ptr<const AlertWindow> m_alertWindow;
    std::unique_ptr<AlertService> m_alerts;
    QThread m_serverThread;
    std::unique_ptr<Server> m_server;
};

} // namespace Procession
