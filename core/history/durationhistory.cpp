// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "durationhistory.h"

#include "estimator.h"
#include "maskedname.h"
#include "processsource.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

namespace Procession {

namespace {

Q_LOGGING_CATEGORY(lcHistory, "procession.history")

QByteArray keyOf(const ProcessType &type, QByteArrayView name)
{
    return type.bytes().toByteArray().append('\0').append(name);
}

bool isPastRun(const Process &process)
{
    return process.status == ProcessStatus::Completed && process.startedAt && process.completedAt;
}

} // namespace

DurationHistory::DurationHistory(const ProcessSource &source, HistorySource *history, DurationHistoryOptions options,
                                 QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_options(options)
    , m_cursor(source.log(), this)
    , m_exact(options.maxNames)
    , m_masked(options.maxNames)
{
    connect(&m_cursor, &EventCursor::available, this, &DurationHistory::readLog);
    reload(history ? std::numeric_limits<quint64>::max() : 0);
    // Where nothing is tracked, all that the history has is from before.
    m_beganAt = m_lastSeq > 0 ? std::max(m_lastSeq, m_cursor.position()) : std::numeric_limits<quint64>::max();
    if (history)
        readHistory(*history);
}

void DurationHistory::readLog()
{
    const EventLog::Batch batch = m_cursor.take();
    if (batch.lost) {
        qCWarning(lcHistory, "fell behind the log and starts again from a snapshot");
        reload(m_lastSeq);
        return;
    }
    const std::unique_lock lock(m_mutex);
    for (const Event &event : batch.events) {
        if (!event.process)
            continue;
        m_lastSeq = std::max(m_lastSeq, (**event.process).seq);
        follow(**event.process, event.kind);
    }
}

/// Starts again from a snapshot. Those of its finished processes count whose last event came after `finishedAfter`.
void DurationHistory::reload(quint64 finishedAfter)
{
    ProcessSource::Snapshot snapshot = m_source.snapshot();
    for (const ProcessPtr &process : snapshot.processes)
        m_lastSeq = std::max(m_lastSeq, (*process)->seq);
    std::erase_if(snapshot.processes, [finishedAfter](const ProcessPtr &process) {
        return isTerminal((*process)->status) && (*process)->seq <= finishedAfter;
    });
    std::sort(snapshot.processes.begin(), snapshot.processes.end(), [](const ProcessPtr &a, const ProcessPtr &b) {
        return (*a)->completedAt.value_or(0) < (*b)->completedAt.value_or(0);
    });
    const std::unique_lock lock(m_mutex);
    const QHash<ProcessId, Followed> followed = std::exchange(m_followed, {});
    for (const ProcessPtr &process : snapshot.processes) {
        const auto known = followed.constFind((*process)->id);
        if (known != followed.cend() && known->attempt == (*process)->attempt)
            m_followed.insert((*process)->id, *known);
        follow(**process, EventKind::Reported);
    }
    m_cursor.seek(snapshot.seq);
}

void DurationHistory::readHistory(HistorySource &history)
{
    auto *reader = new PastRunReader(
        history, [this](const Process &process) { return wantsCourse(process); }, m_options.history, this);
    connect(reader, &PastRunReader::found, this,
            [this](const ProcessPtr &process, const RunCourse &course) { takeFromHistory(**process, course); });
    connect(reader, &PastRunReader::finished, this, [this, reader] {
        reader->deleteLater();
        Q_EMIT historyRead();
    });
    reader->start();
}

void DurationHistory::takeFromHistory(const Process &process, const RunCourse &course)
{
    if (!isPastRun(process) || process.seq > m_beganAt)
        return;
    const PastRun run(*process.completedAt - *process.startedAt, course);
    const QByteArray masked = maskedName(process.name.utf8());
    const std::unique_lock lock(m_mutex);
    m_exact.addOldest(keyOf(process.type, process.name.utf8()), run);
    if (masked != process.name.utf8())
        m_masked.addOldest(keyOf(process.type, masked), run);
}

/// The courses of the newest runs of a name are worth the reading.
bool DurationHistory::wantsCourse(const Process &process) const
{
    constexpr size_t enough = 10;
    const std::shared_lock lock(m_mutex);
    const std::shared_ptr<const PastRuns> past = pastRunsOf(process);
    return isPastRun(process) && process.seq <= m_beganAt && (!past || past->runs().size() < enough);
}

void DurationHistory::follow(const Process &process, EventKind kind)
{
    if (process.status == ProcessStatus::Running && !endsTracking(kind)) {
        followProgress(process);
        return;
    }
    const bool justEnded = kind == EventKind::Reported || kind == EventKind::Imported;
    if (justEnded && isPastRun(process))
        addNewest(process);
    m_followed.remove(process.id);
}

void DurationHistory::followProgress(const Process &process)
{
    if (!process.progress || !process.startedAt)
        return;
    auto found = m_followed.find(process.id);
    if (found == m_followed.end()) {
        if (m_followed.size() >= m_options.maxFollowed)
            return;
        found = m_followed.insert(process.id, {process.attempt, {}});
    }
    found->course.note(static_cast<double>(process.updatedAt - *process.startedAt), *process.progress);
}

void DurationHistory::addNewest(const Process &process)
{
    const PastRun run(*process.completedAt - *process.startedAt, courseOf(process));
    m_exact.addNewest(keyOf(process.type, process.name.utf8()), run);
    const QByteArray masked = maskedName(process.name.utf8());
    if (masked != process.name.utf8())
        m_masked.addNewest(keyOf(process.type, masked), run);
}

/// What was followed of the process's attempt, and its last report.
RunCourse DurationHistory::courseOf(const Process &process) const
{
    RunCourse course;
    const auto found = m_followed.constFind(process.id);
    if (found != m_followed.cend() && found->attempt == process.attempt)
        course = found->course;
    if (process.progress && process.startedAt)
        course.note(static_cast<double>(process.updatedAt - *process.startedAt), *process.progress);
    return course;
}

std::shared_ptr<const PastRuns> DurationHistory::pastRunsOf(const Process &process) const
{
    if (auto exact = m_exact.find(keyOf(process.type, process.name.utf8())))
        return exact;
    return m_masked.find(keyOf(process.type, maskedName(process.name.utf8())));
}

std::optional<Estimate> DurationHistory::estimate(const Process &process, qint64 nowMs) const
{
    if (process.status != ProcessStatus::Running || !process.startedAt)
        return std::nullopt;
    RunCourse course;
    std::shared_ptr<const PastRuns> past;
    {
        const std::shared_lock lock(m_mutex);
        course = courseOf(process);
        past = pastRunsOf(process);
    }
    const auto elapsedMs = static_cast<double>(std::max<qint64>(nowMs - *process.startedAt, 0));
    return Procession::estimate(course, elapsedMs, past.get());
}

/// How long an attempt at it takes from its beginning on, whatever it does at present.
std::optional<Estimate> DurationHistory::estimateWhole(const Process &process) const
{
    std::shared_ptr<const PastRuns> past;
    {
        const std::shared_lock lock(m_mutex);
        past = pastRunsOf(process);
    }
    return past ? Procession::estimate(RunCourse(), 0, past.get()) : std::nullopt;
}

std::optional<qint64> DurationHistory::leftMs(const Process &process, qint64 nowMs) const
{
    const auto known = process.status == ProcessStatus::Running ? estimate(process, nowMs) : estimateWhole(process);
    return known && known->left ? std::optional(known->left->p50) : std::nullopt;
}

std::optional<qint64> DurationHistory::overdueAfterMs(const Process &process) const
{
    const std::shared_lock lock(m_mutex);
    const std::shared_ptr<const PastRuns> past = pastRunsOf(process);
    const auto after = past ? past->overdueAfterMs() : std::nullopt;
    return after ? std::optional(std::llround(*after)) : std::nullopt;
}

qsizetype DurationHistory::size() const
{
    const std::shared_lock lock(m_mutex);
    return m_exact.size();
}

} // namespace Procession
