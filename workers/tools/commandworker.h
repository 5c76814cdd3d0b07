// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "commandfolder.h"
#include "tooloptions.h"
#include "worker.h"

namespace Procession {

/// `background_job`: runs commands that clients hand over, where the configuration allows their programs. A request is
/// `{"argv": [...], "folder", "environment", "name", "timeout", "grace"}` with limits as a tool has them.
///
/// Threads: as Worker. Owner: WorkQueue; the clock must outlive it.
class CommandWorker : public Worker
{
public:
    /// `folder` as for ToolWorker.
    CommandWorker(ToolOptions options, const QString &folder, const Clock &clock);

    ProcessType type() const override { return ProcessType::backgroundJob(); }
    int maxRunning() const override { return m_options.maxRunning; }
    /// Errors: InvalidField, also for a program that isn't allowed; the message names the setting.
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
