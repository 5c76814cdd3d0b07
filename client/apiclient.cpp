// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiclient.h"

#include "apijson.h"
#include "changejson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkReply>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QByteArray bytesOf(const QJsonObject &body)
{
    return body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact);
}

QByteArray withReason(QJsonObject body, const QString &reason)
{
    if (!reason.isEmpty())
        body.insert(u"reason"_s, reason);
    return bytesOf(body);
}

QString pathOf(const ProcessId &id, const QString &suffix = {})
{
    return u"/processes/"_s + id.toString() + suffix;
}

/// The property of a reply that was given up at maxAnswerBytes.
constexpr const char *tooLong = "tooLong";

Result<void> nothing(const QJsonObject &)
{
    return {};
}

Result<QJsonObject> sameObject(const QJsonObject &body)
{
    return body;
}

Error notUnderstood(const QString &what)
{
    return {ErrorCode::InvalidField, u"%1 isn't understood."_s.arg(what), {}};
}

Result<BulkOutcome> bulkOutcomeFrom(const QJsonObject &body)
{
    BulkOutcome outcome;
    outcome.count = body.value("count"_L1).toInteger();
    outcome.applicable = body.value("applicable"_L1).toInteger();
    for (const QJsonValue &value : body.value("sample"_L1).toArray()) {
        const auto process = processPtrFrom(value);
        if (!process)
            return process.error();
        outcome.sample.push_back(*process);
    }
    for (const QJsonValue &value : body.value("results"_L1).toArray()) {
        const auto id = ProcessId::fromString(value["process_id"_L1].toString());
        if (!id)
            return notUnderstood(u"A result without a process_id"_s);
        const int status = value["status"_L1].toInt();
        outcome.entries.push_back(
            {*id, status < 300 ? std::nullopt : std::optional(apiErrorFrom(status, value.toObject()))});
    }
    return outcome;
}

std::vector<LineOutcome> lineOutcomesFrom(const QByteArray &answers)
{
    std::vector<LineOutcome> outcomes;
    for (const QByteArray &line : answers.trimmed().split('\n')) {
        const QJsonObject answer = QJsonDocument::fromJson(line).object();
        const int status = answer.value("status"_L1).toInt();
        outcomes.push_back(
            {.created = status == 201,
             .refusal = status == 200 || status == 201 ? std::nullopt : std::optional(apiErrorFrom(status, answer))});
    }
    return outcomes;
}

Result<QList<ProcessType>> typesFrom(const QJsonObject &body)
{
    QList<ProcessType> types;
    for (const QJsonValue &value : body.value("process_types"_L1).toArray()) {
        const auto type = ProcessType::fromString(value.toString());
        if (!type)
            return notUnderstood(u"The process type \"%1\""_s.arg(value.toString()));
        types.append(*type);
    }
    return types;
}

Result<ServerHealth> healthFrom(const QJsonObject &body)
{
    ServerHealth health{.isOk = body.value("status"_L1).toString() == "ok"_L1,
                        .problem = body.value("problem"_L1).toString(),
                        .version = body.value("version"_L1).toString(),
                        .uptime = std::chrono::milliseconds(millisecondsFrom(body.value("uptime"_L1))),
                        .counts = {},
                        .subscribers = body.value("subscribers"_L1).toInteger()};
    const QJsonObject counts = body.value("processes"_L1).toObject();
    for (const ProcessStatus status : allStatuses)
        health.counts.insert(status, counts.value(wireName(status)).toInteger());
    return health;
}

} // namespace

ApiClient::ApiClient(ApiEndpoint endpoint, std::chrono::milliseconds timeout, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_network(this)
{
    m_network.setProxy(proxyFor(m_endpoint.url));
    m_network.setTransferTimeout(static_cast<int>(timeout.count()));
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void ApiClient::send(const QByteArray &method, const QString &path, const QUrlQuery &query, const QByteArray &body,
                     const AnswerCallback &callback)
{
    send(method, m_endpoint.request(path, query), body, "application/json", callback);
}

void ApiClient::send(const QByteArray &method, QNetworkRequest networkRequest, const QByteArray &body,
                     const QByteArray &type, AnswerCallback callback)
{
    if (!body.isEmpty())
        networkRequest.setRawHeader("Content-Type", type);
    QNetworkReply *reply = m_network.sendCustomRequest(networkRequest, method, body);
    connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received) {
        if (received <= maxAnswerBytes)
            return;
        reply->setProperty(tooLong, true);
        reply->abort();
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply, callback = std::move(callback)] {
        reply->deleteLater();
        callback(answerFrom(*reply));
    });
}

ApiClient::Answer ApiClient::answerFrom(QNetworkReply &reply) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply.property(tooLong).toBool()) {
        ApiError error;
        error.error.message = u"the answer of %1 is longer than %2 MiB; ask for less."_s.arg(m_endpoint.url.toString())
                                  .arg(maxAnswerBytes / (1024 * 1024));
        return {error, {}, {}};
    }
    const bool isDone = status >= 200 && status < 300;
    if (status == 0 || (isDone && reply.error() != QNetworkReply::NoError)) {
        ApiError error;
        error.error.message = u"no answer from %1: %2. Is processiond running there?"_s.arg(m_endpoint.url.toString(),
                                                                                            reply.errorString());
        return {error, {}, {}};
    }
    Answer answer{{}, reply.readAll(), {}, reply.rawHeaderPairs()};
    answer.body = QJsonDocument::fromJson(answer.text).object();
    if (isDone)
        return answer;
    answer.error = apiErrorFrom(status, answer.body);
    if (status == 401)
        answer.error->error.message += u" (%1)"_s.arg(m_endpoint.tokenSource);
    return answer;
}

template <typename T, typename Read>
void ApiClient::request(const QByteArray &method, const QString &path, const QUrlQuery &query, const QByteArray &body,
                        Read read, const Callback<T> &callback)
{
    send(method, path, query, body, [read, callback](const Answer &answer) {
        if (answer.error) {
            callback(ApiReply<T>(*answer.error, answer.body));
            return;
        }
        Result<T> value = read(answer.body);
        if (!value) {
            const Error error{ErrorCode::Io, u"the server's answer isn't understood: "_s + value.error().message,
                              value.error().field};
            callback(ApiReply<T>(ApiError{200, u"bad_answer"_s, error, {}}, answer.body));
        } else if constexpr (std::is_void_v<T>) {
            callback(ApiReply<T>({}, answer.body));
        } else {
            callback(ApiReply<T>(std::move(*value), answer.body));
        }
    });
}

void ApiClient::list(const ProcessQuery &query, const Callback<ProcessPage> &callback)
{
    list(toQuery(query), callback);
}

void ApiClient::list(const HistoryQuery &query, const Callback<ProcessPage> &callback)
{
    list(toQuery(query), callback);
}

void ApiClient::list(const QUrlQuery &parameters, const Callback<ProcessPage> &callback)
{
    request("GET", u"/processes"_s, parameters, {}, processPageFrom, callback);
}

void ApiClient::get(const ProcessId &id, const Callback<ProcessPtr> &callback)
{
    request("GET", pathOf(id), {}, {}, processFrom, callback);
}

void ApiClient::events(const ProcessId &id, const QString &cursor, const Callback<HistoryEventPage> &callback)
{
    QUrlQuery query;
    if (!cursor.isEmpty())
        addQueryValue(query, u"cursor"_s, cursor);
    request("GET", pathOf(id, u"/events"_s), query, {}, eventPageFrom, callback);
}

void ApiClient::start(const StartChange &start, const Callback<ProcessPtr> &callback)
{
    request("POST", u"/processes"_s, {}, bytesOf(toJson(start)), processFrom, callback);
}

void ApiClient::report(const ProcessId &id, const ReportChange &report, const Callback<ProcessPtr> &callback)
{
    request("PATCH", pathOf(id), {}, bytesOf(toJson(report)), processFrom, callback);
}

void ApiClient::cancel(const ProcessId &id, const QString &reason, const Callback<void> &callback)
{
    request("POST", pathOf(id, u"/cancel"_s), {}, withReason({}, reason), nothing, callback);
}

void ApiClient::retry(const ProcessId &id, const QString &reason, const Callback<ProcessPtr> &callback)
{
    request("POST", pathOf(id, u"/retry"_s), {}, withReason({}, reason), processFrom, callback);
}

void ApiClient::remove(const ProcessId &id, const QString &reason, const Callback<void> &callback)
{
    QUrlQuery query;
    if (!reason.isEmpty())
        addQueryValue(query, u"reason"_s, reason);
    request("DELETE", pathOf(id), query, {}, nothing, callback);
}

void ApiClient::changeAll(BulkAction action, const ProcessFilter &filter, bool isDryRun, const QString &reason,
                          const Callback<BulkOutcome> &callback)
{
    request("POST", action == BulkAction::Cancel ? u"/processes/cancel"_s : u"/processes/retry"_s, {},
            withReason({{u"filter"_s, toJson(filter)}, {u"dry_run"_s, isDryRun}}, reason), bulkOutcomeFrom, callback);
}

void ApiClient::import(const QByteArray &lines, const Callback<std::vector<LineOutcome>> &callback)
{
    send("POST", u"/processes/import"_s, {}, lines, [callback](const Answer &answer) {
        using Reply = ApiReply<std::vector<LineOutcome>>;
        callback(answer.error ? Reply(*answer.error, answer.body) : Reply(lineOutcomesFrom(answer.text), {}));
    });
}

void ApiClient::types(const Callback<QList<ProcessType>> &callback)
{
    request("GET", u"/processes/types"_s, {}, {}, typesFrom, callback);
}

void ApiClient::registerType(const ProcessType &type, const Callback<void> &callback)
{
    request("PUT", u"/processes/types/"_s + type.toString(), {}, {}, nothing, callback);
}

void ApiClient::policies(const Callback<QMap<ProcessType, RetryPolicy>> &callback)
{
    request(
        "GET", u"/retry-policies"_s, {}, {},
        [](const QJsonObject &body) { return retryPoliciesFrom(body.value("retry_policies"_L1).toObject()); },
        callback);
}

void ApiClient::setPolicy(const ProcessType &type, const QJsonObject &changes, const Callback<RetryPolicy> &callback)
{
    request(
        "PUT", u"/retry-policies/"_s + type.toString(), {}, bytesOf(changes),
        [](const QJsonObject &body) {
            return retryPolicyFromJson(body.value("retry_policy"_L1).toObject(), RetryPolicy{});
        },
        callback);
}

void ApiClient::health(const Callback<ServerHealth> &callback)
{
    request("GET", u"/health"_s, {}, {}, healthFrom, callback);
}

void ApiClient::submit(const QString &path, const QJsonObject &body, const Callback<ProcessPtr> &callback)
{
    request("POST", path, {}, bytesOf(body), processFrom, callback);
}

void ApiClient::look(const QString &path, const QUrlQuery &query, const Callback<QJsonObject> &callback)
{
    request("GET", path, query, {}, sameObject, callback);
}

void ApiClient::ask(const QString &path, const QJsonObject &body, const Callback<QJsonObject> &callback)
{
    ask(path, {}, body, callback);
}

void ApiClient::ask(const QString &path, const QUrlQuery &query, const QJsonObject &body,
                    const Callback<QJsonObject> &callback)
{
    request("POST", path, query, bytesOf(body), sameObject, callback);
}

void ApiClient::put(const QString &path, const QJsonObject &body, const Callback<QJsonObject> &callback)
{
    request("PUT", path, {}, bytesOf(body), sameObject, callback);
}

void ApiClient::remove(const QString &path, const QUrlQuery &query, const Callback<QJsonObject> &callback)
{
    request("DELETE", path, query, {}, sameObject, callback);
}

} // namespace Procession
