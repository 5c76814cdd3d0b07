// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localhistory.h"

#include "archive.h"

#include <QDateTime>
#include <QPromise>
#include <QtConcurrentRun>

#include <algorithm>
#include <iterator>
#include <span>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

void readFinished(QPromise<HistorySource::Finished> &promise, const Archive *archive, HistoryQuery query,
                  const HistorySource::Wanted &wanted)
{
    const qsizetype enough = query.limit;
    if (wanted)
        query.limit = HistoryQuery::maxLimit;
    ProcessPage found;
    do {
        if (promise.isCanceled())
            return;
        Result<ProcessPage> page = archive->finished(query);
        if (!page) {
            promise.addResult(page.error());
            return;
        }
        std::copy_if(page->processes.begin(), page->processes.end(), std::back_inserter(found.processes),
                     [&wanted](const ProcessPtr &process) { return !wanted || wanted(**process); });
        query.cursor = page->nextCursor;
    } while (!query.cursor.isEmpty() && static_cast<qsizetype>(found.processes.size()) < enough);
    found.nextCursor = query.cursor;
    promise.addResult(std::move(found));
}

void readLife(QPromise<HistorySource::Life> &promise, const Archive *archive, quint64 createdSeq)
{
    std::vector<HistoryEvent> events;
    QString cursor;
    do {
        if (promise.isCanceled())
            return;
        Result<HistoryEventPage> page = archive->eventsOf(createdSeq, HistoryQuery::maxLimit, cursor);
        if (!page) {
            promise.addResult(page.error());
            return;
        }
        std::move(page->events.begin(), page->events.end(), std::back_inserter(events));
        cursor = page->nextCursor;
    } while (!cursor.isEmpty());
    promise.addResult(std::move(events));
}

/// A list of before would be empty, as if nothing had been there.
Error beforeHistory(qint64 beginMs)
{
    return {ErrorCode::InvalidField,
            u"The history begins at %1."_s.arg(
                QDateTime::fromMSecsSinceEpoch(beginMs, Qt::UTC).toString(Qt::ISODateWithMs)),
            u"at"_s};
}

/// Reads on from the candidates of one look at the archive. Whether enough was found, or the end was reached.
Result<bool> readCandidates(QPromise<HistorySource::Finished> &promise, const Archive &archive, PastQuery &query,
                            const HistorySource::Wanted &wanted, std::vector<ProcessPtr> &found)
{
    constexpr size_t atOnce = 256;
    const auto candidates = archive.trackedAt(query.moment);
    if (!candidates)
        return candidates.error();
    const auto enough = static_cast<size_t>(query.limit);
    size_t at = 0;
    while (at < candidates->size() && found.size() < enough && !promise.isCanceled()) {
        const auto part = std::span(*candidates).subspan(at, std::min(atOnce, candidates->size() - at));
        const auto states = archive.statesAt(part, query.moment.atMs);
        if (!states)
            return states.error();
        std::copy_if(states->begin(), states->end(), std::back_inserter(found),
                     [&query, &wanted](const ProcessPtr &state) {
                         return query.filter.matches(**state) && (!wanted || wanted(**state));
                     });
        at += part.size();
    }
    const bool isEnd = at == candidates->size() && static_cast<qsizetype>(candidates->size()) < Archive::mostAtMoment;
    query.moment.cursor = isEnd ? QString() : QString::number((*candidates)[at - 1]);
    return isEnd || found.size() >= enough;
}

void readThen(QPromise<HistorySource::Finished> &promise, const Archive *archive, PastQuery query,
              const HistorySource::Wanted &wanted)
{
    if (query.moment.cursor.isEmpty()) {
        const auto range = archive->range();
        if (!range || query.moment.atMs < range->beginMs) {
            promise.addResult(range ? beforeHistory(range->beginMs) : range.error());
            return;
        }
    }
    ProcessPage found;
    while (!promise.isCanceled()) {
        const Result<bool> isDone = readCandidates(promise, *archive, query, wanted, found.processes);
        if (!isDone) {
            promise.addResult(isDone.error());
            return;
        }
        if (*isDone) {
            found.nextCursor = query.moment.cursor;
            promise.addResult(std::move(found));
            return;
        }
    }
}

} // namespace

LocalHistory::LocalHistory(const Archive &archive)
    : m_archive(archive)
{
    // Two, so that the life of a process shows while a long list is being searched.
    m_readers.setMaxThreadCount(2);
}

std::unique_ptr<LocalHistory> LocalHistory::of(const Archive *archive)
{
    return archive ? std::make_unique<LocalHistory>(*archive) : nullptr;
}

QFuture<HistorySource::Finished> LocalHistory::finished(const HistoryQuery &query, const Wanted &wanted)
{
    return QtConcurrent::run(&m_readers, readFinished, &m_archive, query, wanted);
}

QFuture<HistorySource::Life> LocalHistory::life(const ProcessPtr &process)
{
    return QtConcurrent::run(&m_readers, readLife, &m_archive, (*process)->createdSeq);
}

QFuture<HistorySource::Finished> LocalHistory::then(const PastQuery &query, const Wanted &wanted)
{
    return QtConcurrent::run(&m_readers, readThen, &m_archive, query, wanted);
}

QFuture<HistorySource::Range> LocalHistory::range()
{
    return QtConcurrent::run(&m_readers, [archive = &m_archive] { return archive->range(); });
}

} // namespace Procession
