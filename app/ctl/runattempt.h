// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "change.h"
#include "commandending.h"
#include "commandoutput.h"
#include "runoptions.h"

namespace Procession {

/// What is known of one attempt of a run: the figures of its command, and how it ended. Makes the reports of it.
/// Threads: one. Owner: RunSession, which begins it anew for each attempt; `options` must outlive it.
class RunAttempt
{
public:
    explicit RunAttempt(const RunOptions &options)
        : m_options(&options)
    {
    }

    /// Another attempt; nothing is known of it yet.
    void begin() { *this = RunAttempt(*m_options); }
    void takeSample(const ResourceSample &sample);
    /// It takes longer than it may, and is being ended for that.
    void timeOut() { m_timedOut = true; }
    bool hasTimedOut() const { return m_timedOut; }
    /// Its command uses more than it may, and is being ended for that.
    void exceed() { m_hasExceeded = true; }
    bool hasExceeded() const { return m_hasExceeded; }
    /// Its command has ended; `isCancelled` is whether somebody at this end wanted that.
    void end(const CommandEnding &ending, bool isCancelled);
    /// There is none, and the run is over with that code.
    void endUnbegun(int exitCode, const QString &problem = {});

    int exitCode() const { return m_ending.exitCode; }
    /// A sentence; empty where the command succeeded.
    const QString &problem() const { return m_ending.problem; }

    // The figures go with the first report that is asked for.
    /// The report of a command that runs; `processId` is 0 where there is none.
    ReportChange runningReport(const CommandOutput::State &output, qint64 processId);
    /// The report of how it ended.
    ReportChange finalReport(const CommandOutput::State &output);
    /// The figures and the exit alone, of an attempt that was ended on the server.
    ReportChange exitReport();

private:
    ReportChange withFigures(const CommandOutput::State &output);
    void addExit(ReportChange &report) const;

    const RunOptions *m_options; // never null
    CommandEnding m_ending;
    bool m_hasEnded = false;
    bool m_timedOut = false;
    bool m_hasExceeded = false;
    ProcessStatus m_status = ProcessStatus::Cancelled; // of the attempt that has ended
    std::optional<ResourceSample> m_sample;            // the newest one
    std::optional<Resources> m_unreported;             // the figures that no report carries yet
};

} // namespace Procession
