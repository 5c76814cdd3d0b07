// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpump.h"
#include "signalset.h"

#include <QByteArrayList>
#include <QObject>
#include <QSocketNotifier>

#include <chrono>
#include <memory>
#include <sys/types.h>
#include <vector>

namespace Procession {

/// A command to run. Plain data; bytes, since arguments and variables need not be text.
struct CommandPlan
{
    QByteArrayList command;       ///< the first part is looked up in PATH
    QByteArrayList environment{}; ///< NAME=value, all that the command gets
    /// One pipe for output and error output, so that their order is kept; all of it counts as output.
    bool joined = false;
    /// Between SIGTERM and SIGKILL where this program is gone before the command.
    std::chrono::milliseconds grace{10000};
    SignalSet ignored{}; ///< signals that the command starts with ignored, such as SIGHUP under nohup
};

/// The environment of this program, without the variables of those names.
QByteArrayList ownEnvironment(const QByteArrayList &without = {});

/// Whether what is written to one of these descriptors ends up where the other's does: a terminal, a pipe, a file.
bool goToOnePlace(int descriptor, int other);

/// Runs one command so that the whole tree can be ended, processes in groups and sessions of their own included.
///
/// The command's parent is a guardian, which ends the tree if this program is killed. The command's output goes to this
/// program's own standard output and error. Where this program has the terminal, the command is put in the foreground: it
/// gets Ctrl-C itself, and Ctrl-Z stops the command and this program. When the command ends by itself, processes that it
/// leaves running go on.
/// Threads: the one it lives in, which needs an event loop. Owner: the code that runs the command.
class CommandRunner : public QObject
{
    Q_OBJECT

public:
    /// `output` and `errorOutput` see the bytes that pass, on threads of their own.
    CommandRunner(OutputPump::Tap output, OutputPump::Tap errorOutput, QObject *parent = nullptr);
    /// Kills the tree, and waits until it is gone.
    ~CommandRunner() override;

    /// Starts the command. Not while one isRunning().
    void start(const CommandPlan &plan);
    /// From start() until finished().
    bool isRunning() const { return m_running; }
    /// Of the command, which leads its group; 0 where it could not be started.
    qint64 processId() const { return m_group; }

    /// Ends the whole tree: SIGTERM, and SIGKILL to what is left after `grace`. finished() follows.
    void terminate(std::chrono::milliseconds grace);
    /// Ends the whole tree without grace.
    void kill();

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
    int startGuardian(const CommandPlan &plan);
    void readNews();
    void onStopped(int signalNumber);
    void onEnded(int status);
    void onNotExecuted(int problem);
    void onGuardianLost();
    void onPumpFinished(const OutputPump &pump, int index);
    void finishWithTree();
    void send(quint8 order, qint64 value = 0) const;
    void abandonOutput();
    void release();
    void closeControl();
    void dismissGuardian();
    void reapGuardians();
    void takeTerminalBack() const;
    bool isInForeground() const;

    OutputPump m_output;
    OutputPump m_errorOutput;
    std::unique_ptr<QSocketNotifier> m_news;
    int m_control = -1;
    pid_t m_guardian = 0;
    std::vector<pid_t> m_dismissed; // guardians that may still pass on what helpers print
    qint64 m_group = 0;
    bool m_running = false;
    bool m_exited = false; // the command itself; its tree and its output may last longer
    bool m_terminating = false;
    bool m_killed = false;
    bool m_treeGone = false;
    bool m_failedToStart = false;
    Ending m_ending;
    QByteArray m_program;
};

} // namespace Procession
