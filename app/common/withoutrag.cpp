// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragservices.h"
#include "workqueue.h"

namespace Procession {

/// This build has none.
class RagSearch
{
};

RagServices::RagServices(const RagOptions &options)
    : m_options(options)
{
}

RagServices::~RagServices() = default;

void RagServices::addWorker(WorkQueue &) const { }

std::function<Answer(const Call &)> RagServices::questions(WorkQueue &queue) const
{
    // The queue has no such worker, and says so.
    return [&queue](const Call &) -> Answer { return Refusal(queue.submit(ProcessType::ragTraining(), {}).error()); };
}

} // namespace Procession
