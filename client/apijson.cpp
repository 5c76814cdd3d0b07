// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apijson.h"

#include "attemptjson.h"
#include "changejson.h"
#include "jsonreader.h"
#include "processjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <cmath>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

void insertSeconds(QJsonObject &object, const QString &key, std::optional<std::chrono::milliseconds> time)
{
    if (time)
        object.insert(key, static_cast<double>(time->count()) / 1000.0);
}

void insertText(QJsonObject &object, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        object.insert(key, text);
}

/// Names in an order of their own, so that equal filters ask the same.
template <typename T, typename ToText>
QStringList sortedTexts(const QSet<T> &values, ToText toText)
{
    QStringList texts;
    for (const T &value : values)
        texts.append(toText(value));
    texts.sort();
    return texts;
}

struct FilterTexts
{
    explicit FilterTexts(const ProcessFilter &filter)
        : types(sortedTexts(filter.types, [](const ProcessType &type) { return type.toString(); }))
        , statuses(sortedTexts(filter.statuses, [](ProcessStatus status) { return QString(wireName(status)); }))
        , ids(sortedTexts(filter.ids, [](const ProcessId &id) { return id.toString(); }))
    {
    }

    QStringList types;
    QStringList statuses;
    QStringList ids;
};

void addPage(QUrlQuery &query, qsizetype limit, const QString &cursor)
{
    query.addQueryItem(u"limit"_s, QString::number(limit));
    if (!cursor.isEmpty())
        addQueryValue(query, u"cursor"_s, cursor);
}

QString secondsText(qint64 milliseconds)
{
    return QString::number(static_cast<double>(milliseconds) / 1000.0, 'f', 3);
}

Result<HistoryEvent> eventFrom(const QJsonObject &object)
{
    HistoryEvent event;
    const auto status = statusFromString(object.value("status"_L1).toString());
    if (!status) {
        return Error{ErrorCode::InvalidField, u"The server's event %1 has no known status."_s.arg(event.seq),
                     u"status"_s};
    }
    event.seq = static_cast<quint64>(std::max<qint64>(0, object.value("seq"_L1).toInteger()));
    event.timeMs = millisecondsFrom(object.value("timestamp"_L1));
    event.kind = eventKindFromString(object.value("event"_L1).toString()).value_or(EventKind::Reported);
    event.status = *status;
    event.attempt = object.value("attempt"_L1).toInt(1);
    if (const QJsonValue progress = object.value("progress"_L1); progress.isDouble())
        event.progress = progress.toDouble();
    event.message = object.value("message"_L1).toString();
    event.errorMessage = object.value("error_message"_L1).toString();
    event.origin = originFrom(object);
    JsonReader reader(object);
    event.retry = retryFromJson(reader);
    return event;
}

} // namespace

QJsonObject toJson(const StartChange &start)
{
    QJsonObject body{{u"process_type"_s, start.type.toString()},
                     {u"name"_s, start.name.toString()},
                     {u"status"_s, wireName(start.status)}};
    if (!start.id.isNull())
        body.insert(u"process_id"_s, start.id.toString());
    insertText(body, u"description"_s, start.description);
    if (!start.metadata.isEmpty())
        body.insert(u"metadata"_s, start.metadata);
    insertSeconds(body, u"timeout"_s, start.timeout);
    insertSeconds(body, u"heartbeat_timeout"_s, start.heartbeatTimeout);
    insertSeconds(body, u"pending_timeout"_s, start.pendingTimeout);
    insertSeconds(body, u"progress_timeout"_s, start.limits.progressTimeout);
    insertSeconds(body, u"output_timeout"_s, start.limits.outputTimeout);
    if (start.limits.maxMemory)
        body.insert(u"max_memory"_s, *start.limits.maxMemory);
    insertSeconds(body, u"max_cpu_time"_s, start.limits.maxCpuTime);
    insertSeconds(body, u"limit_sustain"_s, start.limits.sustain);
    if (start.limits.retriesOver)
        body.insert(u"retry_on_limit"_s, *start.limits.retriesOver);
    if (start.retryPolicy)
        body.insert(u"retry_policy"_s, QJsonDocument::fromJson(toJson(*start.retryPolicy)).object());
    if (!start.dependencies.on.empty()) {
        QJsonArray on;
        for (const Dependency &dependency : start.dependencies.on)
            on.append(dependency.id.toString());
        body.insert(u"depends_on"_s, on);
        body.insert(u"dependency_rule"_s, wireName(start.dependencies.rule));
        body.insert(u"allow_missing_dependencies"_s, start.dependencies.allowsMissing);
    }
    return body;
}

QJsonObject toJson(const ReportChange &report)
{
    QJsonObject body;
    if (report.status)
        body.insert(u"status"_s, wireName(*report.status));
    if (report.progress)
        body.insert(u"progress"_s, *report.progress);
    if (report.message)
        body.insert(u"message"_s, report.message->toString());
    if (report.errorMessage)
        body.insert(u"error_message"_s, report.errorMessage->toString());
    if (!report.metadataUpdate.isEmpty())
        body.insert(u"metadata_update"_s, report.metadataUpdate);
    if (report.attempt)
        body.insert(u"attempt"_s, *report.attempt);
    if (report.retryable)
        body.insert(u"retryable"_s, *report.retryable);
    insertSeconds(body, u"retry_after"_s, report.retryAfter);
    if (report.resources)
        body.insert(u"resources"_s, QJsonDocument::fromJson(sampleToJson(*report.resources)).object());
    if (report.exit)
        body.insert(u"exit"_s, QJsonDocument::fromJson(toJson(*report.exit)).object());
    return body;
}

QJsonObject toJson(const ProcessFilter &filter)
{
    const FilterTexts texts(filter);
    QJsonObject object;
    for (const auto &[key, values] :
         {std::pair(u"process_type"_s, &texts.types), {u"status"_s, &texts.statuses}, {u"process_id"_s, &texts.ids}}) {
        if (!values->isEmpty())
            object.insert(key, QJsonArray::fromStringList(*values));
    }
    insertText(object, u"q"_s, filter.text);
    return object;
}

void addQueryValue(QUrlQuery &query, const QString &key, const QString &value)
{
    query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

QUrlQuery toQuery(const ProcessFilter &filter)
{
    const FilterTexts texts(filter);
    QUrlQuery query;
    for (const auto &[key, values] :
         {std::pair(u"process_type"_s, &texts.types), {u"status"_s, &texts.statuses}, {u"process_id"_s, &texts.ids}}) {
        for (const QString &value : *values)
            addQueryValue(query, key, value);
    }
    if (!filter.text.isEmpty())
        addQueryValue(query, u"q"_s, filter.text);
    return query;
}

QUrlQuery toQuery(const ProcessQuery &query)
{
    QUrlQuery parameters = toQuery(query.filter);
    parameters.addQueryItem(u"sort"_s, sortText(query));
    addPage(parameters, query.limit, query.cursor);
    return parameters;
}

QUrlQuery toQuery(const HistoryQuery &query)
{
    QUrlQuery parameters = toQuery(query.filter);
    if (query.finishedAfter || !query.finishedBefore)
        parameters.addQueryItem(u"finished_after"_s, secondsText(query.finishedAfter.value_or(0)));
    if (query.finishedBefore)
        parameters.addQueryItem(u"finished_before"_s, secondsText(*query.finishedBefore));
    parameters.addQueryItem(u"sort"_s, query.descending ? u"-completed_at"_s : u"completed_at"_s);
    addPage(parameters, query.limit, query.cursor);
    return parameters;
}

QUrlQuery toQuery(const PastQuery &query)
{
    QUrlQuery parameters = toQuery(query.filter);
    parameters.addQueryItem(u"at"_s, secondsText(query.moment.atMs));
    parameters.addQueryItem(u"sort"_s, query.moment.descending ? u"-created_at"_s : u"created_at"_s);
    addPage(parameters, query.limit, query.moment.cursor);
    return parameters;
}

Result<ProcessPtr> processPtrFrom(const QJsonValue &value)
{
    auto process = processFromServer(value.toObject());
    if (!process)
        return process.error();
    return ProcessPtr(std::make_shared<const ProcessState>(std::move(*process)));
}

Result<ProcessPtr> processFrom(const QJsonObject &body)
{
    return processPtrFrom(body.value("process"_L1));
}

Result<ProcessPage> processPageFrom(const QJsonObject &body)
{
    ProcessPage page;
    const QJsonArray processes = body.value("processes"_L1).toArray();
    page.processes.reserve(static_cast<size_t>(processes.size()));
    for (const QJsonValue &value : processes) {
        const auto process = processPtrFrom(value);
        if (!process)
            return process.error();
        page.processes.push_back(*process);
    }
    page.nextCursor = body.value("next_cursor"_L1).toString();
    return page;
}

Result<HistoryEventPage> eventPageFrom(const QJsonObject &body)
{
    HistoryEventPage page;
    const QJsonArray events = body.value("events"_L1).toArray();
    for (const QJsonValue &value : events) {
        const auto event = eventFrom(value.toObject());
        if (!event)
            return event.error();
        page.events.push_back(*event);
    }
    page.nextCursor = body.value("next_cursor"_L1).toString();
    return page;
}

Result<QMap<ProcessType, RetryPolicy>> retryPoliciesFrom(const QJsonObject &policies)
{
    QMap<ProcessType, RetryPolicy> read;
    for (auto it = policies.begin(); it != policies.end(); ++it) {
        const auto type = ProcessType::fromString(it.key());
        const auto policy = retryPolicyFromJson(it->toObject(), RetryPolicy{});
        if (!policy)
            return policy.error();
        if (type)
            read.insert(*type, *policy);
    }
    return read;
}

Result<OutputExtent> outputExtentFrom(const QJsonObject &output)
{
    const QJsonValue length = output.value("length"_L1);
    if (!length.isDouble())
        return Error{ErrorCode::InvalidField, u"output: there is no length."_s, u"length"_s};
    OutputExtent extent{.length = length.toInteger(),
                        .cut = {output.value("cut_from"_L1).toInteger(), output.value("cut_to"_L1).toInteger()},
                        .lines = output.value("lines"_L1).toInteger(),
                        .lastAt = {},
                        .complete = output.value("complete"_L1).toBool()};
    if (const QJsonValue at = output.value("last_at"_L1); at.isDouble())
        extent.lastAt = millisecondsFrom(at);
    return extent;
}

std::optional<Estimate> estimateFrom(const QJsonObject &process)
{
    const QJsonObject object = process.value("estimate"_L1).toObject();
    if (object.isEmpty())
        return std::nullopt;
    Estimate estimate{.left = {},
                      .basis = object.value("basis"_L1).toString() == "history"_L1 ? Estimate::Basis::History
                                                                                   : Estimate::Basis::Progress,
                      .runs = object.value("runs"_L1).toInt(),
                      .overdue = object.value("overdue"_L1).toBool()};
    const QJsonValue p50 = object.value("p50"_L1);
    const QJsonValue p90 = object.value("p90"_L1);
    if (p50.isDouble() && p90.isDouble())
        estimate.left = TimeLeft{millisecondsFrom(p50), millisecondsFrom(p90)};
    return estimate;
}

Origin originFrom(const QJsonObject &event)
{
    // A server says them, which need not keep to the rules: no more is kept than one that does may say.
    const auto text = [](const QJsonObject &object, QLatin1StringView key, qsizetype most) {
        return Text(object.value(key).toString().left(most));
    };
    Origin origin{.actor = {}, .reason = text(event, "reason"_L1, Origin::maxReasonLength)};
    const QJsonObject actor = event.value("actor"_L1).toObject();
    if (const auto kind = actorKindFromString(actor.value("kind"_L1).toString())) {
        origin.actor = Actor{.kind = *kind,
                             .name = text(actor, "name"_L1, Actor::maxClientLength),
                             .client = text(actor, "client"_L1, Actor::maxClientLength),
                             .address = text(actor, "address"_L1, Actor::maxClientLength)};
    }
    return origin;
}

ApiError apiErrorFrom(int status, const QJsonObject &body)
{
    constexpr qsizetype longestMessage = 2000; // somebody reads it
    const QJsonObject object = body.value("error"_L1).toObject();
    ApiError error{.status = status, .code = object.value("code"_L1).toString()};
    error.error = {errorCodeFromString(error.code).value_or(ErrorCode::Io),
                   object.value("message"_L1).toString().left(longestMessage), object.value("field"_L1).toString()};
    if (error.error.message.isEmpty())
        error.error.message = u"the server answered %1."_s.arg(status);
    if (const auto process = processFrom(body))
        error.process = *process;
    return error;
}

qint64 millisecondsFrom(const QJsonValue &seconds)
{
    return static_cast<qint64>(std::llround(seconds.toDouble() * 1000.0));
}

} // namespace Procession
