// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remoteoperator.h"

#include <QUrl>
#include <QUrlQuery>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const QString &list, const QString &name, const QString &action = {})
{
    return u'/' + list + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(name)) + action;
}

double seconds(qint64 ms)
{
    return static_cast<double>(ms) / 1000.0;
}

} // namespace

RemoteOperator::RemoteOperator(const ApiEndpoint &endpoint, std::chrono::milliseconds interval, QObject *parent)
    : Operator(parent)
    , m_api(endpoint)
{
    connect(&m_poll, &QTimer::timeout, this, [this] { askHealth(); });
    m_poll.start(interval);
}

template <typename T>
ApiClient::Callback<T> RemoteOperator::answerTo(Done done)
{
    ++m_underWay;
    return [this, done = std::move(done)](const ApiReply<T> &reply) {
        if (reply) {
            if constexpr (std::is_same_v<T, ProcessPtr>)
                tell(done, *reply);
            else
                tell(done, ProcessPtr());
            return;
        }
        const Error error = reply.error().error;
        if (error.code != ErrorCode::StoreUnavailable && error.code != ErrorCode::NotStored) {
            tell(done, error);
            return;
        }
        // The server's health says the reason alone, as the local operator does.
        askHealth([this, done, error] {
            tell(done, Error{error.code, m_problem.isEmpty() ? error.message : m_problem, {}});
        });
    };
}

void RemoteOperator::tell(const Done &done, const Result<ProcessPtr> &outcome)
{
    --m_underWay;
    done(outcome);
    if (m_underWay == 0)
        Q_EMIT settled();
}

void RemoteOperator::askHealth(const std::function<void()> &then)
{
    m_api.health([this, then](const ApiReply<ServerHealth> &reply) {
        if (reply) {
            if (std::exchange(m_problem, reply->problem) != reply->problem)
                Q_EMIT problemChanged();
            Q_EMIT healthReceived(*reply);
        }
        if (then)
            then();
    });
}

void RemoteOperator::cancel(const ProcessId &id, const QString &reason, Done done)
{
    m_api.cancel(id, reason, answerTo<void>(std::move(done)));
}

void RemoteOperator::retry(const ProcessId &id, const QString &reason, Done done)
{
    m_api.retry(id, reason, answerTo<ProcessPtr>(std::move(done)));
}

void RemoteOperator::remove(const ProcessId &id, const QString &reason, Done done)
{
    m_api.remove(id, reason, answerTo<void>(std::move(done)));
}

void RemoteOperator::changeSchedule(const QString &name, const ScheduleEdit &edit, Done done)
{
    const auto answer = answerTo<QJsonObject>(std::move(done));
    if (std::holds_alternative<ScheduleChange::Remove>(edit)) {
        m_api.remove(pathOf(u"schedules"_s, name), {}, answer);
    } else if (const auto *pause = std::get_if<ScheduleChange::Pause>(&edit)) {
        m_api.ask(pathOf(u"schedules"_s, name, u"/pause"_s), {{u"note"_s, pause->note.toString()}}, answer);
    } else if (const auto *fill = std::get_if<ScheduleChange::FillBack>(&edit)) {
        m_api.ask(pathOf(u"schedules"_s, name, u"/backfill"_s),
                  {{u"from"_s, seconds(fill->fromMs)},
                   {u"until"_s, seconds(fill->untilMs)},
                   {u"overlap"_s, QString(wireName(fill->overlap))}},
                  answer);
    } else {
        m_api.ask(pathOf(u"schedules"_s, name, u"/resume"_s), {}, answer);
    }
}

void RemoteOperator::runSchedule(const QString &name, Done done)
{
    m_api.submit(pathOf(u"schedules"_s, name, u"/run"_s), {}, answerTo<ProcessPtr>(std::move(done)));
}

void RemoteOperator::resumeQueue(const ProcessType &type, Done done)
{
    const QString path =
        type == ProcessType() ? u"/queues/resume"_s : pathOf(u"queues"_s, type.toString(), u"/resume"_s);
    m_api.ask(path, {}, answerTo<QJsonObject>(std::move(done)));
}

void RemoteOperator::askDocuments(AboutDocuments what, const QJsonObject &asked, DocumentsRead done)
{
    const auto answer = [done = std::move(done)](const ApiReply<QJsonObject> &reply) {
        done(reply ? Result<QJsonObject>(*reply) : reply.error().error);
    };
    switch (what) {
    case AboutDocuments::Collections:
        m_api.look(u"/rag/collections"_s, {}, answer);
        break;
    case AboutDocuments::Question:
        m_api.ask(u"/rag/query"_s, asked, answer);
        break;
    case AboutDocuments::Page: {
        QUrlQuery query;
        query.addQueryItem(u"file"_s, QString::fromLatin1(QUrl::toPercentEncoding(asked["file"_L1].toString())));
        query.addQueryItem(u"page"_s, QString::number(asked["page"_L1].toInt()));
        m_api.look(pathOf(u"rag/collections"_s, asked["collection"_L1].toString(), u"/pages"_s), query, answer);
        break;
    }
    }
}

void RemoteOperator::askAlerts(const AlertQuestion &question, AlertsRead done)
{
    const auto answer = [done = std::move(done)](const ApiReply<QJsonObject> &reply) {
        done(reply ? Result<QJsonObject>(*reply) : reply.error().error);
    };
    const AlertRoute route = routeOf(question.what);
    const QString path =
        QString(route.pattern).replace("{name}"_L1, QString::fromLatin1(QUrl::toPercentEncoding(question.name)));
    if (route.method == "GET"_L1)
        m_api.look(path, queryOf(question), answer);
    else if (route.method == "PUT"_L1)
        m_api.put(path, question.body, answer);
    else if (route.method == "DELETE"_L1)
        m_api.remove(path, {}, answer);
    else
        m_api.ask(path, queryOf(question), question.body, answer);
}

void RemoteOperator::readPlace(const ProcessId &id, PlaceRead done)
{
    QUrlQuery query;
    query.addQueryItem(u"full"_s, u"1"_s);
    m_api.look(pathOf(u"processes"_s, id.toString()), query,
               [done = std::move(done)](const ApiReply<QJsonObject> &reply) {
                   const QJsonObject queue =
                       reply ? reply->value("process"_L1).toObject().value("queue"_L1).toObject() : QJsonObject();
                   if (queue.isEmpty()) // also of a server that is older
                       return done(std::nullopt);
                   done(PlaceInQueue{.place = queue.value("place"_L1).toInteger(),
                                     .waiting = queue.value("waiting"_L1).toInteger(),
                                     .reason = queue.value("message"_L1).toString()});
               });
}

void RemoteOperator::readTools(ToolsRead done)
{
    m_api.look(u"/tools"_s, {}, [done = std::move(done)](const ApiReply<QJsonObject> &reply) {
        done(reply ? Result<QJsonArray>(reply->value("tools"_L1).toArray()) : reply.error().error);
    });
}

void RemoteOperator::startTool(const QString &name, const QJsonObject &parameters, Done done)
{
    m_api.submit(pathOf(u"tools"_s, name), {{u"parameters"_s, parameters}}, answerTo<ProcessPtr>(std::move(done)));
}

} // namespace Procession
