// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "aioptions.h"
#include "clock.h"
#include "worker.h"

namespace Procession {

/// AI tasks: what is asked of an OpenAI-compatible server; see AiTask for what a process tells of it.
class AiWorker : public Worker
{
public:
    /// `maxMetadataBytes` is what the metadata of one process may take, the answer included; the request may take as
    /// much beside it.
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
