// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "controllers.h"

#include "filterparameters.h"
#include "jsonreader.h"
#include "origins.h"
#include "processtracker.h"
#include "serverparts.h"

namespace Procession {

using namespace Qt::StringLiterals;

BulkController::BulkController(const ServerParts &parts, qsizetype longestLine)
    : m_tracker(parts.tracker)
    , m_log(parts.log)
    , m_store(parts.store)
    , m_longestLine(longestLine)
    , m_slot(std::make_shared<const int>(0))
{
}

Answer BulkController::eachLine(const Call &call, LineWork::Handle handle) const
{
    const QByteArray &body = call.request.body;
    if (QByteArrayView(body).trimmed().isEmpty())
        return Refusal({ErrorCode::MalformedJson, u"The body is empty; send one JSON object a line."_s, {}});
    const auto work = std::make_shared<LineWork>(body, m_longestLine, std::move(handle), m_store);
    HttpResponse response = answerInParts(work->next(), work);
    response.contentType = "application/x-ndjson";
    return response;
}

Answer BulkController::cancel(const Call &call) const
{
    return changeAll(
        call,
        {.applies = [](const Process &process) { return isLive(process); },
         .change = [this](const ProcessId &id, const Origin &origin) { return m_tracker.cancel(id, origin); },
         .status = 200});
}

Answer BulkController::retry(const Call &call) const
{
    return changeAll(
        call,
        {.applies = [](const Process &process) { return isRetryable(process.status); },
         .change = [this](const ProcessId &id, const Origin &origin) { return m_tracker.retry(id, {}, origin); },
         .status = 202});
}

Answer BulkController::changeAll(const Call &call, BulkWork::Action action) const
{
    JsonReader reader(call.body);
    reader.onlyKeys({"filter"_L1, "dry_run"_L1, "reason"_L1});
    const auto filterObject = reader.object("filter"_L1);
    const bool isDryRun = reader.boolean("dry_run"_L1).value_or(false);
    Origin origin = call.origin;
    origin.reason = reasonFrom(reader);
    if (!filterObject)
        reader.fail("filter"_L1, u"filter is missing; an empty one, {}, means every process."_s);
    if (reader.error())
        return Refusal(*reader.error());
    const auto filter = filterFromJson(*filterObject, m_tracker);
    if (!filter)
        return Refusal(filter.error());

    // Each keeps the ids of all that it found.
    constexpr int mostAtOnce = 4;
    if (m_slot.use_count() > mostAtOnce) {
        return Refusal(
                   503, "busy",
                   u"The server works on %1 requests of this kind already; ask again in a moment."_s.arg(mostAtOnce))
            .withRetryAfter(std::chrono::seconds(1));
    }
    const auto work = std::make_shared<BulkWork>(m_tracker, *filter, std::move(action), origin, isDryRun, m_log.head(),
                                                 m_store, m_slot);
    return answerInParts(work->next(), work);
}

} // namespace Procession
