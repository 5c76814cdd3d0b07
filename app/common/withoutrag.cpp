// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragservices.h"
#include "workqueue.h"

namespace Procession {

/// This build has none.
class RagSearch
{
};
class RagCollections
{
};

RagServices::RagServices(const RagOptions &options)
    : m_options(options)
{
}

RagServices::~RagServices() = default;

void RagServices::addWorker(WorkQueue &, const Clock &) const { }

void RagServices::watch(WorkQueue &, const ProcessTracker &) const { }

RagAnswers RagServices::answers(WorkQueue &queue, const ProcessTracker &) const
{
    // The queue has no such worker, and says so.
    const RagAnswers::Function refuse = [&queue](const Call &) -> Answer {
        return Refusal(queue.submit(ProcessType::ragTraining(), {}).error());
    };
    return {refuse, refuse, refuse, refuse, refuse, refuse, refuse};
}

} // namespace Procession
