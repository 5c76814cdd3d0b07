// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ragoptions.h"
#include "route.h"

#include <memory>

namespace Procession {

class RagSearch;
class WorkQueue;

/// Training on documents and asking them, as the server offers it. A build without PROCESSION_BUILD_RAG has the same
/// class; there both routes are refused with the sentence of WorkQueue::submit().
///
/// Threads: the main thread. Owner: Runtime; it must outlive the server, which asks.
class RagServices
{
public:
    explicit RagServices(const RagOptions &options);
    ~RagServices();
    Q_DISABLE_COPY_MOVE(RagServices)

    /// Adds the worker of `rag_training`. Before the queue starts.
    void addWorker(WorkQueue &queue) const;
    /// Answers `POST /rag/query`. The queue must outlive it.
    std::function<Answer(const Call &)> questions(WorkQueue &queue) const;

private:
    const RagOptions m_options;
    const std::unique_ptr<RagSearch> m_search;
};

} // namespace Procession
