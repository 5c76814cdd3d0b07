// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandending.h"
#include "commandplan.h"
#include "guardianlink.h"
#include "outputpump.h"
#include "resourcesampler.h"

#include <QObject>

#include <chrono>
#include <optional>

namespace Procession {

/// Runs one command so that the whole tree can be ended, processes in groups and sessions of their own included.
///
/// Its tree's use of the machine is sampled, and limited where that is asked for. The command's parent is a guardian, which ends the tree if this program is killed. The command's output goes to this
/// program's own standard output and error. Where this program has the terminal, the command is put in the foreground: it
/// gets Ctrl-C itself, and Ctrl-Z stops the command and this program. When the command ends by itself, processes that it
/// leaves running go on.
/// Threads: the one it lives in, which needs an event loop. Owner: the code that runs the command.
class CommandRunner : public QObject
{
    Q_OBJECT

public:
    /// `output` and `errorOutput` see the bytes that pass, on threads of their own. The clock must outlive it.
    CommandRunner(OutputPump::Tap output, OutputPump::Tap errorOutput, const Clock &clock, QObject *parent = nullptr);
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

    using Ending = CommandEnding;

Q_SIGNALS:
    /// processId() is known. Not where no process could be made for the command.
    void started();
    /// Once for each start(), also where the command could not be started. All that it printed has passed.
    void finished(const Procession::CommandEnding &ending);
    /// What the command's tree uses; see ResourceSampler for when.
    void sampled(const Procession::ResourceSample &sample);
    /// The tree uses more than this limit, and is being ended for that.
    void limitExceeded(Procession::ResourceLimit limit);

private:
    int startGuardian();
    void onNews(const Guardian::Message &message);
    void onStopped(int signalNumber);
    void onEnded(int status);
    void onNotExecuted(int problem);
    void onGuardianLost();
    void onLimitExceeded(ResourceLimit limit);
    void onPumpFinished(const OutputPump &pump, int index);
    void finishWithTree();
    void abandonOutput();
    void removeCgroup();
    void takeTerminalBack() const;
    bool isInForeground() const;

    OutputPump m_output;
    OutputPump m_errorOutput;
    GuardianLink m_guardian;
    ResourceSampler m_sampler;
    CommandPlan m_plan;
    std::optional<CommandCgroup> m_cgroup; // of this run
    qint64 m_group = 0;
    bool m_running = false;
    bool m_isForked = false; // or could not be
    bool m_exited = false;   // the command itself; its tree and its output may last longer
    bool m_terminating = false;
    bool m_killed = false;
    bool m_treeGone = false;
    bool m_failedToStart = false;
    Guardian::Usage m_waited;             // as it was told last
    std::optional<ResourceLimit> m_limit; // for which it is being ended
    Ending m_ending;
};

} // namespace Procession
