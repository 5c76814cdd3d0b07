// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runattempt.h"

#include "exitcode.h"
#include "metadatakeys.h"
#include "runfigures.h"

namespace Procession {

using namespace Qt::StringLiterals;

void RunAttempt::takeSample(const ResourceSample &sample)
{
    m_unreported = reportedSample(sample, m_sample ? &*m_sample : nullptr);
    m_sample = sample;
}

void RunAttempt::end(const CommandEnding &ending, bool isCancelled)
{
    m_ending = ending;
    m_hasEnded = true;
    if (m_timedOut) {
        m_ending.problem = u"Timed out after %1 s"_s.arg(m_options->timeout.value_or(0));
        if (m_ending.exitCode == 0)
            m_ending.exitCode = ExitCode::timedOut; // it ended well when it was told to
    }
    m_status = isCancelled       ? ProcessStatus::Cancelled
        : m_timedOut             ? ProcessStatus::Timeout
        : m_ending.exitCode == 0 ? ProcessStatus::Completed
                                 : ProcessStatus::Failed;
    if (auto totals = reportedTotals(ending.resources, m_sample ? &*m_sample : nullptr)) {
        if (m_unreported)
            m_unreported->take(*totals);
        else
            m_unreported = std::move(totals);
    }
}

void RunAttempt::endUnbegun(int exitCode, const QString &problem)
{
    m_ending.exitCode = exitCode;
    m_ending.problem = problem;
    m_status = ProcessStatus::Cancelled;
}

ReportChange RunAttempt::withFigures(const CommandOutput::State &output)
{
    ReportChange report{.progress = output.progress, .metadataUpdate = saidMetadata(output.metadata)};
    if (!output.message.isEmpty())
        report.message = output.message;
    if (const auto figures = std::exchange(m_unreported, {}))
        report.resources = *figures;
    return report;
}

void RunAttempt::addExit(ReportChange &report) const
{
    if (!m_hasEnded)
        return;
    const bool saysMore = m_ending.limit || m_timedOut || m_ending.resources == ResourceTotals{};
    report.exit = reportedExit(m_ending, saysMore ? m_ending.problem : QString());
}

ReportChange RunAttempt::runningReport(const CommandOutput::State &output, qint64 processId)
{
    ReportChange report = withFigures(output);
    report.status = ProcessStatus::Running;
    if (processId > 0)
        report.metadataUpdate.insert(MetadataKeys::pid, processId);
    return report;
}

ReportChange RunAttempt::finalReport(const CommandOutput::State &output)
{
    ReportChange report = withFigures(output);
    addExit(report);
    report.status = m_status;
    if (m_ending.limit && m_options->limits.retriesOver == false)
        report.retryable = false;
    if (!m_ending.problem.isEmpty()) {
        report.errorMessage =
            output.lastErrorLine.isEmpty() ? m_ending.problem : m_ending.problem + u": "_s + output.lastErrorLine;
    }
    report.metadataUpdate.insert(u"exit_code"_s, m_ending.exitCode);
    return report;
}

ReportChange RunAttempt::exitReport()
{
    ReportChange report = withFigures({});
    addExit(report);
    return report;
}

} // namespace Procession
