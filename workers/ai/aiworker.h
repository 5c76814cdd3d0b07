// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "aioptions.h"
#include "clock.h"
#include "worker.h"

namespace Procession {

/// The worker of `ai_task`: asks an OpenAI-compatible server. AiTask says which metadata its processes have.
///
/// Threads: as Worker. Owner: WorkQueue; options are copied, the clock must outlive it.
class AiWorker : public Worker
{
public:
    /// The metadata of one process may take `maxMetadataBytes`, the answer included; the request may take as much
    /// again.
    AiWorker(AiOptions options, qsizetype maxMetadataBytes, const Clock &clock);

    ProcessType type() const override { return ProcessType::aiTask(); }
    int maxRunning() const override { return m_options.maxRunning; }
    /// Errors: InvalidField; TooLarge where the request can't be kept.
    Result<Plan> plan(const QJsonObject &request) const override;
    std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) override;

private:
    const AiOptions m_options;
    const qsizetype m_maxMetadataBytes;
    const Clock &m_clock;
};

} // namespace Procession
