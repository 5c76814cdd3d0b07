// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processfiltermodel.h"
#include "processlistmodel.h"
#include "selectedprocess.h"
#include "serverstatus.h"
#include "statuscountmodel.h"
#include "timetext.h"

#include <QObject>
#include <QStringList>

namespace Procession {

class ProcessTracker;

/// All that the dashboard shows and can do, in one object for QML: the models on the log, and the door.
///
/// Threads: the GUI's. Owner: app/desktop, or a test; tracker and log must outlive it.
class Dashboard : public QObject
{
    Q_OBJECT
    Q_PROPERTY(Procession::ProcessFilterModel *processes READ processes CONSTANT)
    Q_PROPERTY(Procession::StatusCountModel *counts READ counts CONSTANT)
    Q_PROPERTY(Procession::SelectedProcess *selected READ selected CONSTANT)
    Q_PROPERTY(Procession::ServerStatus *server READ server CONSTANT)
    Q_PROPERTY(Procession::TimeText *time READ time CONSTANT)
    /// What the filter by type offers: empty for all, then each type that a process may have.
    Q_PROPERTY(QStringList typeChoices READ typeChoices NOTIFY typeChoicesChanged)
    /// The place in typeChoices of the type that is filtered by.
    Q_PROPERTY(int typeChoice READ typeChoice WRITE setTypeChoice NOTIFY typeChoiceChanged)

public:
    Dashboard(ProcessTracker &tracker, EventLog &log, QObject *parent = nullptr);

    ProcessFilterModel *processes() { return &m_processes; }
    StatusCountModel *counts() { return &m_counts; }
    SelectedProcess *selected() { return &m_selected; }
    ServerStatus *server() { return &m_server; }
    TimeText *time() { return &m_time; }
    QStringList typeChoices() const { return m_typeChoices; }
    int typeChoice() const;
    void setTypeChoice(int choice);

    Q_INVOKABLE void cancel(const QString &processId);
    Q_INVOKABLE void retry(const QString &processId);

Q_SIGNALS:
    void typeChoicesChanged();
    void typeChoiceChanged();
    /// What the user asked for could not be done; a sentence that says why.
    void failed(const QString &message);

private:
    void readTypes();
    template <typename Action>
    void act(const QString &processId, Action action);

    ProcessTracker &m_tracker;
    ProcessListModel m_list;
    ProcessFilterModel m_processes;
    StatusCountModel m_counts;
    SelectedProcess m_selected;
    ServerStatus m_server;
    TimeText m_time;
    QStringList m_typeChoices;
};

} // namespace Procession
