// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"

#include "processtracker.h"
#include "store.h"

namespace Procession {

Dashboard::Dashboard(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_tracker(parts.tracker)
    , m_list(parts.tracker, parts.log)
    , m_processes(m_list)
    , m_history(parts.archive, parts.clock, m_readers)
    , m_counts(m_list)
    , m_selected(m_list)
    , m_timeline(m_selected, parts.log, parts.archive, m_readers)
{
    // Two, so that the life of a process shows while a long list is being searched.
    m_readers.setMaxThreadCount(2);
    connect(&m_list, &ProcessListModel::finished, &m_history, &HistoryModel::markStale);
    connect(&m_processes, &ProcessFilterModel::filterChanged, &m_history,
            [this] { m_history.setTypeAndText(m_processes.type(), m_processes.searchText()); });
    if (parts.store) {
        const auto tell = [this, store = parts.store] { m_server.setStoreProblem(store->health().problem); };
        connect(parts.store, &Store::healthChanged, this, tell);
        tell();
    }
    // A new type shows as soon as a process of it does.
    connect(&m_list, &ProcessListModel::merged, this, &Dashboard::readTypes);
    connect(&m_processes, &ProcessFilterModel::filterChanged, this, &Dashboard::typeChoiceChanged);
    readTypes();
}

void Dashboard::readTypes()
{
    QStringList choices(QString{});
    const QList<ProcessType> types = m_tracker.types();
    for (const ProcessType &type : types)
        choices.append(type.toString());
    if (std::exchange(m_typeChoices, choices) != choices)
        Q_EMIT typeChoicesChanged();
}

void Dashboard::setHistoryShown(bool shown)
{
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

template <typename Action>
void Dashboard::act(const QString &processId, Action action)
{
    const auto id = ProcessId::fromString(processId);
    if (!id)
        return;
    if (const Result<ProcessPtr> done = action(*id); !done)
        Q_EMIT failed(done.error().message);
}

void Dashboard::cancel(const QString &processId)
{
    act(processId, [this](const ProcessId &id) { return m_tracker.cancel(id); });
}

void Dashboard::retry(const QString &processId)
{
    act(processId, [this](const ProcessId &id) { return m_tracker.retry(id); });
}

} // namespace Procession
