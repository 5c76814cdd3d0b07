// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "controllers.h"

#include "archive.h"
#include "attemptjson.h"
#include "changejson.h"
#include "dependents.h"
#include "jsonreader.h"
#include "longlists.h"
#include "origins.h"
#include "outputextentjson.h"
#include "outputstore.h"
#include "processjson.h"
#include "processtracker.h"
#include "roomjson.h"
#include "serverparts.h"

#include <algorithm>
#include <numeric>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Processes that are walked through while others wait.
constexpr qsizetype quicklyWalked = 5000;

Refusal unknownProcess(const ProcessId &id)
{
    return Error{ErrorCode::UnknownProcess, u"There is no process %1."_s.arg(id.toString()), u"process_id"_s};
}

/// A query that can't be answered is a bad request, whatever is wrong with it.
Refusal badQuery(const Error &error)
{
    return Refusal(error, 400);
}

/// The dependents that a change takes along: how many, and the first of them.
void writeAlso(ObjectWriter &body, const std::vector<ProcessId> &also)
{
    constexpr size_t mostNamed = 100;
    body.integer("dependents", also.size());
    ArrayWriter ids = body.array("dependent_ids");
    for (size_t at = 0; at < std::min(also.size(), mostNamed); ++at)
        ids.ascii(also[at].bytes());
}

Answer answerOf(const std::optional<ProcessAnswer> &outcome)
{
    return outcome ? Answer(*outcome) : needsDisk;
}

} // namespace

ProcessController::ProcessController(const ServerParts &parts)
    : m_tracker(parts.tracker)
    , m_clock(parts.clock)
    , m_archive(parts.archive)
    , m_output(parts.output)
    , m_estimates(parts.durations, parts.clock)
    , m_queuePlaces(parts.queuePlaces)
    , m_json(parts.tracker)
{
}

Answer ProcessController::list(const Call &call)
{
    const auto filter = filterFromQuery(call.query, m_tracker);
    if (!filter)
        return badQuery(filter.error());
    ProcessQuery query;
    query.filter = *filter;
    if (const QString sort = call.query.queryItemValue(u"sort"_s, QUrl::FullyDecoded); !sort.isEmpty()) {
        if (const auto valid = setSort(query, sort); !valid)
            return badQuery(valid.error());
    }
    const auto limit = limitFromQuery(call.query, ProcessQuery::maxLimit);
    if (!limit)
        return badQuery(limit.error());
    const auto full = isFullFromQuery(call.query);
    if (!full)
        return badQuery(full.error());
    query.limit = *limit;
    query.cursor = call.query.queryItemValue(u"cursor"_s, QUrl::FullyDecoded);

    // A search walks through all there is, and every order but that of their age does.
    const bool walks =
        !query.filter.text.isEmpty() || !query.filter.ids.isEmpty() || query.sort != ProcessQuery::Sort::CreatedAt;
    if (walks && !call.mayUseDisk) {
        const StatusCounts counts = m_tracker.counts();
        if (std::accumulate(counts.begin(), counts.end(), qsizetype(0)) > quicklyWalked)
            return needsDisk;
    }
    const auto page = m_tracker.query(query);
    if (!page)
        return badQuery(page.error());
    return ProcessList::answer(m_tracker, m_json, *page, query.filter, *full ? &m_estimates : nullptr);
}

Answer ProcessController::start(const Call &call)
{
    const auto outcome = start(call.body, call.origin, call.mayUseDisk);
    Answer answer = answerOf(outcome);
    if (outcome && !outcome->refusal)
        answer->headers.emplaceBack("Location", "/processes/" + (*outcome->process)->id.bytes().toByteArray());
    return answer;
}

std::optional<ProcessAnswer> ProcessController::start(const QJsonObject &body, const Origin &origin, bool mayUseDisk)
{
    const auto start = startFromJson(body, m_clock.wallMs());
    if (!start)
        return Refusal(start.error());
    const auto mayBeArchived = [this](const Dependency &dependency) { return m_tracker.mayBeArchived(dependency.id); };
    const std::vector<Dependency> &on = start->dependencies.on;
    if (!mayUseDisk && (m_tracker.mayBeArchived(start->id) || std::any_of(on.begin(), on.end(), mayBeArchived)))
        return std::nullopt;
    const auto started = m_tracker.start(*start, origin);
    if (!started)
        return conflict(started.error(), start->id);
    return ProcessAnswer(started->created ? 201 : 200, started->process);
}

Answer ProcessController::get(const Call &call)
{
    const auto full = isFullFromQuery(call.query);
    if (!full)
        return badQuery(full.error());
    const ProcessPtr process = m_tracker.find(call.process);
    if (!process)
        return getArchived(call.process, call.mayUseDisk, *full);
    if (*full)
        return fullAnswer(**process);
    return jsonResponse(200, [&](ObjectWriter &body) { body.raw("process", m_json.json(*process)); });
}

HttpResponse ProcessController::fullAnswer(const Process &process) const
{
    const auto place = m_queuePlaces ? m_queuePlaces(process.id) : std::nullopt;
    const std::vector<ProcessId> waitingFor = m_tracker.waitingFor(process);
    return jsonResponse(200, [&](ObjectWriter &body) {
        ObjectWriter object = body.object("process");
        m_estimates.writeFull(object, process, isWaiting(process) ? &waitingFor : nullptr);
        if (place)
            writeQueuePlace(object, *place);
    });
}

Answer ProcessController::getArchived(const ProcessId &id, bool mayUseDisk, bool full) const
{
    ProcessPtr process;
    if (auto refused = findArchived(process, id, mayUseDisk))
        return *std::move(refused);
    return full ? Answer(fullAnswer(**process)) : ProcessAnswer(200, process);
}

/// Reads the process from the history, or says why not.
std::optional<Answer> ProcessController::findArchived(ProcessPtr &process, const ProcessId &id, bool mayUseDisk) const
{
    if (!m_archive)
        return unknownProcess(id);
    if (!mayUseDisk)
        return Answer(needsDisk); // not: no refusal
    const auto found = m_archive->find(id);
    if (!found)
        return Refusal(found.error());
    process = *found;
    return process ? std::nullopt : std::optional<Answer>(unknownProcess(id));
}

Answer ProcessController::attempts(const Call &call)
{
    ProcessPtr process = m_tracker.find(call.process);
    if (!process) {
        if (auto refused = findArchived(process, call.process, call.mayUseDisk))
            return *std::move(refused);
    }
    const std::vector<Attempt> attempts = attemptsOf(**process);
    std::vector<std::optional<OutputExtent>> extents;
    for (const Attempt &attempt : attempts) {
        const auto extent = outputOf(**process, attempt, call.mayUseDisk);
        if (m_output && !extent && !call.mayUseDisk)
            return needsDisk;
        extents.push_back(extent);
    }
    return jsonResponse(200, [&](ObjectWriter &body) {
        ArrayWriter list = body.array("attempts");
        for (size_t i = 0; i < attempts.size(); ++i) {
            ObjectWriter object = list.object();
            writeAttempt(object, attempts[i]);
            if (!extents[i]) {
                object.null("output");
                continue;
            }
            ObjectWriter output = object.object("output");
            writeOutputExtent(output, *extents[i]);
        }
    });
}

/// How the output of the attempt stands; nothing where that can't be told, or not without the disk.
std::optional<OutputExtent> ProcessController::outputOf(const Process &process, const Attempt &attempt,
                                                        bool mayUseDisk) const
{
    if (!m_output)
        return std::nullopt;
    const OutputKey key = OutputKey::of(process, attempt.number);
    std::optional<OutputExtent> extent = m_output->extentAtHand(key);
    if (!extent && mayUseDisk) {
        if (const auto read = m_output->extentIfThere(key))
            extent = *read;
    }
    if (extent && (attempt.number < process.attempt || isTerminal(process.status)))
        extent->complete = true; // the store knows nothing of an attempt that printed nothing
    return extent;
}

Answer ProcessController::report(const Call &call)
{
    if (const QJsonValue named = call.body.value("process_id"_L1);
        !named.isUndefined() && named != call.process.toString()) {
        return Refusal(
            {ErrorCode::InvalidField,
             u"The body names another process than the path, which is about %1."_s.arg(call.process.toString()),
             u"process_id"_s});
    }
    return answerOf(report(call.process, call.body, call.origin, call.mayUseDisk));
}

std::optional<ProcessAnswer> ProcessController::report(const ProcessId &id, const QJsonObject &body,
                                                       const Origin &origin, bool mayUseDisk)
{
    const auto report = reportFromJson(body);
    if (!report)
        return Refusal(report.error());
    const auto reported = m_tracker.report(id, *report, origin);
    if (reported)
        return ProcessAnswer(200, *reported);
    return refusal(reported.error(), id, ErrorCode::IllegalTransition, mayUseDisk);
}

/// Takes the reason and the switch of that name out of the body.
Result<bool> ProcessController::readSwitch(const Call &call, QLatin1StringView name, Origin &origin)
{
    JsonReader reader(call.body);
    reader.onlyKeys({"reason"_L1, name});
    origin = call.origin;
    origin.reason = reasonFrom(reader);
    const bool isSet = reader.boolean(name).value_or(false);
    if (reader.error())
        return *reader.error();
    return isSet;
}

Answer ProcessController::cancel(const Call &call)
{
    Origin origin;
    const auto isDryRun = readSwitch(call, "dry_run"_L1, origin);
    if (!isDryRun)
        return Refusal(isDryRun.error());
    const ProcessPtr before = m_tracker.find(call.process);
    const std::vector<ProcessId> also = before && m_tracker.hasDependents(call.process)
        ? endingWith(m_tracker, call.process)
        : std::vector<ProcessId>();
    if (*isDryRun && before && isLive(**before)) {
        return jsonResponse(200, [&](ObjectWriter &body) {
            body.ascii("status", "dry_run"_L1);
            writeAlso(body, also);
        });
    }
    const auto cancelled = m_tracker.cancel(call.process, origin);
    if (!cancelled)
        return refusal(cancelled.error(), call.process, ErrorCode::AlreadyFinished, call.mayUseDisk);
    HttpResponse response = jsonResponse(200, [&](ObjectWriter &body) {
        body.ascii("status", "success"_L1);
        body.text("message", u"Process %1 cancelled"_s.arg(call.process.toString()));
        if (!also.empty())
            writeAlso(body, also);
    });
    response.afterSeq = (**cancelled)->seq;
    return response;
}

Answer ProcessController::retry(const Call &call)
{
    Origin origin;
    const auto takesDependents = readSwitch(call, "dependents"_L1, origin);
    if (!takesDependents)
        return Refusal(takesDependents.error());
    if (*takesDependents) {
        const auto retried = retryFrom(m_tracker, call.process, origin);
        if (!retried)
            return refusal(retried.error(), call.process, ErrorCode::NotRetryable, call.mayUseDisk);
        HttpResponse response = jsonResponse(202, [&](ObjectWriter &body) {
            if (const ProcessPtr process = m_tracker.find(call.process))
                body.raw("process", m_json.json(*process));
            writeAlso(body, {retried->retried.begin() + 1, retried->retried.end()});
        });
        response.afterSeq = retried->lastSeq;
        return response;
    }
    const auto retried = m_tracker.retry(call.process, {}, origin);
    if (!retried)
        return refusal(retried.error(), call.process, ErrorCode::NotRetryable, call.mayUseDisk);
    return ProcessAnswer(202, *retried);
}

Answer ProcessController::remove(const Call &call)
{
    const auto reason = reasonFrom(call.query);
    if (!reason)
        return Refusal(reason.error(), 400);
    Origin origin = call.origin;
    origin.reason = *reason;
    const auto removed = m_tracker.remove(call.process, origin);
    if (!removed && removed.error().code == ErrorCode::UnknownProcess)
        return removeArchived(call.process, call.mayUseDisk);
    if (!removed)
        return conflict(removed.error(), call.process);
    HttpResponse response;
    response.status = 204;
    response.afterSeq = (**removed)->seq;
    return response;
}

Answer ProcessController::removeArchived(const ProcessId &id, bool mayUseDisk) const
{
    if (!m_archive)
        return unknownProcess(id);
    if (!mayUseDisk)
        return needsDisk;
    const auto process = m_archive->find(id);
    if (!process)
        return Refusal(process.error());
    // In this order: a start in between begins a new life, and only what the history holds is deleted.
    m_tracker.forgetArchived(id);
    const auto forgotten = m_archive->forget(id);
    if (!forgotten) {
        m_tracker.noteArchived(id);
        return Refusal(forgotten.error());
    }
    if (!*forgotten)
        return unknownProcess(id);
    if (m_output && *process)
        m_output->remove({(**process)->createdSeq});
    HttpResponse response;
    response.status = 204;
    return response;
}

ProcessAnswer ProcessController::startOrReport(const QJsonObject &line, const Origin &origin)
{
    if (line.contains("process_type"_L1))
        return *start(line, origin, true);
    JsonReader reader(line);
    if (const auto id = ProcessId::fromString(reader.text("process_id"_L1, 128).value_or(QString())))
        return *report(*id, line, origin, true);
    return Refusal({ErrorCode::InvalidField, u"A line names a process_type (a start) or a process_id (a report)."_s,
                    u"process_id"_s});
}

ProcessAnswer ProcessController::import(const QJsonObject &object, const Origin &origin)
{
    auto process = processFromJson(object);
    if (!process)
        return Refusal(process.error());
    const ProcessId id = process->id;
    const auto imported = m_tracker.import(std::move(*process), origin);
    if (!imported)
        return conflict(imported.error(), id);
    return ProcessAnswer(imported->created ? 201 : 200, imported->process);
}

/// A client that is refused learns how the process stands, such as that it was cancelled.
Refusal ProcessController::conflict(const Error &error, const ProcessId &id) const
{
    Refusal refusal(error);
    if (refusal.status == 409)
        refusal.process = m_tracker.find(id);
    return refusal;
}

/// The refusal of a change that the tracker refused with `error`; nothing where the disk must be asked. A process that
/// is only in the history is finished: that is a conflict of the kind `code`, and no unknown process.
std::optional<Refusal> ProcessController::refusal(const Error &error, const ProcessId &id, ErrorCode code,
                                                  bool mayUseDisk) const
{
    if (error.code != ErrorCode::UnknownProcess || !m_archive || !m_tracker.mayBeArchived(id))
        return conflict(error, id);
    if (!mayUseDisk)
        return std::nullopt;
    const auto process = m_archive->find(id);
    if (!process)
        return process.error();
    if (!*process)
        return error;
    Refusal refusal =
        Error{code,
              u"Process %1 is %2 and only in the history, where nothing changes any more; start a new one with another "
              "process_id, or DELETE this one first."_s.arg(id.toString(), wireName((**process)->status)),
              {}};
    refusal.process = *process;
    return refusal;
}

} // namespace Procession
