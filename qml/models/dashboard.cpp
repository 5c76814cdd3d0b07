// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"

#include "rowtext.h"

#include <algorithm>

namespace Procession {

Dashboard::Dashboard(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_source(parts.source)
    , m_list(parts.source)
    , m_processes(m_list, parts.clock)
    , m_history(parts.history, parts.clock)
    , m_counts(m_list, m_processes)
    , m_selected(m_list)
    , m_timeline(m_selected, parts.source.log(), parts.history)
    , m_attempts(m_selected)
    , m_attempt(m_selected, m_attempts, parts.output)
    , m_attemptEvents(m_timeline)
    , m_attemptSeries(m_selected, m_attempt, parts.source.log(), parts.series)
    , m_estimates(m_list)
    , m_actions(parts.source, parts.changes, parts.clock)
    , m_livePlace(m_processes, [this] { return liveRow(); })
    , m_historyPlace(m_history, [this] { return m_history.rowOf(m_selected.key()); })
{
    setDurations(parts.durations);
    connect(&m_list, &ProcessListModel::finished, &m_history, &HistoryModel::markStale);
    connect(&m_processes, &ProcessFilterModel::filterChanged, &m_history,
            [this] { m_history.setTypeAndText(m_processes.type(), m_processes.searchText()); });
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
    connect(&m_selected, &SelectedProcess::changed, this, &Dashboard::selectedRowChanged);
    connect(this, &Dashboard::historyShownChanged, this, &Dashboard::selectedRowChanged);
    for (const QAbstractItemModel *model :
         {static_cast<const QAbstractItemModel *>(&m_processes), static_cast<const QAbstractItemModel *>(&m_history)}) {
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
    // A new type shows as soon as a process of it does.
    connect(&m_list, &ProcessListModel::merged, this, &Dashboard::readTypes);
    connect(&m_processes, &ProcessFilterModel::filterChanged, this, &Dashboard::typeChoiceChanged);
    readTypes();
}

void Dashboard::setDurations(const DurationHistory *durations)
{
    m_estimates.setDurations(durations);
    m_processes.setDurations(durations);
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
    setPageShown(m_selected.isValid());
}

void Dashboard::closePage()
{
    setPageShown(false);
}

void Dashboard::setPageShown(bool shown)
{
    if (std::exchange(m_isPageShown, shown) == shown)
        return;
    m_attempt.setShown(shown);
    m_attemptSeries.setShown(shown);
    Q_EMIT pageShownChanged();
}

void Dashboard::setHistoryShown(bool shown)
{
    closePage(); // whichever list is asked for is to be seen
    if (std::exchange(m_isHistoryShown, shown) == shown)
        return;
    m_history.setShown(shown);
    Q_EMIT historyShownChanged();
}

void Dashboard::selectFinished(int row)
{
    m_selected.select(m_history.processAt(row));
}

void Dashboard::clearFilter()
{
    m_processes.clearFilter();
    m_history.clearFilter();
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
    return m_isHistoryShown ? m_history.rowOf(m_selected.key()) : liveRow();
}

void Dashboard::cancelSelected()
{
    if (selectedRow() >= 0 && !m_selected.isArchived())
        cancel(m_selected.processId());
}

void Dashboard::retrySelected()
{
    if (selectedRow() >= 0 && !m_selected.isArchived())
        retry(m_selected.processId());
}

int Dashboard::step(int rows)
{
    const int row = (m_isHistoryShown ? m_historyPlace : m_livePlace).step(rows);
    if (row < 0)
        return row;
    if (m_isHistoryShown)
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
