// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "queueroutes.h"

#include "processtracker.h"
#include "roomjson.h"
#include "workqueue.h"

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

HttpResponse stateOf(const WorkQueue &queue)
{
    return jsonResponse(200, [state = queue.state()](ObjectWriter &body) { writeRoomState(body, state); });
}

using Change = bool (ProcessTracker::*)(const ProcessType &type, const Origin &origin);

/// A route that pauses or resumes everything, or where its path names a type that one.
Route changing(const WorkQueue &queue, ProcessTracker &tracker, Change change, const QByteArray &path,
               const QByteArray &summary)
{
    const bool isOfOne = path.contains("{process_type}");
    return {.method = HttpMethod::Post,
            .pattern = path,
            .role = Role::Operator,
            .runs = Runs::Here,
            .body = BodyKind::Reason,
            .summary = summary,
            .answer = [&queue, &tracker, change, isOfOne](const Call &call) -> Answer {
                if (isOfOne && !(call.type && queue.runs(*call.type))) {
                    return Refusal(
                        {ErrorCode::UnknownProcessType,
                         u"This server runs no work of that type itself, and starts nothing for those who do; "
                         "GET /queues lists the types that it runs."_s,
                         u"process_type"_s},
                        404);
                }
                (tracker.*change)(isOfOne ? *call.type : ProcessType(), call.origin);
                HttpResponse response = stateOf(queue);
                response.afterSeq = tracker.log().head(); // also where somebody else made the same change just before
                return response;
            }};
}

} // namespace

std::vector<Route> queueRoutes(const WorkQueue &queue, ProcessTracker &tracker)
{
    return {
        {.method = HttpMethod::Get,
         .pattern = "/queues",
         .role = Role::Viewer,
         .summary = "What this server runs itself: what runs and waits of each type, limits and pauses.",
         .answer = [&queue](const Call &) -> Answer { return stateOf(queue); }},
        changing(queue, tracker, &ProcessTracker::pauseQueue, "/queues/pause",
                 "Starts nothing more of its own work; what runs goes on."),
        changing(queue, tracker, &ProcessTracker::resumeQueue, "/queues/resume",
                 "Starts its own work again, but for the types that are paused themselves."),
        changing(queue, tracker, &ProcessTracker::pauseQueue, "/queues/{process_type}/pause",
                 "Starts no more work of the type; what runs goes on."),
        changing(queue, tracker, &ProcessTracker::resumeQueue, "/queues/{process_type}/resume",
                 "Starts work of the type again."),
    };
}

} // namespace Procession
