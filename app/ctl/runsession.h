// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "commandrunner.h"
#include "feedclient.h"
#include "progressparser.h"

#include <QElapsedTimer>

namespace Procession {

/// What `processionctl run` was asked for. Plain data.
struct RunOptions
{
    QStringList command;
    QString id; ///< empty: the server chooses
    QString type;
    QString name;
    QString description;
    std::optional<double> timeout; ///< seconds of running, for each attempt
    double heartbeatTimeout = 30;  ///< seconds
    std::optional<int> retries;    ///< after the first attempt; empty: as the server's policy for the type says
    double retryDelay = 1;         ///< seconds
    double retryMaxDelay = 60;     ///< seconds
    std::optional<QRegularExpression> progressPattern;
    std::chrono::milliseconds grace{10000};
    std::chrono::milliseconds finalWait{30000}; ///< how long to wait for the server to take the last report
    bool requireServer = false;
};

/// Runs a command as a tracked process: reports what it does, ends it when it is cancelled, runs it again when
/// its retry is due, and keeps it running while the server is away.
///
/// Threads: the one it lives in. Owner: the `run` command.
class RunSession : public QObject
{
    Q_OBJECT

public:
    RunSession(ApiEndpoint endpoint, RunOptions options, QObject *parent = nullptr);

    void start();
    /// The user wants it to stop (Ctrl-C): ends the command and reports it as cancelled.
    void cancel();

Q_SIGNALS:
    /// All is reported, or could not be; the program ends with this code.
    void finished(int exitCode);

private:
    enum class Phase : quint8 {
        Starting,  ///< the server is asked to track it
        Running,   ///< the command runs
        Reporting, ///< the command has ended; the server must hear of it
        Waiting,   ///< for the next attempt, or the word that there is none
        Done,
    };

    QJsonObject startBody() const;
    void requestStart();
    void startedOnServer(const ApiReply &reply);
    void runAttempt();
    void commandEnded(const CommandRunner::Ending &ending);

    void markDirty();
    void sendReport();
    void reportAnswered(const ApiReply &reply, bool final);
    void setReachable(bool reachable, const QString &problem);
    void follow(const QJsonObject &process);
    void attemptReported(const QJsonObject &process);
    void decideWhatIsNext();
    bool retryExpected() const;
    void finish();

    ApiClient m_api;
    const RunOptions m_options;
    std::unique_ptr<FeedClient> m_feed;
    CommandRunner m_runner;
    ProgressParser m_output;
    ProgressParser m_errorOutput;
    Phase m_phase = Phase::Starting;

    QString m_id;
    bool m_tracked = false; // the server knows the process
    bool m_reachable = true;
    int m_attempt = 1;
    int m_maxAttempts = 1;
    bool m_cancelled = false; // by the user of this program
    int m_announced = 0;      // the attempt whose end the user was told
    CommandRunner::Ending m_ending;
    QJsonObject m_latest; // the newest state of the process that was heard of

    bool m_inFlight = false;
    bool m_dirty = false;
    QTimer m_reportTimer;    // spaces reports out
    QTimer m_heartbeatTimer; // says that the command still runs
    QTimer m_finalTimer;
    std::optional<double> m_reportedProgress;
    QString m_reportedMessage;
};

} // namespace Procession
