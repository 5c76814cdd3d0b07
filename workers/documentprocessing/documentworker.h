// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentoptions.h"
#include "worker.h"

namespace Procession {

/// `document_processing`: reads documents that lie in the folders of the configuration. A request is `{"path": ...}`.
class DocumentWorker : public Worker
{
public:
    explicit DocumentWorker(DocumentOptions options);

    ProcessType type() const override { return ProcessType::documentProcessing(); }
    int maxRunning() const override { return m_options.maxRunning; }
    Result<Plan> plan(const QJsonObject &request) const override;
    std::unique_ptr<Job> attempt(const Process &process, const QJsonObject &request) override;

private:
    const DocumentOptions m_options;
};

} // namespace Procession
