// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "followedsession.h"

namespace Procession {

/// Follows an AI task to its end: prints its answer as it grows, and on standard error how it stands.
///
/// Threads: the main one, whose event loop run() runs. Owner: the command.
class AiSession : public FollowedSession
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

private:
    void show(const ProcessPtr &process) override;
    void onEnded(const ProcessPtr &last) override;
    void showStage(const Process &process, const QJsonObject &metadata);
    void showAnswer(int attempt, const QString &answer);

    const Output m_output;
    QString m_stage;   // as shown
    QString m_printed; // of this attempt's answer
    int m_attempt = 1; // whose answer is shown
};

} // namespace Procession
