// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pastmodel.h"

#include "durationtext.h"
#include "rowtext.h"
#include "searchwords.h"
#include "selectedprocess.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace Procession {

using namespace std::chrono_literals;

PastModel::PastModel(HistorySource *history, PastMoment &moment, QObject *parent)
    : QAbstractListModel(parent)
    , m_history(history)
    , m_moment(moment)
    , m_answer(this)
    , m_resting(this)
{
    m_resting.setSingleShot(true);
    m_resting.setInterval(150ms);
    connect(&m_resting, &QTimer::timeout, this, &PastModel::reload);
    connect(&moment, &PastMoment::moved, this, &PastModel::follow);
    connect(&m_answer, &QFutureWatcherBase::finished, this, &PastModel::takeAnswer);
    connect(this, &QAbstractItemModel::modelReset, this, &PastModel::countChanged);
    connect(this, &QAbstractItemModel::rowsInserted, this, &PastModel::countChanged);
}

PastModel::~PastModel()
{
    m_answer.cancel();
}

int PastModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PastModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Process &process = **m_rows[static_cast<size_t>(index.row())];
    switch (role) {
    case IdRole:
        return process.id.toString();
    case TypeRole:
        return process.type.toString();
    case StateRole:
        return StatusText::of(process);
    case Qt::DisplayRole:
    case NameRole:
        return shownText(process.name);
    case MessageRole:
        return shownMessage(process);
    case CreatedRole:
        return process.createdAt;
    case RanRole:
        return process.startedAt ? durationText(process.completedAt.value_or(m_query.moment.atMs) - *process.startedAt)
                                 : QString();
    case ProgressRole:
        return process.progress ? tr("%1%").arg(std::floor(*process.progress)) : QString();
    case AttemptRole:
        return attemptText(process);
    default:
        return {};
    }
}

QHash<int, QByteArray> PastModel::roleNames() const
{
    return {
        {IdRole, "processId"}, {TypeRole, "type"},         {StateRole, "shownState"},
        {NameRole, "name"},    {MessageRole, "message"},   {CreatedRole, "createdAt"},
        {RanRole, "ran"},      {ProgressRole, "progress"}, {AttemptRole, "attempt"},
    };
}

bool PastModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_nextCursor.isEmpty() && !m_isLoading && m_error.isEmpty();
}

void PastModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        ask(m_nextCursor);
}

void PastModel::setStatus(StatusText::Status status)
{
    if (std::exchange(m_status, status) != status)
        changeFilter();
}

void PastModel::setTypeAndText(const QString &type, const QString &text)
{
    if (m_type == type && m_text == text)
        return;
    m_type = type;
    m_text = text;
    changeFilter();
}

void PastModel::changeFilter()
{
    Q_EMIT filterChanged();
    m_isOutdated = true;
    if (m_isShown && m_moment.isChosen())
        reload();
}

void PastModel::setShown(bool shown)
{
    m_isShown = shown;
    if (shown && m_isOutdated)
        reload();
}

/// Rows of another moment aren't left standing while nobody looks at them.
void PastModel::follow()
{
    m_isOutdated = true;
    if (!m_moment.isChosen()) {
        m_resting.stop();
        m_answer.cancel();
        m_isLoading = false;
        m_nextCursor.clear();
        beginResetModel();
        m_rows.clear();
        endResetModel();
        select(-1);
    } else if (m_isShown) {
        m_isLoading = true;
        m_resting.start();
    }
    Q_EMIT stateChanged();
}

PastQuery PastModel::query() const
{
    PastQuery query{.moment = {.atMs = m_moment.atMs(), .descending = true}, .limit = pageSize};
    if (const auto type = ProcessType::fromString(m_type))
        query.filter.types.insert(*type);
    if (const auto status = StatusText::status(m_status))
        query.filter.statuses.insert(*status);
    return query;
}

void PastModel::reload()
{
    m_resting.stop();
    if (!m_history || !m_moment.isChosen())
        return;
    m_isOutdated = false;
    m_query = query();
    ask({});
}

void PastModel::tryAgain()
{
    ask(m_query.moment.cursor);
}

void PastModel::ask(const QString &cursor)
{
    m_query.moment.cursor = cursor;
    m_isLoading = true;
    m_error.clear();
    m_answer.cancel();
    const SearchWords words(m_text);
    HistorySource::Wanted wanted;
    if (!words.isEmpty() || m_status != StatusText::All) {
        // A failure that waits for its retry isn't one that stays.
        wanted = [words, status = m_status](const Process &process) {
            return words.areIn(process) && (status == StatusText::All || StatusText::of(process) == status);
        };
    }
    m_answer.setFuture(m_history->then(m_query, wanted));
    Q_EMIT stateChanged();
}

void PastModel::takeAnswer()
{
    const QFuture<HistorySource::Finished> future = m_answer.future();
    if (future.isCanceled() || future.resultCount() == 0)
        return; // it was called off
    const HistorySource::Finished answer = future.result();
    m_isLoading = m_resting.isActive();
    if (!answer)
        m_error = shownText(answer.error().message);
    if (m_query.moment.cursor.isEmpty()) {
        beginResetModel();
        m_rows = answer ? answer->processes : std::vector<ProcessPtr>();
        m_nextCursor = answer ? answer->nextCursor : QString();
        endResetModel();
        keepSelected();
    } else if (answer) {
        m_nextCursor = answer->nextCursor;
        if (!answer->processes.empty()) {
            beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(answer->processes.size()) - 1);
            m_rows.insert(m_rows.end(), answer->processes.begin(), answer->processes.end());
            endInsertRows();
        }
    }
    Q_EMIT stateChanged();
}

/// The one that was looked at is looked at on, as it was at the moment that is chosen now; none where it wasn't there.
void PastModel::keepSelected()
{
    if (m_selected)
        select(selectedRow());
}

int PastModel::selectedRow() const
{
    if (!m_selected)
        return -1;
    const auto row = std::find_if(m_rows.begin(), m_rows.end(),
                                  [this](const ProcessPtr &process) { return (*process)->id == (*m_selected)->id; });
    return row == m_rows.end() ? -1 : static_cast<int>(row - m_rows.begin());
}

void PastModel::select(int row)
{
    const ProcessPtr wanted = row >= 0 && row < rowCount() ? m_rows[static_cast<size_t>(row)] : nullptr;
    if (std::exchange(m_selected, wanted) != wanted)
        Q_EMIT selectedChanged();
}

QString PastModel::selectedId() const
{
    return m_selected ? (*m_selected)->id.toString() : QString();
}

QString PastModel::selectedName() const
{
    return m_selected ? shownText((*m_selected)->name) : QString();
}

StatusText::Status PastModel::selectedState() const
{
    return m_selected ? StatusText::of(**m_selected) : StatusText::All;
}

QStringList PastModel::selectedFields() const
{
    return m_selected ? SelectedProcess::fieldsOf(**m_selected) : QStringList();
}

QString PastModel::selectedError() const
{
    return m_selected ? shownLines((*m_selected)->errorMessage) : QString();
}

} // namespace Procession
