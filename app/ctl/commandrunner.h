// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <chrono>

namespace Procession {

/// Runs one command as a process group of its own, so that all of it can be ended.
///
/// The command keeps the terminal, if there is one: it is put in the foreground. Should this program be killed,
/// the command gets SIGTERM. Threads: the one it lives in. Owner: RunSession.
class CommandRunner : public QObject
{
    Q_OBJECT

public:
    explicit CommandRunner(QObject *parent = nullptr);
    ~CommandRunner() override;

    /// Starts the command, whose first part is looked up in PATH.
    void start(const QStringList &command);
    bool isRunning() const;
    qint64 processId() const { return m_group; }

    /// Ends the whole group: SIGTERM, and SIGKILL to what is left after `grace`. finished() follows.
    void terminate(std::chrono::milliseconds grace);

    /// How a command ended, in a shell's terms.
    struct Ending
    {
        int exitCode = 0; ///< 128 + the signal's number where a signal ended it; 127 not found, 126 not executable
        QString problem;  ///< a sentence; empty where it succeeded
    };

Q_SIGNALS:
    void started();
    void outputReceived(const QByteArray &bytes);
    void errorOutputReceived(const QByteArray &bytes);
    /// Once for each start(), also where the command could not be started.
    void finished(const Procession::CommandRunner::Ending &ending);

private:
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void finishWithGroup();
    void onFailedToStart();
    bool groupIsAlive() const;
    void takeTerminalBack() const;

    QProcess m_process;
    QTimer m_graceTimer;
    qint64 m_group = 0;
    bool m_terminating = false;
    Ending m_ending;
    QString m_program;
};

} // namespace Procession
