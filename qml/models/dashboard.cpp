// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard.h"

#include "processtracker.h"

namespace Procession {

Dashboard::Dashboard(ProcessTracker &tracker, EventLog &log, QObject *parent)
    : QObject(parent)
    , m_tracker(tracker)
    , m_list(tracker, log)
    , m_processes(m_list)
    , m_counts(m_list)
    , m_selected(m_list)
{
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

int Dashboard::typeChoice() const
{
    return static_cast<int>(m_typeChoices.indexOf(m_processes.type()));
}

void Dashboard::setTypeChoice(int choice)
{
    m_processes.setType(m_typeChoices.value(choice));
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
