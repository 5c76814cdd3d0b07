// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "apiclient.h"
#include "processfollower.h"

namespace Procession {

/// Follows an AI task to its end: prints its answer as it grows, and on standard error how it stands.
///
/// Threads: the main one, whose event loop run() runs. Owner: the command.
class AiSession : public QObject
{
    Q_OBJECT

public:
    enum class Output : quint8 {
        Answer, ///< the answer, as it grows
        Json,   ///< the whole process, at its end
        Nothing,
    };

    /// `id` is the process that was started.
    AiSession(const ApiEndpoint &endpoint, const ProcessId &id, Output output);

    /// Returns the exit code once the task has ended.
    int run();
    /// Cancels the task; asked a second time, ends without waiting for the server.
    void cancel();
    /// The process as it stood last; null where nothing was heard of it.
    const ProcessPtr &last() const { return m_follower.last(); }

private:
    void show(const ProcessPtr &process);
    void showStage(const Process &process, const QJsonObject &metadata);
    void showAnswer(int attempt, const QString &answer);
    void announceRetry(const Process &process);
    void onEnded(const ProcessPtr &last);
    void finish(int exitCode);

    const ProcessId m_id;
    const Output m_output;
    ApiClient m_api;
    ProcessFollower m_follower;
    QString m_stage;     // as shown
    QString m_printed;   // of this attempt's answer
    int m_attempt = 1;   // whose answer is shown
    int m_announced = 0; // the attempt whose failure was told
    bool m_cancelling = false;
    bool m_finished = false;
};

} // namespace Procession
