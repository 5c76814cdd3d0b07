// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "commandfolder.h"
#include "tooloptions.h"
#include "worker.h"

namespace Procession {

/// `tools_execution`, and the runs of schedules (`scheduled_task`): runs the tools of the configuration. A request is
/// `{"tool": NAME, "parameters": {...}, "name": ...}`.
///
/// Threads: as Worker. Owner: WorkQueue; the clock must outlive it.
class ToolWorker : public Worker
{
public:
    /// `folder` keeps what tells that a command was begun; it is made where it is missing.
    ToolWorker(ToolOptions options, const QString &folder, const Clock &clock);

    ProcessType type() const override { return ProcessType::toolsExecution(); }
    QList<ProcessType> types() const override { return {type(), ProcessType::scheduledTask()}; }
    int maxRunning() const override { return m_options.maxRunning; }
    QString group(const Process &process) const override;
    int maxRunningOf(const QString &group) const override;
    /// Errors: UnknownTool; InvalidField.
    Result<Plan> plan(const QJsonObject &request) const override;
    std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) override;
    bool isLost(const Process &process) const override { return m_folder.wasBegun(process); }
    std::unique_ptr<Job> remains(const Process &process) override { return m_folder.remains(process.id); }
    void forget(const ProcessId &id, int attempt) override { m_folder.forget(id, attempt); }

private:
    const ToolOptions m_options;
    const CommandFolder m_folder;
    const Clock &m_clock;
};

} // namespace Procession
