// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operator.h"
#include "ragoptions.h"
#include "route.h"

#include <memory>

namespace Procession {

class Clock;
class ProcessTracker;
class RagCollections;
class RagSearch;
class WorkQueue;

/// Answers the routes of ragRoutes(), but for the training. Plain data.
struct RagAnswers
{
    using Function = std::function<Answer(const Call &)>;
    Function question;
    Function collections;
    Function collection;
    Function files;
    Function page;
    Function remove;
    Function rename;
};

/// Training on documents and asking them, as the server offers it. A build without PROCESSION_BUILD_RAG has the same
/// class; there all routes are refused with the sentence of WorkQueue::submit().
///
/// Threads: the main thread. Owner: Runtime; it must outlive the server, which asks.
class RagServices
{
public:
    explicit RagServices(const RagOptions &options);
    ~RagServices();
    Q_DISABLE_COPY_MOVE(RagServices)

    /// Adds the worker of `rag_training`, and brings the collections in order. Before the queue starts. The clock must
    /// outlive the queue.
    void addWorker(WorkQueue &queue, const Clock &clock) const;
    /// Begins to keep those collections fresh that the configuration has watched. In the queue's thread, once it is started.
    void watch(WorkQueue &queue, const ProcessTracker &tracker) const;
    /// All of these must outlive the answers.
    RagAnswers answers(WorkQueue &queue, const ProcessTracker &tracker) const;
    /// Answers this program's own window as the routes answer clients. Any thread; may wait. Errors: those of the API, as Io
    /// where they are no error of a field.
    static Result<QJsonObject> answer(const RagAnswers &answers, Operator::AboutDocuments what,
                                      const QJsonObject &asked);

private:
    const RagOptions m_options;
    const std::unique_ptr<RagSearch> m_search;
    const std::unique_ptr<RagCollections> m_collections;
};

} // namespace Procession
