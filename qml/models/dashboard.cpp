// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"

#include "rowtext.h"

#include <algorithm>
#include <array>

namespace Procession {

Dashboard::Dashboard(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_source(parts.source)
    , m_historySource(parts.history)
    , m_list(parts.source)
    , m_processes(m_list, parts.clock)
    , m_history(parts.history, parts.clock)
    , m_moment(parts.history, parts.clock)
    , m_past(parts.history, m_moment)
    , m_counts(m_list, m_processes)
    , m_selected(m_list)
    , m_timeline(m_selected, parts.source.log(), parts.history)
    , m_attempts(m_selected)
    , m_attempt(m_selected, m_attempts, parts.output)
    , m_attemptEvents(m_timeline)
    , m_attemptSeries(m_selected, m_attempt, parts.source.log(), parts.series)
    , m_spread(m_selected, m_attempt, parts.analytics, parts.clock)
    , m_graph(m_selected, parts.source, parts.clock)
    , m_estimates(m_list)
    , m_actions(parts.source, parts.changes, parts.clock)
    , m_livePlace(m_processes, [this] { return liveRow(); })
    , m_historyPlace(m_history, [this] { return m_history.rowOf(m_selected.key()); })
    , m_pastPlace(m_past, [this] { return m_past.selectedRow(); })
    , m_schedules(parts.source)
    , m_expectations(parts.source)
    , m_schedule(m_schedules)
    , m_scheduleRange(parts.clock)
    , m_scheduleActions(parts.changes, parts.clock)
    , m_schedulePlace(m_schedules, [this] { return m_schedule.row(); })
    , m_alerts(parts.source, parts.changes)
    , m_alertRule(m_alerts, parts.changes)
    , m_tools(parts.changes)
    , m_toolForm(m_tools, parts.changes)
    , m_pauses(parts.source, parts.changes)
    , m_place(m_selected, parts.source.log(), parts.changes)
    , m_documents(parts.source, parts.changes)
    , m_overview(parts.analytics, parts.history, parts.clock)
    , m_openingTime(this)
    , m_openingAnswer(this)
{
    setDurations(parts.durations);
    connect(&m_list, &ProcessListModel::finished, &m_history, &HistoryModel::markStale);
    connect(&m_processes, &ProcessFilterModel::filterChanged, &m_history,
            [this] { m_history.setTypeAndText(m_processes.type(), m_processes.searchText()); });
    connect(&m_processes, &ProcessFilterModel::filterChanged, &m_past,
            [this] { m_past.setTypeAndText(m_processes.type(), m_processes.searchText()); });
    const auto tellProblem = [this, &changes = parts.changes] { m_server.setStoreProblem(changes.problem()); };
    connect(&parts.changes, &Operator::problemChanged, this, tellProblem);
    tellProblem();
    connect(&m_actions, &ProcessActions::staged, this, &Dashboard::showStage);
    connect(&m_actions, &ProcessActions::failed, this, &Dashboard::failed);
    for (ListPlace *place : {&m_livePlace, &m_historyPlace})
        connect(&m_selected, &SelectedProcess::changed, place, &ListPlace::follow);
    connect(&m_processes, &ProcessFilterModel::filterChanged, &m_livePlace, &ListPlace::forget);
    connect(&m_processes, &ProcessFilterModel::orderChanged, &m_livePlace, &ListPlace::forget);
    connect(&m_history, &HistoryModel::filterChanged, &m_historyPlace, &ListPlace::forget);
    connect(&m_past, &PastModel::selectedChanged, &m_pastPlace, &ListPlace::follow);
    connect(&m_past, &PastModel::filterChanged, &m_pastPlace, &ListPlace::forget);
    connect(&m_moment, &PastMoment::moved, this, &Dashboard::pastShownChanged);
    connect(this, &Dashboard::historyShownChanged, this, &Dashboard::pastShownChanged);
    connect(this, &Dashboard::pastShownChanged, this, &Dashboard::selectedRowChanged);
    connect(&m_past, &PastModel::selectedChanged, this, &Dashboard::selectedRowChanged);
    connect(&m_selected, &SelectedProcess::changed, this, &Dashboard::selectedRowChanged);
    connect(this, &Dashboard::historyShownChanged, this, &Dashboard::selectedRowChanged);
    for (const QAbstractItemModel *model :
         {static_cast<const QAbstractItemModel *>(&m_processes), static_cast<const QAbstractItemModel *>(&m_history),
          static_cast<const QAbstractItemModel *>(&m_past)}) {
        connect(model, &QAbstractItemModel::rowsInserted, this, &Dashboard::selectedRowChanged);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &Dashboard::selectedRowChanged);
        connect(model, &QAbstractItemModel::layoutChanged, this, &Dashboard::selectedRowChanged);
        connect(model, &QAbstractItemModel::modelReset, this, &Dashboard::selectedRowChanged);
    }
    const auto tellAttempt = [this] { m_attemptEvents.setAttempt(m_attempt.number()); };
    connect(&m_attempt, &ShownAttempt::numberChanged, this, tellAttempt);
    tellAttempt();
    connect(&m_selected, &SelectedProcess::changed, this, [this] {
        if (!m_selected.isValid())
            closePage();
    });
    connect(&m_scheduleActions, &ScheduleActions::failed, this, &Dashboard::failed);
    connect(&m_alerts, &AlertCentre::failed, this, &Dashboard::failed);
    connect(&m_pauses, &ShownPauses::failed, this, &Dashboard::failed);
    m_documents.setLocal(!m_server.isRemote());
    connect(&m_server, &ServerStatus::changed, this, [this] { m_documents.setLocal(!m_server.isRemote()); });
    connect(&m_server, &ServerStatus::changed, &m_alerts, [this] { m_alerts.setLive(m_server.isLive()); });
    connect(&m_schedule, &SelectedSchedule::changed, &m_schedulePlace, &ListPlace::follow);
    connect(&m_toolForm, &ToolFormModel::started, this, &Dashboard::openProcess);
    m_openingTime.setSingleShot(true);
    connect(&m_openingTime, &QTimer::timeout, this, &Dashboard::askHistoryForOpening);
    connect(&m_list, &ProcessListModel::merged, this, &Dashboard::openIfThere);
    connect(&m_openingAnswer, &QFutureWatcherBase::finished, this, &Dashboard::takeFromHistory);
    // A new type shows as soon as a process of it does.
    connect(&m_list, &ProcessListModel::merged, this, &Dashboard::readTypes);
    connect(&m_processes, &ProcessFilterModel::filterChanged, this, &Dashboard::typeChoiceChanged);
    readTypes();
}

void Dashboard::setDurations(const DurationHistory *durations)
{
    m_estimates.setDurations(durations);
    m_processes.setDurations(durations);
    m_graph.setDurations(durations);
}

void Dashboard::readTypes()
{
    QStringList choices(QString{});
    const QList<ProcessType> types = m_source.types();
    for (const ProcessType &type : types)
        choices.append(type.toString());
    if (std::exchange(m_typeChoices, choices) != choices)
        Q_EMIT typeChoicesChanged();
}

void Dashboard::openPage()
{
    m_opening.reset();
    setPageShown(m_selected.isValid());
}

void Dashboard::closePage()
{
    m_opening.reset();
    setPageShown(false);
}

void Dashboard::setPageShown(bool shown)
{
    if (std::exchange(m_isPageShown, shown) == shown)
        return;
    m_attempt.setShown(shown);
    m_attemptSeries.setShown(shown);
    m_spread.setShown(shown);
    m_graph.setPageShown(shown);
    Q_EMIT pageShownChanged();
}

void Dashboard::setView(View view)
{
    closePage(); // whichever view is asked for is to be seen
    const View before = std::exchange(m_view, view);
    if (before == view)
        return;
    m_history.setShown(view == History);
    m_past.setShown(view == History);
    if (view == History)
        m_moment.readRange();
    m_schedules.setShown(view == Schedules);
    m_scheduleRange.setShown(view == Schedules);
    m_alerts.setShown(view == Alerts);
    m_expectations.setShown(view == Alerts);
    if (view == Tools)
        m_tools.reload();
    m_documents.collections()->setShown(view == Documents);
    m_overview.setShown(view == Summary);
    Q_EMIT viewChanged();
    if (before == History || view == History)
        Q_EMIT historyShownChanged();
}

void Dashboard::openProcess(const QString &processId)
{
    constexpr std::chrono::milliseconds patience{500};
    m_openingAnswer.cancel();
    m_opening = ProcessId::fromString(processId);
    if (m_opening)
        m_openingTime.start(patience);
    openIfThere();
}

void Dashboard::openIfThere()
{
    if (!m_opening || m_list.rowOf(*m_opening) < 0)
        return;
    m_openingTime.stop();
    m_openingAnswer.cancel();
    m_selected.setProcessId(std::exchange(m_opening, std::nullopt)->toString());
    openPage();
}

/// It isn't tracked, or was not told yet.
void Dashboard::askHistoryForOpening()
{
    if (!m_opening)
        return;
    if (!m_historySource) {
        Q_EMIT failed(tr("Process %1 is no longer tracked, and this server keeps no history.")
                          .arg(std::exchange(m_opening, std::nullopt)->toString()));
        return;
    }
    HistoryQuery query;
    query.filter.text = m_opening->toString();
    query.descending = true;
    query.limit = 1;
    m_openingAnswer.setFuture(
        m_historySource->finished(query, [id = *m_opening](const Process &process) { return process.id == id; }));
}

void Dashboard::takeFromHistory()
{
    const QFuture<HistorySource::Finished> future = m_openingAnswer.future();
    if (!m_opening || future.resultCount() == 0)
        return; // it was called off
    const HistorySource::Finished answer = future.result();
    const ProcessId id = *std::exchange(m_opening, std::nullopt);
    if (!answer || answer->processes.empty()) {
        Q_EMIT failed(answer ? tr("Process %1 is no longer tracked, nor in the history.").arg(id.toString())
                             : answer.error().message);
        return;
    }
    m_selected.select(answer->processes.front());
    openPage();
}

void Dashboard::showRuns(StatusText::Status status, const QString &type, const QString &words)
{
    constexpr std::array periods{HistoryModel::LastDay, HistoryModel::LastWeek, HistoryModel::LastMonth,
                                 HistoryModel::AnyTime, HistoryModel::AnyTime};
    m_processes.setType(type.isEmpty() ? m_overview.type() : type);
    m_processes.setSearchText(words.isEmpty() ? m_overview.text() : words);
    m_moment.backToNow();
    m_history.clearFailureHour();
    m_history.setStatus(status);
    m_history.setPeriod(periods[static_cast<size_t>(m_overview.period())]);
    setView(History);
}

void Dashboard::showFailures(int weekHour)
{
    m_processes.setType(m_overview.type());
    m_processes.setSearchText({}); // the hour knows which names are meant
    m_moment.backToNow();
    m_history.setStatus(StatusText::All);
    m_history.setFailureHour(m_overview.failureHour(weekHour));
    setView(History);
}

int Dashboard::stepSchedule(int rows)
{
    const int row = m_schedulePlace.step(rows);
    if (row >= 0)
        m_schedule.setName(m_schedules.nameAt(row));
    return row;
}

void Dashboard::selectFinished(int row)
{
    m_selected.select(m_history.processAt(row));
}

void Dashboard::clearFilter()
{
    m_processes.clearFilter();
    m_history.clearFilter();
    m_past.clearFilter();
}

int Dashboard::typeChoice() const
{
    return static_cast<int>(m_typeChoices.indexOf(m_processes.type()));
}

void Dashboard::setTypeChoice(int choice)
{
    m_processes.setType(m_typeChoices.value(choice));
}

int Dashboard::liveCount() const
{
    int live = 0;
    for (int row = 0; row < m_list.rowCount(); ++row)
        live += isLive(**m_list.processAt(row)) ? 1 : 0;
    return live;
}

void Dashboard::setUndoSeconds(int seconds)
{
    constexpr int longest = 60;
    const std::chrono::seconds grace(std::clamp(seconds, 0, longest));
    if (grace == m_actions.grace())
        return;
    m_actions.setGrace(grace);
    Q_EMIT undoSecondsChanged();
}

void Dashboard::cancel(const QString &processId)
{
    if (const auto id = ProcessId::fromString(processId))
        m_actions.cancel(*id);
}

void Dashboard::retry(const QString &processId)
{
    if (const auto id = ProcessId::fromString(processId))
        m_actions.retry(*id);
}

void Dashboard::undo(const QString &processId)
{
    if (const auto id = ProcessId::fromString(processId))
        m_actions.undo(*id);
}

int Dashboard::liveRow() const
{
    // One in the history may have had the id of one that is live.
    return m_selected.isArchived() ? -1 : m_processes.rowOf(m_selected.processId());
}

int Dashboard::selectedRow() const
{
    if (isPastShown())
        return m_past.selectedRow();
    return isHistoryShown() ? m_history.rowOf(m_selected.key()) : liveRow();
}

void Dashboard::cancelSelected()
{
    if (selectedRow() >= 0 && !isPastShown() && !m_selected.isArchived())
        cancel(m_selected.processId());
}

void Dashboard::retrySelected()
{
    if (selectedRow() >= 0 && !isPastShown() && !m_selected.isArchived())
        retry(m_selected.processId());
}

ListPlace &Dashboard::shownPlace()
{
    if (isPastShown())
        return m_pastPlace;
    return isHistoryShown() ? m_historyPlace : m_livePlace;
}

int Dashboard::step(int rows)
{
    const int row = shownPlace().step(rows);
    if (row < 0)
        return row;
    if (isPastShown())
        m_past.select(row);
    else if (isHistoryShown())
        selectFinished(row);
    else
        m_selected.setProcessId(m_processes.idAt(row));
    return row;
}

/// Until it is committed, a row shows what it showed before.
void Dashboard::showStage(const ProcessId &id, ProcessActions::Stage stage, qint64 untilMs)
{
    using Stage = ProcessActions::Stage;
    ProcessListModel::Mark mark;
    if (stage == Stage::Waiting)
        mark = {TimeText::CancelWaits, untilMs};
    else if (const int row = m_list.rowOf(id); stage != Stage::None && row >= 0)
        mark = {TimeText::BeingStored, 0, StatusText::of(**m_list.processAt(row))};
    m_list.setMark(id, mark);
}

} // namespace Procession
