// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragservices.h"

#include "ragprompt.h"
#include "ragsearch.h"
#include "ragworker.h"
#include "workqueue.h"

#include <QJsonArray>

namespace Procession {

using namespace Qt::StringLiterals;

RagServices::RagServices(const RagOptions &options)
    : m_options(options)
    , m_search(std::make_unique<RagSearch>(options))
{
}

RagServices::~RagServices() = default;

void RagServices::addWorker(WorkQueue &queue) const
{
    queue.add(std::make_unique<RagWorker>(m_options));
}

decltype(Service::ask) RagServices::questions(WorkQueue &queue) const
{
    return
        [&search = *m_search, &queue](const QJsonObject &body, const std::stop_token &stop) -> Result<Service::Answer> {
            const auto question = RagQuestion::fromJson(body);
            if (!question)
                return question.error();
            const auto found = search.find(*question, stop);
            if (!found)
                return found.error();
            QJsonArray passages;
            for (const RagPassage &passage : found->passages)
                passages.append(passage.toJson());
            QJsonObject answer{{u"collection"_s, question->collection}, {u"passages"_s, passages}};
            if (!found->problem.isEmpty())
                answer.insert(u"problem"_s, found->problem);
            if (!question->wantsAnswer || found->passages.empty())
                return Service::Answer{answer};
            // A model takes its time: the answer comes from a process of its own, which can be watched and cancelled.
            const auto task =
                queue.submit(ProcessType::aiTask(), {{u"prompt"_s, answerPrompt(question->question, found->passages)}});
            if (!task)
                return task.error();
            answer.insert(u"answer_process_id"_s, (**task)->id.toString());
            return Service::Answer{answer, (**task)->seq};
        };
}

} // namespace Procession
