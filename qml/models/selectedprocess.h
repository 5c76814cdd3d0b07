// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processlistmodel.h"

#include <QObject>

namespace Procession {

/// The process that the user looks at, as texts for the detail pane. Follows its changes.
///
/// Threads: the GUI's. Owner: Dashboard.
class SelectedProcess : public QObject
{
    Q_OBJECT
    /// Empty where none is selected.
    Q_PROPERTY(QString processId READ processId WRITE setProcessId NOTIFY changed)
    Q_PROPERTY(bool valid READ isValid NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(QString status READ status NOTIFY changed)
    Q_PROPERTY(QString errorMessage READ errorMessage NOTIFY changed)
    Q_PROPERTY(QString metadata READ metadata NOTIFY changed)
    /// Label and value of each field that holds something, in turn.
    Q_PROPERTY(QStringList fields READ fields NOTIFY changed)
    Q_PROPERTY(bool canCancel READ canCancel NOTIFY changed)
    Q_PROPERTY(bool canRetry READ canRetry NOTIFY changed)

public:
    explicit SelectedProcess(const ProcessListModel &source, QObject *parent = nullptr);

    QString processId() const { return m_id ? m_id->toString() : QString(); }
    void setProcessId(const QString &id);
    bool isValid() const { return m_process != nullptr; }
    QString name() const;
    QString status() const;
    QString errorMessage() const;
    /// Pretty-printed JSON; empty where there is none.
    QString metadata() const;
    QStringList fields() const;
    bool canCancel() const;
    bool canRetry() const;

Q_SIGNALS:
    void changed();

private:
    void update();

    const ProcessListModel &m_source;
    std::optional<ProcessId> m_id;
    ProcessPtr m_process;
};

} // namespace Procession
