// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timelinemodel.h"

#include "actortext.h"
#include "durationtext.h"
#include "errortext.h"
#include "eventlog.h"
#include "rowtext.h"
#include "selectedprocess.h"
#include "statustext.h"
#include "timetext.h"

#include <algorithm>
#include <cmath>

namespace Procession {

namespace {

/// What a failure decided about the next attempt.
QString retryText(const HistoryEvent &event)
{
    if (!event.retry)
        return {};
    const RetryState &retry = *event.retry;
    if (retry.status == RetryState::Status::Scheduled) {
        return TimelineModel::tr("retry in %1, attempt %2 of %3")
            .arg(durationText(retry.delay.count()))
            .arg(retry.attempt)
            .arg(retry.maxAttempts);
    }
    return event.attempt < retry.maxAttempts ? TimelineModel::tr("no retry, since it can't help")
                                             : TimelineModel::tr("no attempt is left");
}

/// A report that moved nothing but progress or message.
bool isPoint(const HistoryEvent &event, const HistoryEvent *before)
{
    return event.kind == EventKind::Reported && before && before->status == event.status;
}

} // namespace

TimelineModel::TimelineModel(const SelectedProcess &selected, const EventLog &log, HistorySource *history,
                             QObject *parent)
    : QAbstractListModel(parent)
    , m_selected(selected)
    , m_log(log)
    , m_history(history)
    , m_answer(this)
{
    connect(&m_answer, &QFutureWatcherBase::finished, this, &TimelineModel::takeAnswer);
    connect(&selected, &SelectedProcess::changed, this, &TimelineModel::follow);
    follow();
}

TimelineModel::~TimelineModel()
{
    m_answer.cancel(); // one that waits for its turn need not come
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const size_t at = m_rows.size() - 1 - static_cast<size_t>(index.row());
    const HistoryEvent &event = m_rows[at];
    const HistoryEvent *earlier = before(at);
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return title(at);
    case RetryRole:
        return retryText(event);
    case OriginRole:
        return event.kind == EventKind::Reported ? QString() : actorText(event.origin.actor);
    case ReasonRole:
        return shownText(event.origin.reason);
    case MessageRole:
        // A command that prints `42%` has that for its message as well as for its progress.
        return (earlier && earlier->message == event.message) || event.message == title(at) ? QString()
                                                                                            : shownLines(event.message);
    case ErrorRole:
        return earlier && earlier->errorMessage == event.errorMessage ? QString() : shownLines(event.errorMessage);
    case CauseRole:
        return causeLine(data(index, ErrorRole).toString());
    case StatusRole:
        return StatusText::of(event.status);
    case GlyphRole:
        return glyph(at);
    case TimeRole:
        return TimeText::timeOfDay(static_cast<double>(event.timeMs));
    case DayRole:
        return dayHeading(at);
    case MomentRole:
        return static_cast<double>(event.timeMs);
    case AttemptNumberRole:
        return event.attempt;
    case ProgressRole:
        return event.progress.value_or(-1.0);
    case KindRole:
        return static_cast<int>(event.kind);
    case AttemptRole:
        return attempts() > 1 ? tr("attempt %1").arg(event.attempt) : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> TimelineModel::roleNames() const
{
    return {
        {TitleRole, "title"},     {RetryRole, "retry"}, {OriginRole, "origin"}, {ReasonRole, "reason"},
        {MessageRole, "message"}, {ErrorRole, "error"}, {CauseRole, "cause"},   {StatusRole, "status"},
        {GlyphRole, "glyph"},     {TimeRole, "time"},   {DayRole, "day"},       {AttemptRole, "attempt"},
        {MomentRole, "moment"},
    };
}

QString TimelineModel::title(size_t at) const
{
    const HistoryEvent &event = m_rows[at];
    const HistoryEvent *earlier = before(at);
    switch (event.kind) {
    case EventKind::Started:
        return tr("Started");
    case EventKind::Reported:
        if (!isPoint(event, earlier))
            return StatusText::word(StatusText::of(event.status));
        return event.progress ? tr("%1%").arg(std::floor(*event.progress)) : tr("Reported");
    case EventKind::Cancelled:
        return earlier && isTerminal(earlier->status) ? tr("Retry called off") : tr("Cancelled");
    case EventKind::Retried:
        return tr("Attempt %1").arg(event.attempt);
    case EventKind::RetryDecided:
        return tr("Retry decided");
    case EventKind::TimedOut:
        return StatusText::word(StatusText::Timeout);
    case EventKind::FellQuiet:
        return event.status == ProcessStatus::Pending ? tr("Nobody has taken it up") : tr("Fell quiet");
    case EventKind::Imported:
        return tr("Imported");
    case EventKind::Released:
        return tr("Released");
    case EventKind::WaitsAgain:
        return tr("Waits again");
    case EventKind::Removed:
    case EventKind::Archived:
        return tr("No longer tracked");
    case EventKind::TypeRegistered:
    case EventKind::PolicySet:
    case EventKind::ScheduleSet:
    case EventKind::ScheduleRemoved:
    case EventKind::SchedulePaused:
    case EventKind::ScheduleResumed:
    case EventKind::ScheduleDecided:
    case EventKind::ScheduleRunEnded:
    case EventKind::ScheduleMoved:
    case EventKind::QueuePaused:
    case EventKind::QueueResumed:
    case EventKind::AlertRuleSet:
    case EventKind::AlertRuleRemoved:
    case EventKind::AlertsChanged:
    case EventKind::ExpectationSet:
    case EventKind::ExpectationRemoved:
    case EventKind::ExpectationPaused:
    case EventKind::ExpectationResumed:
    case EventKind::ExpectationHeard:
    case EventKind::ExpectationLate:
    case EventKind::ExpectationMissed:
    case EventKind::ExpectationForgiven:
        break; // of no process
    }
    Q_UNREACHABLE();
}

QString TimelineModel::dayHeading(size_t at) const
{
    const QString day = TimeText::day(m_rows[at].timeMs);
    const bool isFirst = at + 1 == m_rows.size() || TimeText::day(m_rows[at + 1].timeMs) != day;
    return isFirst ? day : QString();
}

QString TimelineModel::glyph(size_t at) const
{
    const HistoryEvent &event = m_rows[at];
    if (event.kind == EventKind::FellQuiet || isPoint(event, before(at)))
        return {};
    if (event.kind == EventKind::RetryDecided || event.kind == EventKind::Retried)
        return QStringLiteral("retry");
    return QStringLiteral("status-") + wireName(event.status);
}

void TimelineModel::follow()
{
    const ProcessPtr &process = m_selected.process();
    const quint64 key = process ? (*process)->createdSeq : 0;
    if (std::exchange(m_key, key) != key || !takeNews())
        reload();
}

void TimelineModel::reload()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
    m_answer.cancel();
    m_answer.setFuture({});
    m_thinner = {};
    setState(false, {});
    if (m_key == 0 || !m_history)
        return;

    m_position = std::max(m_log.committed(), m_log.forgotten());
    std::ignore = takeNews(); // where even that is gone from the log, the next change reads all of it anew
    if (m_rows.empty()) {
        // What is shown now is what later progress is measured from.
        const ProcessPtr &process = m_selected.process();
        std::ignore = m_thinner.keeps({.timeMs = (*process)->updatedAt, .id = {}, .process = process});
    }
    setState(true, {});
    m_answer.setFuture(m_history->life(m_selected.process()));
}

/// False where some of the log is gone already.
bool TimelineModel::takeNews()
{
    if (m_key == 0 || !m_history)
        return true;
    std::vector<HistoryEvent> news;
    const quint64 known = m_rows.empty() ? 0 : m_rows.back().seq; // the history may have told it already
    while (true) {
        constexpr qsizetype portion = 4096;
        const EventLog::Batch batch = m_log.read(m_position, portion);
        if (batch.lost)
            return false;
        if (batch.events.empty())
            break;
        m_position = batch.last;
        for (const Event &event : batch.events) {
            if (!event.process)
                continue;
            const Process &process = **event.process;
            if (process.createdSeq != m_key || !m_thinner.keeps(event) || process.seq <= known)
                continue;
            news.push_back(historyEventOf(event));
        }
    }
    if (news.empty())
        return true;

    const bool hadRows = !m_rows.empty();
    const int attemptsBefore = attempts();
    beginInsertRows({}, 0, static_cast<int>(news.size()) - 1);
    std::move(news.begin(), news.end(), std::back_inserter(m_rows));
    endInsertRows();
    // What follows tells more of what was last; a second attempt makes each row tell its own.
    if (hadRows) {
        const int first = static_cast<int>(news.size());
        Q_EMIT dataChanged(index(first), index(attempts() == attemptsBefore ? first : rowCount() - 1));
    }
    return true;
}

void TimelineModel::takeAnswer()
{
    const QFuture<HistorySource::Life> answer = m_answer.future();
    if (answer.resultCount() == 0)
        return; // it was called off
    const HistorySource::Life life = answer.result();
    if (!life) {
        setState(false, life.error().message);
        return;
    }
    // Events that were committed meanwhile are here from the log already.
    const auto known = m_rows.empty()
        ? life->end()
        : std::find_if(life->begin(), life->end(),
                       [first = m_rows.front().seq](const HistoryEvent &event) { return event.seq >= first; });
    if (known != life->begin()) {
        const int live = rowCount();
        const int attemptsBefore = attempts();
        const auto count = static_cast<int>(known - life->begin());
        beginInsertRows({}, live, live + count - 1);
        m_rows.insert(m_rows.begin(), life->begin(), known);
        endInsertRows();
        if (live > 0)
            Q_EMIT dataChanged(index(attempts() == attemptsBefore ? live - 1 : 0), index(live - 1));
    }
    setState(false, {});
}

void TimelineModel::setState(bool loading, const QString &error)
{
    if (m_isLoading == loading && m_error == error)
        return;
    m_isLoading = loading;
    m_error = error;
    Q_EMIT stateChanged();
}

} // namespace Procession
