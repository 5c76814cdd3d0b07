// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of HttpApi that changes many processes in one request.
#include "httpapi.h"

#include "changejson.h"
#include "filterparameters.h"
#include "httperror.h"
#include "jsonbody.h"
#include "jsonreader.h"
#include "processjson.h"
#include "processtracker.h"
#include "slicedwork.h"

#include <new>

namespace Procession {

using namespace Qt::StringLiterals;

void HttpApi::appendLine(QByteArray &out, const HttpResponse &answer)
{
    LineWork::append(out, answer);
}

HttpResponse HttpApi::handleLine(const QByteArray &line)
{
    try {
        return changeByLine(line);
    } catch (const std::bad_alloc &) {
        return m_outOfMemory;
    }
}

HttpResponse HttpApi::changeByLine(const QByteArray &line)
{
    if (const auto refusal = refuseWhileNotStored())
        return *refusal;
    const auto object = objectFromJson(line);
    if (!object)
        return errorResponse(object.error());
    if (object->contains("process_type"_L1))
        return start(*object, Disk::Used);
    JsonReader reader(*object);
    const auto id = ProcessId::fromString(reader.text("process_id"_L1, 128).value_or(QString()));
    if (id)
        return report(*id, *object, Disk::Used);
    return errorResponse({ErrorCode::InvalidField,
                          u"A line names a process_type (a start) or a process_id (a report)."_s, u"process_id"_s});
}

HttpResponse HttpApi::importLine(const QByteArray &line)
{
    const auto object = objectFromJson(line);
    if (!object)
        return errorResponse(object.error());
    auto process = processFromJson(*object);
    if (!process)
        return errorResponse(process.error());
    const ProcessId id = process->id;
    const auto imported = m_tracker.import(std::move(*process));
    if (!imported)
        return conflict(imported.error(), id);
    HttpResponse response;
    response.status = imported->created ? 201 : 200;
    response.afterSeq = (*imported->process)->seq;
    response.body = "{\"process\":" + imported->process->json() + '}';
    return response;
}

HttpResponse HttpApi::begin(const std::shared_ptr<BodyRest> &body)
{
    HttpResponse response;
    const BodyPart first = body->next();
    response.body = first.bytes;
    response.afterSeq = first.afterSeq;
    if (first.then == BodyPart::Then::More)
        response.rest = body;
    return response;
}

/// Hands each line that isn't blank to `handle`; the answers are lines as well.
template <typename Handle>
HttpResponse HttpApi::eachLine(const QByteArray &body, Handle handle) const
{
    if (QByteArrayView(body).trimmed().isEmpty())
        return errorResponse({ErrorCode::MalformedJson, u"The body is empty; send one JSON object a line."_s, {}});
    HttpResponse response =
        begin(std::make_shared<LineWork>(body, m_options.maxBodyBytes, handle, [this] { return notStored(); }));
    response.contentType = "application/x-ndjson";
    return response;
}

HttpResponse HttpApi::batch(const QByteArray &body)
{
    return eachLine(body, [this](const QByteArray &line) { return handleLine(line); });
}

HttpResponse HttpApi::import(const QByteArray &body)
{
    return eachLine(body, [this](const QByteArray &line) {
        try {
            return importLine(line);
        } catch (const std::bad_alloc &) {
            return m_outOfMemory;
        }
    });
}

HttpResponse HttpApi::bulk(BulkAction action, const QByteArray &body)
{
    const auto object = objectFromJson(body);
    if (!object)
        return errorResponse(object.error());
    JsonReader reader(*object);
    reader.onlyKeys({"filter"_L1, "dry_run"_L1});
    const auto filterObject = reader.object("filter"_L1);
    const bool dryRun = reader.boolean("dry_run"_L1).value_or(false);
    if (!filterObject)
        reader.fail("filter"_L1, u"filter is missing; an empty one, {}, means every process."_s);
    if (reader.error())
        return errorResponse(*reader.error());
    const auto filter = filterFromJson(*filterObject, m_tracker);
    if (!filter)
        return errorResponse(filter.error());

    // Each keeps the ids of all that it found.
    constexpr int mostAtOnce = 4;
    if (m_bulkPlace.use_count() > mostAtOnce) {
        HttpResponse busy = errorResponse(
            503, "busy",
            u"The server works on %1 requests of this kind already; ask again in a moment."_s.arg(mostAtOnce));
        busy.headers.emplaceBack("Retry-After", "1");
        return busy;
    }
    BulkWork::Action work;
    if (action == BulkAction::Cancel) {
        work = {.applies = [](const Process &process) { return isLive(process); },
                .change = [this](const ProcessId &id) { return m_tracker.cancel(id); },
                .status = 200};
    } else {
        work = {.applies = [](const Process &process) { return isRetryable(process.status); },
                .change = [this](const ProcessId &id) { return m_tracker.retry(id); },
                .status = 202};
    }
    return begin(std::make_shared<BulkWork>(
        m_tracker, *filter, work, dryRun, m_log.head(), [this] { return notStored(); }, m_bulkPlace));
}

} // namespace Procession
