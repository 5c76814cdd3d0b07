// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remotehistory.h"

#include "apijson.h"

#include <QPromise>

#include <algorithm>
#include <iterator>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

template <typename Answer>
void finish(QPromise<Answer> &promise, Answer answer)
{
    promise.addResult(std::move(answer));
    promise.finish();
}

/// Of one process; more than a year of reports, one a minute.
constexpr size_t mostEvents = 1'000'000;

/// Why the pages aren't read on, where they lead nowhere and there is another one all the same.
std::optional<Error> refuseEndless(bool leadsNowhere, const QString &nextCursor)
{
    if (!leadsNowhere || nextCursor.isEmpty())
        return std::nullopt;
    return Error{ErrorCode::Io, u"The server's pages don't come to an end."_s, {}};
}

} // namespace

struct RemoteHistory::Search
{
    QPromise<Finished> promise{};
    HistoryQuery query;
    Wanted wanted;
    qsizetype enough = 0;
    ProcessPage found{};
};

struct RemoteHistory::LifeRead
{
    QPromise<Life> promise{};
    ProcessPtr process;
    QString cursor{};
    std::vector<HistoryEvent> events{};
};

struct RemoteHistory::PastRead
{
    QPromise<Finished> promise{};
    PastQuery query;
    Wanted wanted;
    ProcessPage found{};
};

RemoteHistory::RemoteHistory(const ApiEndpoint &endpoint)
    : m_api(endpoint)
{
}

QFuture<HistorySource::Finished> RemoteHistory::finished(const HistoryQuery &query, const Wanted &wanted)
{
    const auto search = std::make_shared<Search>();
    search->query = query;
    search->wanted = wanted;
    search->enough = query.limit;
    if (wanted)
        search->query.limit = HistoryQuery::maxLimit;
    search->promise.start();
    readOn(search);
    return search->promise.future();
}

void RemoteHistory::readOn(const std::shared_ptr<Search> &search)
{
    QUrlQuery query = toQuery(search->query);
    query.addQueryItem(u"full"_s, u"1"_s); // tells namesakes apart
    m_api.list(query, [this, search](const ApiReply<ProcessPage> &reply) {
        if (!reply) {
            finish(search->promise, Finished(reply.error().error));
            return;
        }
        std::copy_if(reply->processes.begin(), reply->processes.end(), std::back_inserter(search->found.processes),
                     [&search](const ProcessPtr &process) { return !search->wanted || search->wanted(**process); });
        if (const auto endless = refuseEndless(reply->nextCursor == search->query.cursor, reply->nextCursor)) {
            finish(search->promise, Finished(*endless));
            return;
        }
        search->query.cursor = reply->nextCursor;
        const bool isEnough = static_cast<qsizetype>(search->found.processes.size()) >= search->enough;
        if (!isEnough && !reply->nextCursor.isEmpty() && !search->promise.isCanceled()) {
            readOn(search);
            return;
        }
        search->found.nextCursor = reply->nextCursor;
        finish(search->promise, Finished(std::move(search->found)));
    });
}

QFuture<HistorySource::Life> RemoteHistory::life(const ProcessPtr &process)
{
    const auto read = std::make_shared<LifeRead>();
    read->process = process;
    read->promise.start();
    readOn(read);
    return read->promise.future();
}

void RemoteHistory::readOn(const std::shared_ptr<LifeRead> &read)
{
    const ProcessId &id = (*read->process)->id;
    m_api.events(id, read->cursor, [this, read, id](const ApiReply<HistoryEventPage> &reply) {
        if (!reply) {
            finish(read->promise, Life(reply.error().error));
            return;
        }
        std::copy(reply->events.begin(), reply->events.end(), std::back_inserter(read->events));
        read->cursor = reply->nextCursor;
        if (const auto endless =
                refuseEndless(reply->events.empty() || read->events.size() > mostEvents, reply->nextCursor)) {
            finish(read->promise, Life(*endless));
            return;
        }
        if (!read->cursor.isEmpty() && !read->promise.isCanceled()) {
            readOn(read);
            return;
        }
        if (!read->events.empty() && read->events.front().seq > (*read->process)->seq) {
            finish(read->promise,
                   Life(Error{ErrorCode::UnknownProcess,
                              u"Another process has the id %1 since then; the server tells only of that one."_s.arg(
                                  id.toString()),
                              {}}));
            return;
        }
        finish(read->promise, Life(std::move(read->events)));
    });
}

QFuture<HistorySource::Finished> RemoteHistory::then(const PastQuery &query, const Wanted &wanted)
{
    const auto read = std::make_shared<PastRead>();
    read->query = query;
    read->wanted = wanted;
    read->promise.start();
    readOn(read);
    return read->promise.future();
}

void RemoteHistory::readOn(const std::shared_ptr<PastRead> &read)
{
    m_api.list(toQuery(read->query), [this, read](const ApiReply<ProcessPage> &reply) {
        if (!reply) {
            finish(read->promise, Finished(reply.error().error));
            return;
        }
        std::copy_if(reply->processes.begin(), reply->processes.end(), std::back_inserter(read->found.processes),
                     [&read](const ProcessPtr &process) { return !read->wanted || read->wanted(**process); });
        if (const auto endless = refuseEndless(reply->nextCursor == read->query.moment.cursor, reply->nextCursor)) {
            finish(read->promise, Finished(*endless));
            return;
        }
        read->query.moment.cursor = reply->nextCursor;
        const bool isEnough = static_cast<qsizetype>(read->found.processes.size()) >= read->query.limit;
        if (!isEnough && !reply->nextCursor.isEmpty() && !read->promise.isCanceled()) {
            readOn(read);
            return;
        }
        read->found.nextCursor = reply->nextCursor;
        finish(read->promise, Finished(std::move(read->found)));
    });
}

QFuture<HistorySource::Range> RemoteHistory::range()
{
    const auto promise = std::make_shared<QPromise<Range>>();
    promise->start();
    m_api.look(u"/history"_s, {}, [promise](const ApiReply<QJsonObject> &reply) {
        finish(*promise,
               reply ? Range(HistoryRange{millisecondsFrom(reply->value("begin"_L1)),
                                          millisecondsFrom(reply->value("known_since"_L1))})
                     : Range(reply.error().error));
    });
    return promise->future();
}

} // namespace Procession
