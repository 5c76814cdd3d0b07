// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processlistmodel.h"

#include "durationtext.h"
#include "rowtext.h"
#include "sizetext.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr std::chrono::milliseconds frame{16};

/// What needs to be known of a process first.
ProcessListModel::Mark alertOf(const Process &process)
{
    if (waitsForRetry(process))
        return {TimeText::RetryWaits, process.retry->nextAt.value_or(0)};
    if (process.quietSince)
        return {process.status == ProcessStatus::Pending ? TimeText::NotTakenUp : TimeText::Quiet, *process.quietSince};
    if (!isTerminal(process.status) || !process.retry)
        return {};
    if (process.retry->status == RetryState::Status::Cancelled)
        return {TimeText::RetryCancelled};
    return {process.retry->status == RetryState::Status::Exhausted ? TimeText::RetriesUsedUp : TimeText::NoAlert};
}

QString useText(const Process &process, int role)
{
    const Resources *use = resourcesOf(process);
    if (role == ProcessListModel::MemoryPeakRole)
        return use && use->memoryPeak ? sizeText(*use->memoryPeak) : QString();
    return use && use->cpuTimeMs ? durationText(*use->cpuTimeMs) : QString();
}

} // namespace

ProcessListModel::ProcessListModel(const ProcessSource &source, QObject *parent)
    : QAbstractListModel(parent)
    , m_source(source)
    , m_cursor(source.log(), frame, this)
{
    connect(&m_cursor, &FramedCursor::due, this, &ProcessListModel::mergeEvents);
    mergeSnapshot();
}

int ProcessListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ProcessListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Process &process = **processAt(index.row());
    switch (role) {
    case IdRole:
        return process.id.toString();
    case TypeRole:
        return process.type.toString();
    case StatusRole:
        return StatusText::of(process.status);
    case Qt::DisplayRole:
    case NameRole:
        return shownText(process.name);
    case MessageRole:
        return shownMessage(process);
    case ProgressRole:
        return process.progress.value_or(-1.0);
    case CreatedRole:
        return process.createdAt;
    case StartedRole:
        return process.startedAt.value_or(0);
    case CompletedRole:
        return process.completedAt.value_or(0);
    case UpdatedRole:
        return process.updatedAt;
    case QuietSinceRole:
        return process.quietSince.value_or(0);
    case RetryAtRole:
        return process.retry ? process.retry->nextAt.value_or(0) : 0;
    case AttemptRole:
        return attemptText(process);
    case CanCancelRole:
        return isLive(process);
    case CanRetryRole:
        return isRetryable(process.status);
    case MemoryPeakRole:
    case CpuTimeRole:
        return useText(process, role);
    case StateRole:
    case AlertRole:
    case AlertAtRole:
        return markData(process, role);
    default:
        return {};
    }
}

QVariant ProcessListModel::markData(const Process &process, int role) const
{
    Mark mark = m_marks.value(process.id);
    if (mark.alert == TimeText::NoAlert)
        mark = alertOf(process);
    switch (role) {
    case StateRole:
        return mark.state == StatusText::All ? StatusText::of(process) : mark.state;
    case AlertRole:
        return static_cast<int>(mark.alert);
    default:
        return mark.at;
    }
}

void ProcessListModel::setMark(const ProcessId &id, const Mark &mark)
{
    if (mark.alert == TimeText::NoAlert)
        m_marks.remove(id);
    else
        m_marks.insert(id, mark);
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row), index(row), {StateRole, AlertRole, AlertAtRole});
}

QHash<int, QByteArray> ProcessListModel::roleNames() const
{
    return {
        {IdRole, "processId"},          {TypeRole, "type"},
        {StatusRole, "status"},         {NameRole, "name"},
        {MessageRole, "message"},       {ProgressRole, "progress"},
        {CreatedRole, "createdAt"},     {StartedRole, "startedAt"},
        {CompletedRole, "completedAt"}, {UpdatedRole, "updatedAt"},
        {QuietSinceRole, "quietSince"}, {RetryAtRole, "retryAt"},
        {AttemptRole, "attempt"},       {CanCancelRole, "canCancel"},
        {CanRetryRole, "canRetry"},     {StateRole, "shownState"},
        {AlertRole, "alert"},           {AlertAtRole, "alertAt"},
        {MemoryPeakRole, "memoryPeak"}, {CpuTimeRole, "cpuTime"},
    };
}

int ProcessListModel::rowOf(const ProcessId &id) const
{
    for (; m_indexedRows < m_rows.size(); ++m_indexedRows)
        m_rowOf.insert((*m_rows[m_indexedRows])->id, static_cast<int>(m_indexedRows));
    return m_rowOf.value(id, -1);
}

void ProcessListModel::mergeEvents()
{
    // Only the last state of each process counts; one that came and went within the frame is never shown.
    QHash<ProcessId, ProcessPtr> latest;
    bool hasFinished = false;
    while (true) {
        const EventLog::Batch batch = m_cursor.take();
        if (batch.lost) {
            mergeSnapshot();
            return;
        }
        if (batch.events.empty())
            break;
        for (const Event &event : batch.events) {
            if (!event.process)
                continue;
            latest.insert((*event.process)->id, endsTracking(event.kind) ? nullptr : event.process);
            if (event.kind == EventKind::Archived)
                Q_EMIT archived(event.process);
            else if (event.kind != EventKind::Removed)
                hasFinished = hasFinished || isTerminal((*event.process)->status);
        }
    }
    merge(latest);
    if (hasFinished)
        Q_EMIT finished();
}

void ProcessListModel::mergeSnapshot()
{
    const ProcessSource::Snapshot snapshot = m_source.snapshot();
    m_cursor.seek(snapshot.seq);
    QHash<ProcessId, ProcessPtr> latest;
    for (const ProcessPtr &known : m_rows)
        latest.insert((*known)->id, nullptr);
    for (const ProcessPtr &process : snapshot.processes)
        latest.insert((*process)->id, process);
    merge(latest);
    Q_EMIT finished();
}

void ProcessListModel::merge(const QHash<ProcessId, ProcessPtr> &latest)
{
    std::vector<ProcessPtr> inserted;
    std::vector<std::pair<int, ProcessPtr>> changed;
    std::vector<int> removed;
    for (auto it = latest.cbegin(); it != latest.cend(); ++it) {
        const ProcessPtr &process = it.value();
        const int row = rowOf(it.key());
        // Forgotten and started again under the same id, it is another process, and a young one.
        const bool isAnother = row >= 0 && process && (*process)->createdSeq != (*processAt(row))->createdSeq;
        if (row >= 0 && (!process || isAnother))
            removed.push_back(row);
        if (process && (row < 0 || isAnother))
            inserted.push_back(process);
        else if (process && process != processAt(row))
            changed.emplace_back(row, process);
        if (process)
            noteUse(**process);
    }
    changeRows(std::move(changed));
    removeRows(std::move(removed));
    insertRows(std::move(inserted));
    Q_EMIT merged();
}

void ProcessListModel::noteUse(const Process &process)
{
    if (m_isUseTold || !resourcesOf(process))
        return;
    m_isUseTold = true;
    Q_EMIT useTold();
}

void ProcessListModel::insertRows(std::vector<ProcessPtr> processes)
{
    if (processes.empty())
        return;
    std::sort(processes.begin(), processes.end(),
              [](const ProcessPtr &a, const ProcessPtr &b) { return (*a)->createdSeq < (*b)->createdSeq; });
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(processes.size()) - 1);
    std::move(processes.begin(), processes.end(), std::back_inserter(m_rows));
    endInsertRows();
}

void ProcessListModel::changeRows(std::vector<std::pair<int, ProcessPtr>> changes)
{
    std::sort(changes.begin(), changes.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (auto run = changes.begin(); run != changes.end();) {
        // Neighbouring rows are told as one range.
        auto end = run;
        for (int row = run->first; end != changes.end() && end->first == row; ++end, ++row)
            m_rows[static_cast<size_t>(row)] = std::move(end->second);
        Q_EMIT dataChanged(index(run->first), index(std::prev(end)->first));
        run = end;
    }
}

void ProcessListModel::removeRows(std::vector<int> rows)
{
    if (rows.empty())
        return;
    std::sort(rows.begin(), rows.end());
    // From the end, so that the rows in front keep their numbers; neighbours go together.
    for (auto last = rows.rbegin(); last != rows.rend();) {
        auto end = last;
        for (int row = *last; end != rows.rend() && *end == row; ++end)
            --row;
        const int from = *std::prev(end);
        const auto begin = m_rows.begin() + from;
        const auto behind = m_rows.begin() + *last + 1;
        beginRemoveRows({}, from, *last);
        std::for_each(begin, behind, [this](const ProcessPtr &process) { m_rowOf.remove((*process)->id); });
        m_rows.erase(begin, behind);
        m_indexedRows = std::min(m_indexedRows, static_cast<size_t>(from));
        endRemoveRows();
        last = end;
    }
}

} // namespace Procession
