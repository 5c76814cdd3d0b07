// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock.h"
#include "documentsource.h"
#include "ragoptions.h"
#include "worker.h"

#include <functional>

namespace Procession {

/// Trains collections on folders of documents, as `rag_training` processes; RagSearch asks them.
class RagWorker : public Worker
{
public:
    using MakeSource = std::function<std::unique_ptr<DocumentSource>(const ExtractionOptions &options)>;

    /// `makeSource` says where the text of documents comes from. The clock must outlive it.
    RagWorker(RagOptions options, const Clock &clock, MakeSource makeSource = {});

    ProcessType type() const override { return ProcessType::ragTraining(); }
    /// A training keeps the machine busy.
    int maxRunning() const override { return 1; }
    /// Two would get into each other's way in a collection.
    QString group(const Process &process) const override;
    int maxRunningOf(const QString &) const override { return 1; }
    Result<Plan> plan(const QJsonObject &request) const override;
    std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) override;

private:
    const RagOptions m_options;
    const Clock &m_clock;
    const MakeSource m_makeSource;
};

} // namespace Procession
