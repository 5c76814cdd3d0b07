// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragroutes.h"

#include "ragservices.h"
#include "workroutes.h"

namespace Procession {

using namespace Qt::StringLiterals;

std::vector<Route> ragRoutes(WorkQueue &queue, const ProcessTracker &tracker, const RagServices &rag)
{
    RagAnswers answers = rag.answers(queue, tracker);
    return {
        submittingRoute(queue, ProcessType::ragTraining(), "/rag/training",
                        "Trains a collection on a folder of documents."),
        {.method = HttpMethod::Post,
         .pattern = "/rag/query",
         .role = Role::Operator,
         .runs = Runs::OnNetwork,
         .body = BodyKind::Object,
         .summary = "Finds passages that answer a question, and has an AI answer it where that is asked for.",
         .answer = std::move(answers.question)},
        {.method = HttpMethod::Get,
         .pattern = "/rag/collections",
         .role = Role::Viewer,
         .runs = Runs::OnDisk,
         .summary = "Lists the collections with their statistics.",
         .answer = std::move(answers.collections)},
        {.method = HttpMethod::Get,
         .pattern = "/rag/collections/{name}",
         .role = Role::Viewer,
         .runs = Runs::OnDisk,
         .summary = "A collection with its statistics.",
         .answer = std::move(answers.collection)},
        {.method = HttpMethod::Get,
         .pattern = "/rag/collections/{name}/files",
         .role = Role::Viewer,
         .runs = Runs::OnDisk,
         .summary = "The files of a collection, by path.",
         .answer = std::move(answers.files),
         .query = QueryParameters{.others = {"limit"_L1, "cursor"_L1}}},
        {.method = HttpMethod::Get,
         .pattern = "/rag/collections/{name}/pages",
         .role = Role::Viewer,
         .runs = Runs::OnDisk,
         .summary = "The passages of a page of a file of a collection, and where others are.",
         .answer = std::move(answers.page),
         .query = QueryParameters{.others = {"file"_L1, "page"_L1}}},
        {.method = HttpMethod::Delete,
         .pattern = "/rag/collections/{name}",
         .role = Role::Operator,
         .runs = Runs::OnDisk,
         .body = BodyKind::None,
         .summary = "Deletes a collection.",
         .answer = std::move(answers.remove)},
        {.method = HttpMethod::Post,
         .pattern = "/rag/collections/{name}/rename",
         .role = Role::Operator,
         .runs = Runs::OnDisk,
         .body = BodyKind::Object,
         .summary = "Gives a collection another name.",
         .answer = std::move(answers.rename)},
    };
}

} // namespace Procession
