// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectedends.h"

#include "durationhistory.h"

#include <QPromise>
#include <QtConcurrentRun>

namespace Procession {

ExpectedEnds::ExpectedEnds(const ProcessListModel &list, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_list(list)
    , m_clock(clock)
    , m_answer(this)
{
    m_thread.setMaxThreadCount(1);
    m_thread.setThreadPriority(QThread::LowPriority);
    connect(&m_answer, &QFutureWatcherBase::finished, this, &ExpectedEnds::take);
}

ExpectedEnds::~ExpectedEnds()
{
    m_answer.disconnect(this);
    m_answer.cancel();
    m_thread.waitForDone();
}

void ExpectedEnds::refresh()
{
    if (!m_durations || m_answer.isRunning())
        return;
    std::vector<ProcessPtr> running;
    for (int row = 0; row < m_list.rowCount(); ++row) {
        if (const ProcessPtr &process = m_list.processAt(row); (*process)->status == ProcessStatus::Running)
            running.push_back(process);
    }
    m_answer.setFuture(QtConcurrent::run(
        &m_thread,
        [&durations = *m_durations, nowMs = m_clock.wallMs(), processes = std::move(running)](QPromise<Ends> &promise) {
            Ends ends;
            for (const ProcessPtr &process : processes) {
                if (promise.isCanceled())
                    return;
                const auto estimate = durations.estimate(**process, nowMs);
                if (estimate && (estimate->overdue || estimate->left))
                    ends.insert((*process)->createdSeq, estimate->overdue ? 0 : nowMs + estimate->left->p50);
            }
            promise.addResult(std::move(ends));
        }));
}

void ExpectedEnds::take()
{
    const QFuture<Ends> answer = m_answer.future();
    if (answer.resultCount() == 0)
        return;
    m_ends = answer.result();
    Q_EMIT changed();
}

std::optional<qint64> ExpectedEnds::of(const Process &process) const
{
    const auto end = m_ends.constFind(process.createdSeq);
    return end == m_ends.constEnd() || process.status != ProcessStatus::Running ? std::nullopt : std::optional(*end);
}

} // namespace Procession
