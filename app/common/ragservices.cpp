// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragservices.h"

#include "answerprompt.h"
#include "collectionroutes.h"
#include "collectionwatch.h"
#include "metadatakeys.h"
#include "processtracker.h"
#include "ragcollections.h"
#include "ragsearch.h"
#include "ragworker.h"
#include "workqueue.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The conversation that a question goes on with, the process of its last answer included.
Result<std::vector<EarlierAnswer>> conversation(const ProcessTracker &tracker, const QString &followUpOf)
{
    std::vector<EarlierAnswer> earlier;
    if (followUpOf.isEmpty())
        return earlier;
    const auto id = ProcessId::fromString(followUpOf);
    const ProcessPtr process = id ? tracker.find(*id) : ProcessPtr();
    // What was asked stands in the request, which nobody but this server writes.
    const Work *work = process ? (*process)->dispatch.work() : nullptr;
    const QJsonObject sources = work
        ? QJsonDocument::fromJson(work->request.utf8().toByteArray()).object()["sources"_L1].toObject()
        : QJsonObject();
    if (sources.isEmpty()) {
        return Error{ErrorCode::InvalidField,
                     u"follow_up_of must be the answer_process_id of an answer that is still listed."_s,
                     MetadataKeys::followUpOf};
    }
    earlier = EarlierAnswer::fromJson(sources["earlier"_L1].toArray());
    earlier.push_back({sources[MetadataKeys::question].toString(),
                       (*process)->metadata.toObject().value(MetadataKeys::answer).toString()});
    EarlierAnswer::bound(earlier);
    return earlier;
}

/// Has an AI answer. A model takes its time: the answer comes from a process of its own, which can be watched and cancelled.
Result<ProcessPtr> submitAnswer(WorkQueue &queue, const RagQuestion &question, const RagAnswer &found,
                                const std::vector<EarlierAnswer> &earlier, const Origin &origin)
{
    const AnswerPrompt prompt = AnswerPrompt::of(question.question, found.passages, earlier);
    QJsonArray passages;
    for (size_t i = 0; i < prompt.passages; ++i) {
        QJsonObject passage = found.passages[i].place();
        passage.insert(u"n"_s, static_cast<int>(i) + 1);
        passages.append(passage);
    }
    QJsonObject sources{{MetadataKeys::question, question.question}, {MetadataKeys::passages, passages}};
    if (!earlier.empty())
        sources.insert(u"earlier"_s, EarlierAnswer::toJson(earlier));
    if (!question.followUpOf.isEmpty())
        sources.insert(MetadataKeys::followUpOf, question.followUpOf);
    QJsonObject request = question.ai;
    request.insert(u"prompt"_s, prompt.text);
    request.insert(u"sources"_s, sources);
    return queue.submit(ProcessType::aiTask(), request, origin);
}

Answer answerQuestion(const RagSearch &search, WorkQueue &queue, const ProcessTracker &tracker, const Call &call)
{
    auto question = RagQuestion::fromJson(call.body);
    if (!question)
        return Refusal(question.error());
    const auto earlier = conversation(tracker, question->followUpOf);
    if (!earlier)
        return Refusal(earlier.error());
    for (const EarlierAnswer &turn : *earlier)
        question->earlier.append(turn.question);
    const auto found = search.find(*question, call.stop);
    if (!found)
        return Refusal(found.error());
    const bool isFound = !found->passages.empty() && found->fits();
    ProcessPtr task;
    if (question->wantsAnswer && isFound) {
        const auto started = submitAnswer(queue, *question, *found, *earlier, call.origin);
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
        else if (question->wantsAnswer)
            body.text("answer", notFoundSentence(question->question));
        body.boolean("found", isFound);
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

void RagServices::watch(WorkQueue &queue, const ProcessTracker &tracker) const
{
    if (!m_options.watched.isEmpty())
        new CollectionWatch(m_options.watched, queue, tracker, &queue);
}

RagAnswers RagServices::answers(WorkQueue &queue, const ProcessTracker &tracker) const
{
    RagAnswers answers = collectionAnswers(*m_collections, tracker);
    answers.question = [&search = *m_search, &queue, &tracker](const Call &call) {
        return answerQuestion(search, queue, tracker, call);
    };
    return answers;
}

} // namespace Procession
