// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of HttpApi that is about what is over: it reads the disk, so any thread may run it.
#include "httpapi.h"

#include "archive.h"
#include "filterparameters.h"
#include "httperror.h"
#include "longlists.h"
#include "processjson.h"
#include "processtracker.h"

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

HttpResponse noHistory()
{
    return errorResponse(404, "no_history",
                         u"This server keeps no history; start it with --durability full or normal."_s);
}

HttpResponse badParameter(const Error &error)
{
    HttpResponse response = errorResponse(error);
    if (error.code == ErrorCode::InvalidField)
        response.status = 400;
    return response;
}

HttpResponse unknownProcess(const ProcessId &id)
{
    return errorResponse({ErrorCode::UnknownProcess, u"There is no process %1."_s.arg(id.toString()), u"process_id"_s});
}

/// A moment in seconds, as the wire has it.
Result<std::optional<qint64>> momentFrom(const QUrlQuery &parameters, const QString &key)
{
    const QString text = parameters.queryItemValue(key, QUrl::FullyDecoded);
    if (text.isEmpty())
        return std::optional<qint64>();
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(seconds) || std::abs(seconds) > 1e12)
        return Error{ErrorCode::InvalidField, u"%1 must be a number of seconds since the epoch."_s.arg(key), key};
    return std::optional(static_cast<qint64>(std::llround(seconds * 1000.0)));
}

Result<qsizetype> limitFrom(const QUrlQuery &parameters)
{
    const QString text = parameters.queryItemValue(u"limit"_s, QUrl::FullyDecoded);
    if (text.isEmpty())
        return HistoryQuery::maxLimit;
    bool isNumber = false;
    const int limit = text.toInt(&isNumber);
    if (!isNumber || limit < 1 || limit > HistoryQuery::maxLimit) {
        return Error{ErrorCode::InvalidField,
                     u"limit must be a whole number from 1 to %1 here."_s.arg(HistoryQuery::maxLimit), u"limit"_s};
    }
    return qsizetype(limit);
}

} // namespace

HttpResponse HttpApi::listFinished(const QUrlQuery &parameters, Disk disk) const
{
    if (mustWaitForDisk(disk))
        return onDisk();
    if (!m_archive)
        return noHistory();
    const auto filter = filterFromQuery(parameters, m_tracker);
    const auto after = momentFrom(parameters, u"finished_after"_s);
    const auto before = momentFrom(parameters, u"finished_before"_s);
    const auto limit = limitFrom(parameters);
    const QString sort = parameters.queryItemValue(u"sort"_s, QUrl::FullyDecoded);
    for (const Error *error : {filter ? nullptr : &filter.error(), after ? nullptr : &after.error(),
                               before ? nullptr : &before.error(), limit ? nullptr : &limit.error()}) {
        if (error) {
            HttpResponse refusal = errorResponse(*error);
            refusal.status = 400;
            return refusal;
        }
    }
    if (!sort.isEmpty() && sort != "completed_at"_L1 && sort != "-completed_at"_L1) {
        return badParameter(
            {ErrorCode::InvalidField, u"What is finished is sorted by completed_at or -completed_at."_s, u"sort"_s});
    }

    HistoryQuery query;
    query.filter = *filter;
    query.finishedAfter = *after;
    query.finishedBefore = *before;
    query.descending = sort.startsWith(u'-');
    const auto read = [archive = m_archive, query](qsizetype most,
                                                   const QString &cursor) mutable -> Result<ArchiveList::Page> {
        query.limit = most;
        query.cursor = cursor;
        const auto page = archive->finished(query);
        if (!page)
            return page.error();
        ArchiveList::Page printed{{}, static_cast<qsizetype>(page->processes.size()), page->nextCursor};
        for (const ProcessPtr &process : page->processes) {
            if (!printed.entries.isEmpty())
                printed.entries += ',';
            appendJson(printed.entries, **process);
        }
        return printed;
    };
    const auto response =
        ArchiveList::answer("processes", *limit, parameters.queryItemValue(u"cursor"_s, QUrl::FullyDecoded), read);
    return response ? *response : badParameter(response.error());
}

HttpResponse HttpApi::getArchived(const ProcessId &id, Disk disk) const
{
    if (mustWaitForDisk(disk))
        return onDisk();
    if (!m_archive)
        return unknownProcess(id);
    const auto process = m_archive->find(id);
    if (!process)
        return errorResponse(process.error());
    if (!*process)
        return unknownProcess(id);
    HttpResponse response;
    response.body = "{\"process\":" + (*process)->json() + '}';
    return response;
}

HttpResponse HttpApi::refusal(const Error &error, const ProcessId &id, ErrorCode code, Disk disk) const
{
    if (error.code != ErrorCode::UnknownProcess || !m_archive || !m_tracker.mayBeArchived(id))
        return conflict(error, id);
    if (disk == Disk::Avoided)
        return onDisk();
    const auto process = m_archive->find(id);
    if (!process)
        return errorResponse(process.error());
    if (!*process)
        return errorResponse(error);
    HttpResponse response = errorResponse(
        {code,
         u"Process %1 is %2 and only in the history, where nothing changes any more; start a new one with another "
         "process_id, or DELETE this one first."_s.arg(id.toString(), wireName((**process)->status)),
         {}});
    appendProcess(response, *process);
    return response;
}

HttpResponse HttpApi::deleteArchived(const ProcessId &id, Disk disk) const
{
    if (mustWaitForDisk(disk))
        return onDisk();
    // In this order: a start in between begins a new life, and only what the history holds is deleted.
    m_tracker.forgetArchived(id);
    const auto forgotten = m_archive ? m_archive->forget(id) : Result<bool>(false);
    if (!forgotten) {
        m_tracker.noteArchived(id);
        return errorResponse(forgotten.error());
    }
    if (!*forgotten)
        return unknownProcess(id);
    HttpResponse response;
    response.status = 204;
    return response;
}

HttpResponse HttpApi::listEvents(const ProcessId &id, const QByteArray &queryText, Disk disk) const
{
    const auto checked = queryOf(queryText, {.others = {"limit"_L1, "cursor"_L1}});
    if (!checked)
        return badParameter(checked.error());
    if (mustWaitForDisk(disk))
        return onDisk();
    if (!m_archive)
        return noHistory();
    const QUrlQuery &parameters = *checked;
    const auto limit = limitFrom(parameters);
    if (!limit)
        return badParameter(limit.error());
    const auto read = [archive = m_archive, id](qsizetype most, const QString &cursor) -> Result<ArchiveList::Page> {
        const auto page = archive->events(id, most, cursor);
        if (!page)
            return page.error();
        ArchiveList::Page printed{{}, static_cast<qsizetype>(page->events.size()), page->nextCursor};
        for (const HistoryEvent &event : page->events) {
            if (!printed.entries.isEmpty())
                printed.entries += ',';
            printed.entries += toJson(event);
        }
        return printed;
    };
    const auto response =
        ArchiveList::answer("events", *limit, parameters.queryItemValue(u"cursor"_s, QUrl::FullyDecoded), read);
    return response ? *response : badParameter(response.error());
}

} // namespace Procession
