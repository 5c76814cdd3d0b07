// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpump.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QTimer>

#include <chrono>

namespace Procession {

/// Runs one command as a process group of its own, so that all of it can be ended.
///
/// What it prints goes to our own standard output and error. It keeps the terminal, if we have it: it is put in
/// the foreground, gets Ctrl-C itself, and Ctrl-Z stops the two of us. Should this program be killed, the command
/// gets SIGTERM. Threads: the main one. Owner: RunSession.
class CommandRunner : public QObject
{
    Q_OBJECT

public:
    /// `output` and `errorOutput` see what passes, on threads of their own.
    CommandRunner(OutputPump::Tap output, OutputPump::Tap errorOutput, QObject *parent = nullptr);
    ~CommandRunner() override;

    /// Starts the command, whose first part is looked up in PATH. Not while one isRunning().
    void start(const QStringList &command,
               const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());
    /// From start() until finished().
    bool isRunning() const { return m_running; }
    /// Of the command, which leads its group; 0 where it could not be started.
    qint64 processId() const { return m_group; }

    /// Ends the whole group: SIGTERM, and SIGKILL to what is left after `grace`. finished() follows.
    void terminate(std::chrono::milliseconds grace);
    /// Ends the whole group without grace.
    void kill();
    /// To be called at SIGCHLD: where the command was stopped from the terminal, stops this program too, as the
    /// shell expects of a job, and lets both go on together.
    void followStop();

    /// How a command ended, in a shell's terms.
    struct Ending
    {
        int exitCode = 0;         ///< 128 + n where signal n ended it; 127 not found, 126 not executable
        QString problem;          ///< a sentence; empty where it succeeded
        bool interrupted = false; ///< Ctrl-C at the terminal ended it
    };

Q_SIGNALS:
    /// Once for each start(), also where the command could not be started. All that it printed has passed.
    void finished(const Procession::CommandRunner::Ending &ending);

private:
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void onFailedToStart();
    void finishWithGroup();
    bool groupIsAlive() const;
    void signalGroup(int signalNumber) const;
    void takeTerminalBack() const;
    bool isInForeground() const;

    QProcess m_process;
    OutputPump m_output;
    OutputPump m_errorOutput;
    QTimer m_graceTimer;
    QTimer m_groupTimer; // looks whether the rest of the group is gone
    qint64 m_group = 0;
    bool m_running = false;
    bool m_exited = false; // the command itself; its group and its output may last longer
    bool m_terminating = false;
    Ending m_ending;
    QString m_program;
};

} // namespace Procession
