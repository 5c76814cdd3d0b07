// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragservices.h"

#include "collectionroutes.h"
#include "ragcollections.h"
#include "ragsearch.h"
#include "ragworker.h"
#include "workqueue.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Answer answerQuestion(const RagSearch &search, WorkQueue &queue, const Call &call)
{
    const auto question = RagQuestion::fromJson(call.body);
    if (!question)
        return Refusal(question.error());
    const auto found = search.find(*question, call.stop);
    if (!found)
        return Refusal(found.error());
    ProcessPtr task;
    if (question->wantsAnswer && !found->passages.empty()) {
        // A model takes its time: the answer comes from a process of its own, which can be watched and cancelled.
        const auto started = queue.submit(
            ProcessType::aiTask(), {{u"prompt"_s, answerPrompt(question->question, found->passages)}}, call.origin);
        if (!started)
            return Refusal(started.error());
        task = *started;
    }
    QJsonArray passages;
    for (const RagPassage &passage : found->passages)
        passages.append(passage.toJson());
    HttpResponse response = jsonResponse(200, [&](ObjectWriter &body) {
        if (task)
            body.ascii("answer_process_id", (*task)->id.bytes());
        if (question->collections.isEmpty())
            body.text("collection", question->collection);
        body.raw("passages", QJsonDocument(passages).toJson(QJsonDocument::Compact));
        if (!found->problem.isEmpty())
            body.text("problem", found->problem);
    });
    response.afterSeq = task ? (*task)->seq : 0;
    return response;
}

} // namespace

RagServices::RagServices(const RagOptions &options)
    : m_options(options)
    , m_search(std::make_unique<RagSearch>(options))
    , m_collections(std::make_unique<RagCollections>(options))
{
}

RagServices::~RagServices() = default;

void RagServices::addWorker(WorkQueue &queue, const Clock &clock) const
{
    m_collections->recover();
    queue.add(std::make_unique<RagWorker>(m_options, clock));
}

RagAnswers RagServices::answers(WorkQueue &queue, const ProcessTracker &tracker) const
{
    RagAnswers answers = collectionAnswers(*m_collections, tracker);
    answers.question = [&search = *m_search, &queue](const Call &call) { return answerQuestion(search, queue, call); };
    return answers;
}

} // namespace Procession
