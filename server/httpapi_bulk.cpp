// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of HttpApi that changes many processes in one request.
#include "httpapi.h"

#include "filterparameters.h"
#include "httperror.h"
#include "jsonbody.h"
#include "jsonreader.h"
#include "processjson.h"
#include "processtracker.h"

namespace Procession {

using namespace Qt::StringLiterals;

void HttpApi::appendLine(QByteArray &out, const HttpResponse &answer)
{
    out += "{\"status\":";
    out += QByteArray::number(answer.status);
    out += ',';
    out += QByteArrayView(answer.body).sliced(1);
}

HttpResponse HttpApi::handleLine(const QByteArray &line)
{
    if (const auto refusal = refuseWhileNotStored())
        return *refusal;
    const auto object = objectFromJson(line);
    if (!object)
        return errorResponse(object.error());
    if (object->contains("process_type"_L1))
        return start(*object);
    JsonReader reader(*object);
    const auto id = ProcessId::fromString(reader.text("process_id"_L1, 128).value_or(QString()));
    if (id)
        return report(*id, *object);
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

/// Hands each line that isn't blank to `handle` and gathers the answers, a line each.
template <typename Handle>
HttpResponse HttpApi::eachLine(const QByteArray &body, Handle handle) const
{
    HttpResponse response;
    response.contentType = "application/x-ndjson";
    qsizetype begin = 0;
    while (begin < body.size()) {
        qsizetype end = body.indexOf('\n', begin);
        if (end < 0)
            end = body.size();
        const QByteArray line = QByteArray::fromRawData(body.constData() + begin, end - begin);
        if (!line.trimmed().isEmpty()) {
            const HttpResponse answer = line.size() > m_options.maxBodyBytes
                ? errorResponse(413, "line_too_large", u"A line may have %1 bytes."_s.arg(m_options.maxBodyBytes))
                : handle(line);
            appendLine(response.body, answer);
            response.body += '\n';
            response.afterSeq = std::max(response.afterSeq, answer.afterSeq);
        }
        begin = end + 1;
    }
    if (response.body.isEmpty())
        return errorResponse({ErrorCode::MalformedJson, u"The body is empty; send one JSON object a line."_s, {}});
    return response;
}

HttpResponse HttpApi::batch(const QByteArray &body)
{
    return eachLine(body, [this](const QByteArray &line) { return handleLine(line); });
}

HttpResponse HttpApi::import(const QByteArray &body)
{
    return eachLine(body, [this](const QByteArray &line) { return importLine(line); });
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

    const auto applies = [action](const Process &process) {
        return action == BulkAction::Cancel ? isLive(process) : isRetryable(process.status);
    };
    constexpr qsizetype sampleSize = 10;
    qsizetype count = 0;
    qsizetype applicable = 0;
    QByteArray entries;
    quint64 lastSeq = 0;

    ProcessQuery query;
    query.filter = *filter;
    do {
        const auto page = m_tracker.query(query);
        if (!page)
            return errorResponse(page.error());
        for (const ProcessPtr &process : page->processes) {
            ++count;
            applicable += applies(**process) ? 1 : 0;
            if (dryRun && count > sampleSize)
                continue;
            if (!entries.isEmpty())
                entries += ',';
            if (dryRun) {
                entries += process->json();
                continue;
            }
            const ProcessId &id = (*process)->id;
            const auto changed =
                action == BulkAction::Cancel ? m_tracker.cancel(id) : m_tracker.retry(id, manualRetry(**process));
            entries += "{\"process_id\":";
            appendJsonString(entries, id.toString());
            if (changed) {
                lastSeq = std::max(lastSeq, (**changed)->seq);
                entries += ",\"status\":" + QByteArray(action == BulkAction::Cancel ? "200" : "202") + '}';
            } else {
                const HttpResponse refused = errorResponse(changed.error());
                entries += ",\"status\":" + QByteArray::number(refused.status) + ',' + refused.body.sliced(1);
            }
        }
        query.cursor = page->nextCursor;
    } while (!query.cursor.isEmpty());

    HttpResponse response;
    response.afterSeq = lastSeq;
    response.body = "{\"dry_run\":" + QByteArray(dryRun ? "true" : "false") + ",\"count\":" + QByteArray::number(count)
        + ",\"applicable\":" + QByteArray::number(applicable) + (dryRun ? ",\"sample\":[" : ",\"results\":[") + entries
        + "]}";
    return response;
}

} // namespace Procession
