// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of HttpApi that is about one process, and the list of them.
#include "httpapi.h"

#include "changejson.h"
#include "filterparameters.h"
#include "httperror.h"
#include "jsonbody.h"
#include "longlists.h"
#include "processjson.h"
#include "processtracker.h"

#include <QJsonDocument>

#include <numeric>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Confirms that the process came to this state.
HttpResponse processResponse(int status, const ProcessPtr &process)
{
    HttpResponse response;
    response.status = status;
    response.afterSeq = (*process)->seq;
    constexpr qsizetype usualSize = 800;
    response.body.reserve(usualSize);
    response.body += "{\"process\":";
    appendJson(response.body, **process);
    response.body += '}';
    return response;
}

/// A query that can't be answered is a bad request, whatever is wrong with it.
HttpResponse badQuery(const Error &error)
{
    HttpResponse response = errorResponse(error);
    response.status = 400;
    return response;
}

constexpr QueryParameters listParameters{
    .takesFilter = true,
    .others = {"sort"_L1, "limit"_L1, "cursor"_L1, "finished_after"_L1, "finished_before"_L1},
};

/// Processes that are walked through while others wait.
constexpr qsizetype quicklyWalked = 5000;

} // namespace

HttpResponse HttpApi::listProcesses(const QByteArray &queryText, Disk disk)
{
    const auto checked = queryOf(queryText, listParameters);
    if (!checked)
        return badQuery(checked.error());
    const QUrlQuery &parameters = *checked;
    if (parameters.hasQueryItem(u"finished_after"_s) || parameters.hasQueryItem(u"finished_before"_s))
        return listFinished(parameters, disk);
    const auto filter = filterFromQuery(parameters, m_tracker);
    if (!filter)
        return badQuery(filter.error());

    ProcessQuery query;
    query.filter = *filter;
    if (const QString sort = parameters.queryItemValue(u"sort"_s, QUrl::FullyDecoded); !sort.isEmpty()) {
        if (const auto valid = setSort(query, sort); !valid)
            return badQuery(valid.error());
    }
    if (const QString limit = parameters.queryItemValue(u"limit"_s, QUrl::FullyDecoded); !limit.isEmpty()) {
        bool isNumber = false;
        query.limit = limit.toInt(&isNumber);
        if (!isNumber || query.limit < 1 || query.limit > ProcessQuery::maxLimit) {
            return badQuery({ErrorCode::InvalidField,
                             u"limit must be a whole number from 1 to %1."_s.arg(ProcessQuery::maxLimit), u"limit"_s});
        }
    }
    query.cursor = parameters.queryItemValue(u"cursor"_s, QUrl::FullyDecoded);

    // A search walks through all there is, and every order but that of their age does.
    const bool walks =
        !query.filter.text.isEmpty() || !query.filter.ids.isEmpty() || query.sort != ProcessQuery::Sort::CreatedAt;
    if (walks && disk == Disk::Avoided) {
        const StatusCounts counts = m_tracker.counts();
        if (std::accumulate(counts.begin(), counts.end(), qsizetype(0)) > quicklyWalked)
            return onDisk();
    }
    const auto page = m_tracker.query(query);
    if (!page)
        return badQuery(page.error());
    return ProcessList::answer(m_tracker, &m_json, *page, query.filter);
}

HttpResponse HttpApi::startProcess(const QByteArray &body, Disk disk)
{
    const auto object = objectFromJson(body);
    return object ? start(*object, disk) : errorResponse(object.error());
}

HttpResponse HttpApi::start(const QJsonObject &body, Disk disk)
{
    const auto start = startFromJson(body, m_clock.wallMs());
    if (!start)
        return errorResponse(start.error());
    if (disk == Disk::Avoided && m_tracker.mayBeArchived(start->id))
        return onDisk();
    const auto started = m_tracker.start(*start);
    if (!started)
        return conflict(started.error(), start->id);
    HttpResponse response = processResponse(started->created ? 201 : 200, started->process);
    response.headers.emplaceBack("Location", "/processes/" + start->id.toString().toLatin1());
    return response;
}

HttpResponse HttpApi::getProcess(const ProcessId &id, Disk disk)
{
    const ProcessPtr process = m_tracker.find(id);
    if (!process)
        return getArchived(id, disk);
    HttpResponse response;
    response.body = "{\"process\":";
    m_json.append(response.body, std::span(&process, 1));
    response.body += '}';
    return response;
}

HttpResponse HttpApi::reportProcess(const ProcessId &id, const QByteArray &body, Disk disk)
{
    const auto object = optionalObjectFromJson(body); // an empty report is a sign of life
    if (!object)
        return errorResponse(object.error());
    if (const QJsonValue named = object->value("process_id"_L1); !named.isUndefined() && named != id.toString()) {
        return errorResponse({ErrorCode::InvalidField,
                              u"The body names another process than the path, which is about %1."_s.arg(id.toString()),
                              u"process_id"_s});
    }
    return report(id, *object, disk);
}

HttpResponse HttpApi::report(const ProcessId &id, const QJsonObject &body, Disk disk)
{
    const auto report = reportFromJson(body);
    if (!report)
        return errorResponse(report.error());
    const auto reported = m_tracker.report(id, *report);
    return reported ? processResponse(200, *reported)
                    : refusal(reported.error(), id, ErrorCode::IllegalTransition, disk);
}

HttpResponse HttpApi::cancelProcess(const ProcessId &id, Disk disk)
{
    const auto cancelled = m_tracker.cancel(id);
    if (!cancelled)
        return refusal(cancelled.error(), id, ErrorCode::AlreadyFinished, disk);
    HttpResponse response;
    response.afterSeq = (**cancelled)->seq;
    response.body = "{\"status\":\"success\",\"message\":";
    appendJsonString(response.body, u"Process %1 cancelled"_s.arg(id.toString()));
    response.body += '}';
    return response;
}

HttpResponse HttpApi::retryProcess(const ProcessId &id, Disk disk)
{
    const auto retried = m_tracker.retry(id);
    return retried ? processResponse(202, *retried) : refusal(retried.error(), id, ErrorCode::NotRetryable, disk);
}

HttpResponse HttpApi::deleteProcess(const ProcessId &id, Disk disk)
{
    const auto removed = m_tracker.remove(id);
    if (!removed && removed.error().code == ErrorCode::UnknownProcess)
        return deleteArchived(id, disk);
    if (!removed)
        return conflict(removed.error(), id);
    HttpResponse response;
    response.status = 204;
    response.afterSeq = (**removed)->seq;
    return response;
}

HttpResponse HttpApi::serve(const Service &service, const QByteArray &requestBody, Disk disk,
                            const std::stop_token &stop) const
{
    if (service.ask && disk == Disk::Avoided)
        return onNetwork();
    const auto body = objectFromJson(requestBody);
    if (!body)
        return errorResponse(body.error());
    if (service.ask) {
        const auto answer = service.ask(*body, stop);
        if (!answer)
            return errorResponse(answer.error());
        HttpResponse response;
        response.body = QJsonDocument(answer->body).toJson(QJsonDocument::Compact);
        response.afterSeq = answer->afterSeq;
        return response;
    }
    const auto started = service.start(*body);
    if (!started)
        return errorResponse(started.error());
    return processResponse(202, *started);
}

void HttpApi::appendProcess(HttpResponse &refusal, const ProcessPtr &process)
{
    refusal.body.chop(1);
    refusal.body += ",\"process\":" + process->json() + '}';
}

HttpResponse HttpApi::conflict(const Error &error, const ProcessId &id) const
{
    HttpResponse response = errorResponse(error);
    // Whoever is refused learns how the process stands, such as that it was cancelled.
    if (const ProcessPtr process = response.status == 409 ? m_tracker.find(id) : nullptr) {
        appendProcess(response, process);
        response.afterSeq = (*process)->seq;
    }
    return response;
}

} // namespace Procession
