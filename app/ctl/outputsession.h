// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "followedsession.h"
#include "outputprinter.h"
#include "outputreader.h"

#include <QTimer>

#include <memory>

namespace Procession {

/// Follows work of the server to its end, over all its attempts: prints what they print, and on standard error how they
/// stand.
///
/// Threads: the main one, whose event loop run() runs. Owner: the command.
class OutputSession : public FollowedSession
{
    Q_OBJECT

public:
    /// `id` is the process that was started. With `isJson` the whole process is printed at its end, and nothing else.
    OutputSession(const ApiEndpoint &endpoint, const ProcessId &id, bool isJson);

private:
    void show(const ProcessPtr &process) override;
    void onEnded(const ProcessPtr &last) override;
    void onFinished() override { m_printer.finish(); }
    void readAttempt(int attempt);

    const bool m_isJson;
    OutputPrinter m_printer;
    std::unique_ptr<OutputReader> m_reader; // of the attempt that runs, or ran
    int m_attempt = 0;                      // whose output is read
    std::optional<int> m_exitCode;          // once the process has ended; its output may still come
    bool m_isRead = true;                   // all of the output of this attempt
    QTimer m_rest;                          // once the process has ended: since something of its output came
};

} // namespace Procession
