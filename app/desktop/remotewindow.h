// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard.h"
#include "durationhistory.h"
#include "remoteanalytics.h"
#include "remotehistory.h"
#include "remoteoperator.h"
#include "remoteoutput.h"
#include "remoteseries.h"
#include "remotesource.h"

#include <QTimer>

#include <memory>

namespace Procession {

struct CommandLine;

/// The parts that `--connect` shows in the window: a remote server's processes, operator and history, and a dashboard on
/// them, whose ServerStatus says how fresh they are.
///
/// Threads: the GUI's. Owner: main().
class RemoteWindow : public QObject
{
    Q_OBJECT

public:
    explicit RemoteWindow(const ApiEndpoint &endpoint, QObject *parent = nullptr);

    /// The server that the command line names, with the token of --token-file, of PROCESSION_TOKEN, or of the data
    /// folder. The data folder's token is sent to another machine only where the folder was named.
    /// Errors: Io, where the file of --token-file can't be read.
    static Result<ApiEndpoint> endpointOf(const CommandLine &commandLine);

    Dashboard &dashboard() { return m_dashboard; }
    /// Sends what waits still, and signals finished() once the server answered, or two seconds later.
    void leave();

Q_SIGNALS:
    void finished();

private:
    void showState();
    void beginEstimates();

    SystemClock m_clock;
    const QString m_url;
    RemoteSource m_source;
    RemoteOperator m_operator;
    RemoteHistory m_history;
    RemoteOutput m_output;
    RemoteSeries m_series;
    RemoteAnalytics m_analytics;
    std::unique_ptr<DurationHistory> m_durations; // null until the first snapshot came
    Dashboard m_dashboard;
};

} // namespace Procession
