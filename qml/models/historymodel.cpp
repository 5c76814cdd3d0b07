// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historymodel.h"

#include "rowtext.h"
#include "searchwords.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace Procession {

namespace {

using namespace std::chrono_literals;

/// How far back each period but the last reaches.
constexpr std::array<std::chrono::milliseconds, HistoryModel::AnyTime> reaches{1h, 24h, 7 * 24h, 30 * 24h};

} // namespace

HistoryModel::HistoryModel(HistorySource *history, const Clock &clock, QObject *parent)
    : QAbstractListModel(parent)
    , m_history(history)
    , m_clock(clock)
    , m_answer(this)
{
    connect(&m_answer, &QFutureWatcherBase::finished, this, &HistoryModel::takeAnswer);
    connect(this, &QAbstractItemModel::modelReset, this, &HistoryModel::countChanged);
    connect(this, &QAbstractItemModel::rowsInserted, this, &HistoryModel::countChanged);
}

HistoryModel::~HistoryModel()
{
    m_answer.cancel(); // one that waits for its turn need not come
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Process &process = **m_rows[static_cast<size_t>(index.row())];
    switch (role) {
    case IdRole:
        return process.id.toString();
    case KeyRole:
        return static_cast<double>(process.createdSeq);
    case TypeRole:
        return process.type.toString();
    case StateRole:
        return StatusText::of(process.status);
    case Qt::DisplayRole:
    case NameRole:
        return shownText(process.name);
    case MessageRole:
        return shownMessage(process);
    case StartedRole:
        return process.startedAt.value_or(0);
    case FinishedRole:
        return process.completedAt.value_or(0);
    case AttemptRole:
        return attemptText(process);
    default:
        return {};
    }
}

QHash<int, QByteArray> HistoryModel::roleNames() const
{
    return {
        {IdRole, "processId"},    {KeyRole, "key"},         {TypeRole, "type"},         {StateRole, "shownState"},
        {NameRole, "name"},       {MessageRole, "message"}, {StartedRole, "startedAt"}, {FinishedRole, "finishedAt"},
        {AttemptRole, "attempt"},
    };
}

bool HistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_nextCursor.isEmpty() && !m_isLoading && m_error.isEmpty();
}

void HistoryModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        ask(m_nextCursor);
}

void HistoryModel::setStatus(StatusText::Status status)
{
    if (std::exchange(m_status, status) != status)
        changeFilter();
}

void HistoryModel::setPeriod(int period)
{
    if (std::exchange(m_period, std::clamp<int>(period, LastHour, AnyTime)) != m_period)
        changeFilter();
}

void HistoryModel::setTypeAndText(const QString &type, const QString &text)
{
    if (m_type == type && m_text == text)
        return;
    m_type = type;
    m_text = text;
    changeFilter();
}

void HistoryModel::setFailureHour(const std::optional<FailureHour> &hour)
{
    if (std::exchange(m_hour, hour) != hour)
        changeFilter();
}

void HistoryModel::clearFilter()
{
    if (m_status == StatusText::All && m_period == AnyTime && !m_hour)
        return;
    m_hour.reset();
    m_status = StatusText::All;
    m_period = AnyTime;
    changeFilter();
}

void HistoryModel::changeFilter()
{
    Q_EMIT filterChanged();
    if (m_isShown)
        reload();
    else
        m_isOutdated = true;
}

QStringList HistoryModel::periodChoices() const
{
    return {tr("Last hour"), tr("Last 24 hours"), tr("Last 7 days"), tr("Last 30 days"), tr("Any time")};
}

bool HistoryModel::isFiltered() const
{
    return m_status != StatusText::All || !m_type.isEmpty() || !m_text.isEmpty() || m_period != AnyTime || m_hour;
}

QString HistoryModel::emptyText() const
{
    if (m_hour)
        return tr("Nothing that finished matches the filter");
    if (m_status != StatusText::All || !m_type.isEmpty() || !m_text.isEmpty()) {
        return std::array{tr("Nothing that finished in the last hour matches the filter"),
                          tr("Nothing that finished in the last 24 hours matches the filter"),
                          tr("Nothing that finished in the last 7 days matches the filter"),
                          tr("Nothing that finished in the last 30 days matches the filter"),
                          tr("Nothing that finished matches the filter")}[static_cast<size_t>(m_period)];
    }
    return std::array{tr("Nothing finished in the last hour"), tr("Nothing finished in the last 24 hours"),
                      tr("Nothing finished in the last 7 days"), tr("Nothing finished in the last 30 days"),
                      tr("Nothing has finished yet")}[static_cast<size_t>(m_period)];
}

void HistoryModel::setShown(bool shown)
{
    m_isShown = shown;
    if (shown && m_isOutdated)
        reload();
}

void HistoryModel::markStale()
{
    if (!m_isShown)
        m_isOutdated = true;
    if (!m_isShown || !m_history || m_isStale)
        return;
    m_isStale = true;
    Q_EMIT stateChanged();
}

ProcessPtr HistoryModel::processAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[static_cast<size_t>(row)] : nullptr;
}

int HistoryModel::rowOf(double key) const
{
    const auto row = std::find_if(m_rows.begin(), m_rows.end(), [key](const ProcessPtr &process) {
        return (*process)->createdSeq == static_cast<quint64>(key);
    });
    return row == m_rows.end() ? -1 : static_cast<int>(row - m_rows.begin());
}

HistoryQuery HistoryModel::query() const
{
    HistoryQuery query;
    if (const auto type = ProcessType::fromString(m_type))
        query.filter.types.insert(*type);
    if (const auto status = StatusText::status(m_status))
        query.filter.statuses.insert(*status);
    query.filter.text = m_text;
    query.descending = true;
    query.limit = pageSize;
    if (m_hour)
        query.finishedAfter = m_hour->fromMs - 1; // what failed then finished later, or never
    else if (m_period != AnyTime)
        query.finishedAfter = m_clock.wallMs() - reaches[static_cast<size_t>(m_period)].count();
    return query;
}

void HistoryModel::reload()
{
    if (!m_history)
        return;
    m_isOutdated = false;
    m_isStale = false;
    m_query = query();
    ask({});
}

void HistoryModel::tryAgain()
{
    ask(m_query.cursor);
}

void HistoryModel::ask(const QString &cursor)
{
    m_query.cursor = cursor;
    m_isLoading = true;
    m_error.clear();
    m_answer.cancel();
    // The history's own search looks for one text only, and not in errors and metadata.
    HistoryQuery query = m_query;
    const SearchWords words(std::exchange(query.filter.text, {}));
    HistorySource::Wanted wanted;
    if (!words.isEmpty() || m_hour) {
        wanted = [words, hour = m_hour](const Process &process) {
            return (!hour || hour->has(process)) && words.areIn(process);
        };
    }
    m_answer.setFuture(m_history->finished(query, wanted));
    Q_EMIT stateChanged();
}

void HistoryModel::takeAnswer()
{
    const QFuture<HistorySource::Finished> future = m_answer.future();
    if (future.resultCount() == 0)
        return; // it was called off
    const HistorySource::Finished answer = future.result();
    m_isLoading = false;
    const bool isFirstPage = m_query.cursor.isEmpty();
    if (!answer)
        m_error = answer.error().message;
    if (isFirstPage) {
        beginResetModel();
        m_rows = answer ? answer->processes : std::vector<ProcessPtr>();
        m_nextCursor = answer ? answer->nextCursor : QString();
        endResetModel();
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

} // namespace Procession
