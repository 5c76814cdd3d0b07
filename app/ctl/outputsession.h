// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "outputprinter.h"
#include "outputreader.h"
#include "processfollower.h"

#include <QTimer>

#include <memory>

namespace Procession {

/// Follows work of the server to its end, over all its attempts: prints what they print, and on standard error how they
/// stand.
///
/// Threads: the main one, whose event loop run() runs. Owner: the command.
class OutputSession : public QObject
{
    Q_OBJECT

public:
    /// `id` is the process that was started. With `isJson` the whole process is printed at its end, and nothing else.
    OutputSession(const ApiEndpoint &endpoint, const ProcessId &id, bool isJson);

    /// Returns the exit code once it has ended: 0 completed, 1 failed, 124 timed out, 130 cancelled.
    int run();
    /// Cancels the process; asked a second time, ends without waiting for the server.
    void cancel();

private:
    void show(const ProcessPtr &process);
    void readAttempt(int attempt);
    void onEnded(const ProcessPtr &process);
    void finish(int exitCode);

    const ProcessId m_id;
    const bool m_isJson;
    ApiClient m_api;
    ProcessFollower m_follower;
    OutputPrinter m_printer;
    std::unique_ptr<OutputReader> m_reader; // of the attempt that runs, or ran
    int m_attempt = 0;                      // whose output is read
    int m_announced = 0;                    // the attempt whose retry was told
    std::optional<int> m_exitCode;          // once the process has ended; its output may still come
    bool m_isRead = true;                   // all of the output of this attempt
    QTimer m_rest;                          // once the process has ended: since something of its output came
    bool m_cancelling = false;
    bool m_isFinished = false;
};

} // namespace Procession
