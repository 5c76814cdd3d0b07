// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "clock.h"
#include "commandoutput.h"
#include "commandrunner.h"
#include "feedclient.h"
#include "retrywait.h"
#include "runattempt.h"
#include "runoptions.h"
#include "runoutput.h"
#include "runreporter.h"

namespace Procession {

/// Runs a command as a tracked process: reports what it does, ends it when it is cancelled, runs it again when
/// its retry is due, and keeps it running while the server is away.
///
/// Threads: the one it lives in, which must be the main one. Owner: the `run` command.
class RunSession : public QObject
{
    Q_OBJECT

public:
    RunSession(ApiEndpoint endpoint, RunOptions options, QObject *parent = nullptr);

    void start();
    /// Someone wants it to stop, with that signal: ends the command and reports it as cancelled. The second time
    /// it waits for nothing.
    void cancel(int signalNumber);
    /// Whether Ctrl-C at the terminal ended the command.
    bool wasInterrupted() const { return m_interrupted; }

Q_SIGNALS:
    /// All is reported, or could not be; the program ends with this code.
    void finished(int exitCode);

private:
    enum class Phase : quint8 {
        Starting,  ///< the server is asked to track it
        Running,   ///< the command runs
        Draining,  ///< the command has ended; the rest of its output goes before the word of that
        Reporting, ///< the server must hear that it has ended
        Waiting,   ///< for the next attempt, or the word that there is none
        Sending,   ///< all is reported; the rest of the output goes, which took too long before
        Done,
    };

    void connectReporter();
    void openFeed();
    void onTracked(const ProcessPtr &process);
    void onRefused(const ApiError &error);
    void onReachableChanged(bool reachable, const QString &problem);
    void onSnapshot(const FeedSnapshot &snapshot);

    void runAttempt();
    void commandEnded(const CommandRunner::Ending &ending);
    void onTimeout();
    void drain();
    void onDrainTimeout();
    void attemptOver();
    void startReporting();
    void reportExitLate();
    void onFinalTimeout();
    ReportChange composeReport();

    void follow(const ProcessPtr &process);
    void waitForRetry();
    void forgotten();
    void finish();
    void end();

    const RunOptions m_options;
    RunAttempt m_attempt;
    const bool m_joined; // standard output and error go to one place
    const SystemClock m_clock;
    ApiClient m_api;
    std::unique_ptr<FeedClient> m_feed;
    CommandOutput m_output;
    RunOutput m_sentOutput;
    CommandRunner m_runner;
    const QByteArray m_cgroupHome = delegatedCgroup();
    RunReporter m_reporter;
    Phase m_phase = Phase::Starting;

    std::optional<int> m_cancelSignal; // the user of this program wants it to stop
    bool m_interrupted = false;
    bool m_givenUp = false; // the server has ended this attempt
    ProcessPtr m_latest;    // the newest state of the process that was heard of; null before

    RetryWait m_wait;
    QTimer m_timeoutTimer;   // ends an attempt, whether the server is there or not
    QTimer m_heartbeatTimer; // says that the command still runs
    QTimer m_drainTimer;     // ends Draining, where nothing more gets through
    std::chrono::milliseconds m_drainedFor{0};
    qint64 m_leftToDrain = 0; // bytes of output that the server hasn't taken
    QTimer m_finalTimer;      // ends Reporting and Sending
};

} // namespace Procession
