// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attemptlimits.h"
#include "clock.h"
#include "commandoutput.h"
#include "commandremains.h"
#include "commandrunner.h"
#include "outputsink.h"
#include "runlock.h"
#include "secretmask.h"
#include "worker.h"

#include <QMap>
#include <QTimer>

namespace Procession {

/// A command for one attempt. Plain data.
struct JobCommand
{
    QByteArrayList argv;
    QByteArray folder;
    QByteArrayList environment;       ///< NAME=value, all but the secrets and what tells it about its process
    QMap<QString, QString> secrets{}; ///< the file that has the value of each of these variables
    std::chrono::milliseconds grace{10000};
    AttemptLimits limits{};
    QByteArray lockFile{}; ///< see RunLock; its folder is there
};

/// One attempt that is a command: runs it, stores what it prints, reports what it says and uses, and ends its whole tree
/// when it is stopped.
///
/// A command that prints faster than the disk takes it waits. Secrets are read from their files when the attempt begins;
/// they are hidden in all that the command prints.
/// Threads: as Job. Owner: WorkQueue.
class CommandJob : public Job
{
    Q_OBJECT

public:
    /// The clock must outlive it.
    CommandJob(JobCommand command, const ProcessId &id, int attempt, const Clock &clock);
    /// Kills the tree of a command that still runs, and waits until it is gone.
    ~CommandJob() override;

    void setOutput(OutputSink *output) override { m_sink = output; }
    void begin() override;
    bool stop() override;

private:
    /// One of its streams on its way to where it goes.
    struct Way
    {
        OutputStream stream = OutputStream::Stdout;
        CommandOutput::Stream read = CommandOutput::Stream::Output;
        bool isStored = true;
        SecretMask mask{};
        qsizetype unstored = 0;
    };

    bool readSecrets();
    void run();
    OutputPump::Tap tapInto(Way &way);
    void pass(Way &way, const QByteArray &bytes);
    void report();
    void onEnded(const CommandEnding &ending);
    void fail(const QString &why, bool retryable);

    const JobCommand m_command;
    const ProcessId m_id;
    const int m_attempt;
    OutputSink *m_sink = nullptr;
    QByteArrayList m_secretVariables;
    RunLock m_lock;
    LockWait m_wait; // for the command of an earlier attempt
    Way m_stdout;
    Way m_stderr;
    Way m_messages;
    CommandOutput m_output;
    std::optional<ResourceSample> m_sample; // the newest one
    bool m_isStopping = false;
    QTimer m_reportTimer; // runs while there is something to report
    CommandRunner m_runner;
};

} // namespace Procession
