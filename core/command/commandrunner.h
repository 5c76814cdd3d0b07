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
/// Its tree's use of the machine is sampled, and limited where that is asked for. The command's parent is a guardian, which
/// ends the tree if this program is killed.
///
/// A command that runs in place of this program (Place::Here) has its input and its terminal, and its output goes to this
/// program's own. Where this program has the terminal, the command is put in the foreground: it gets Ctrl-C itself, and
/// Ctrl-Z stops the command and this program. When the command ends by itself, processes that it leaves running go on.
///
/// A command that a server runs (Place::Apart) has nothing of this program's: no input but the plan's, no terminal, no
/// descriptors; its output goes to the taps alone, and no process of its tree outlives it.
///
/// Threads: the one it lives in, which needs an event loop; a program may run any number at once, in any threads. Owner: the
/// code that runs the command.
class CommandRunner : public QObject
{
    Q_OBJECT

public:
    enum class Place : quint8 { Here, Apart };
    /// What the command prints, and what it says of itself: see MessageReader. Each is called on a thread of its own.
    /// Where `messages` is null, the command can't say anything.
    struct Taps
    {
        OutputPump::Tap output;
        OutputPump::Tap errorOutput;
        OutputPump::Tap messages{};
    };

    /// The clock must outlive it.
    CommandRunner(Place place, Taps taps, const Clock &clock, QObject *parent = nullptr);
    /// One that runs commands here.
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
    bool isPumping() const;
    bool hasTerminal() const;
    void finishWithTree();
    void abandonOutput();
    void removeCgroup();
    void takeTerminalBack() const;
    bool isInForeground() const;

    const Place m_place;
    OutputPump m_output;
    OutputPump m_errorOutput;
    std::unique_ptr<OutputPump> m_messages; // null where the command can't say anything
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
