// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pastrunreader.h"

#include <QLoggingCategory>

namespace Procession {

namespace {

Q_LOGGING_CATEGORY(lcHistory, "procession.history")

/// How the progress of the process's last attempt went, by its events.
RunCourse courseOf(const Process &process, const std::vector<HistoryEvent> &events)
{
    RunCourse course;
    for (const HistoryEvent &event : events) {
        if (event.attempt == process.attempt && event.progress && process.startedAt)
            course.note(static_cast<double>(event.timeMs - *process.startedAt), *event.progress);
    }
    return course;
}

} // namespace

PastRunReader::PastRunReader(HistorySource &history, WantsCourse wantsCourse, Options options, QObject *parent)
    : QObject(parent)
    , m_history(history)
    , m_wantsCourse(std::move(wantsCourse))
    , m_options(options)
{
    m_query.filter.statuses = {ProcessStatus::Completed};
    m_query.descending = true;
    connect(&m_pageWatcher, &QFutureWatcherBase::finished, this, &PastRunReader::takePage);
    connect(&m_lifeWatcher, &QFutureWatcherBase::finished, this, &PastRunReader::takeLife);
}

PastRunReader::~PastRunReader()
{
    m_pageWatcher.cancel();
    m_lifeWatcher.cancel();
}

void PastRunReader::start()
{
    m_pageWatcher.setFuture(m_history.finished(m_query, {}));
}

void PastRunReader::takePage()
{
    const QFuture<HistorySource::Finished> answer = m_pageWatcher.future();
    if (answer.isCanceled() || answer.resultCount() == 0)
        return Q_EMIT finished();
    HistorySource::Finished page = answer.result();
    if (!page) {
        qCWarning(lcHistory, "durations of earlier runs can't be read: %s", qPrintable(page.error().message));
        return Q_EMIT finished();
    }
    m_query.cursor = page->nextCursor;
    m_page = std::move(page->processes);
    m_next = 0;
    goOn();
}

void PastRunReader::takeLife()
{
    const QFuture<HistorySource::Life> answer = m_lifeWatcher.future();
    const ProcessPtr process = m_page[m_next++];
    RunCourse course;
    if (!answer.isCanceled() && answer.resultCount() > 0) {
        const HistorySource::Life life = answer.result();
        if (life)
            course = courseOf(**process, *life);
    }
    Q_EMIT found(process, course);
    goOn();
}

void PastRunReader::goOn()
{
    while (m_next < m_page.size() && m_runs < m_options.maxRuns) {
        ++m_runs;
        const ProcessPtr &process = m_page[m_next];
        if (m_courses < m_options.maxCourses && (*process)->progress && m_wantsCourse(**process)) {
            ++m_courses;
            m_lifeWatcher.setFuture(m_history.life(process));
            return;
        }
        Q_EMIT found(process, {});
        ++m_next;
    }
    if (m_runs >= m_options.maxRuns || m_query.cursor.isEmpty())
        return Q_EMIT finished();
    start();
}

} // namespace Procession
