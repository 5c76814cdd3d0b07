// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workroutes.h"

#include "ragservices.h"
#include "workqueue.h"

namespace Procession {

namespace {

/// A route that starts work of a type; the answer is the process.
Route submitting(WorkQueue &queue, const ProcessType &type, const QByteArray &path, const QByteArray &summary)
{
    return {.method = HttpMethod::Post,
            .pattern = path,
            .role = Role::Operator,
            .runs = Runs::Here,
            .body = BodyKind::Object,
            .summary = summary,
            .answer = [&queue, type](const Call &call) -> Answer {
                const auto started = queue.submit(type, call.body, call.origin);
                return started ? Answer(ProcessAnswer(202, *started)) : Refusal(started.error());
            }};
}

} // namespace

std::vector<Route> workRoutes(WorkQueue &queue, const RagServices &rag)
{
    return {
        submitting(queue, ProcessType::aiTask(), "/ai/tasks", "Asks an AI."),
        submitting(queue, ProcessType::documentProcessing(), "/documents", "Reads a document."),
        submitting(queue, ProcessType::ragTraining(), "/rag/training", "Trains a collection on a folder of documents."),
        {.method = HttpMethod::Post,
         .pattern = "/rag/query",
         .role = Role::Operator,
         .runs = Runs::OnNetwork,
         .body = BodyKind::Object,
         .summary = "Finds passages that answer a question, and has an AI answer it where that is asked for.",
         .answer = rag.questions(queue)},
    };
}

} // namespace Procession
