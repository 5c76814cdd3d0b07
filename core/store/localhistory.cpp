// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localhistory.h"

#include "archive.h"

#include <QPromise>
#include <QtConcurrentRun>

#include <algorithm>
#include <iterator>

namespace Procession {

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

} // namespace Procession
